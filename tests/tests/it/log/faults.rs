//! Lives of a log on a disk that fails at random, against a model of what was acknowledged.

use std::{io::ErrorKind, path::Path, sync::Arc};

use chronostack::log::{AppendError, ArchiveError, CompressError, FileLog, Log, OpenError, ReadError, Record};
use fastrand::Rng;
use pollster::block_on;

use super::{
    archive::{self, ARCHIVE, read_only, scan, snapshot_all},
    crash::{Told, check, open, together},
    sample::{all, commit},
    sim_disk::SimDisk,
    weather::Weather,
};

/// So many seeds, and more in the long form: as many as take a minute or two each.
fn seeds(ordinary: u64, extended: u64) -> std::ops::Range<u64> {
    0..if std::env::var_os("CHRONOSTACK_EXTENDED").is_some() { extended } else { ordinary }
}

/// Opens, appends, reads, compresses, archives, and ends in any way, over and over, while any operation may fail or be done in part.
#[test]
fn a_disk_that_fails_at_random_loses_nothing_acknowledged() {
    let (mut acknowledged, mut failed, mut refused, mut compressed, mut archived) = (0, 0, 0, 0, 0);
    for seed in seeds(150, 750) {
        let mut life = Life::new(seed);
        for _ in 0..8 {
            life.episode();
        }
        acknowledged += life.told.acknowledged.len();
        failed += life.failed;
        refused += life.refused;
        compressed += life.compressed;
        archived += life.archived;
    }
    assert!(acknowledged > 1_000 && failed > 100 && refused > 10, "{acknowledged}, {failed}, {refused}");
    assert!(compressed > 10 && archived > 10, "{compressed}, {archived}");
}

struct Life {
    seed: u64,
    random: Rng,
    disk: SimDisk,
    segment_bytes: u64,
    told: Told,
    /// The number of the next commit.
    next: u64,
    failed: usize,
    /// How often the log could not be opened.
    refused: usize,
    /// How often segments were compressed, and how often they were taken out.
    compressed: usize,
    archived: usize,
    /// The first position that the log holds.
    kept: u64,
    /// What is taken out is gone.
    retires: bool,
}

impl Life {
    fn new(seed: u64) -> Self {
        let mut random = Rng::with_seed(seed);
        let segment_bytes = [1, 400, 2_000, 50_000][random.usize(..4)];
        let retires = random.u8(..4) == 0;
        Self {
            seed,
            random,
            disk: SimDisk::default(),
            segment_bytes,
            told: Told::default(),
            next: 0,
            failed: 0,
            refused: 0,
            compressed: 0,
            archived: 0,
            kept: 1,
            retires,
        }
    }

    fn episode(&mut self) {
        let context = format!("seed {} before commit {}", self.seed, self.next);
        self.storm();
        match open(&self.disk, self.segment_bytes) {
            Ok(log) => {
                self.disk.set_weather(Weather::default());
                let seen = self.check(&log, &context);
                // What was seen once stays, and what was not seen never comes.
                self.told = Told { acknowledged: seen, failed: Vec::new() };
                self.storm();
                for _ in 0..self.random.usize(..8) {
                    self.append(&log, &context);
                    self.read(&log, &context);
                }
                match self.random.u8(..8) {
                    0 => self.compress(&log, &context),
                    1 | 2 => self.archive(&log, &context),
                    _ => {}
                }
                self.read_beside(&context);
                if self.random.bool() {
                    drop(log);
                    self.disk = self.disk.after_kill();
                } else {
                    let left = self.end();
                    drop(log);
                    self.disk = left;
                }
            }
            Err(OpenError::Io { .. }) => {
                self.refused += 1;
                self.disk = self.end();
            }
            Err(other) => panic!("{context}: {other}"),
        }
    }

    fn storm(&mut self) {
        let random = self.random.fork();
        let rates = [0, 0, 60, 15];
        self.disk.set_weather(Weather {
            changes_fail: rates[self.random.usize(..4)],
            reads_fail: rates[self.random.usize(..4)],
            parts: self.random.u32(..4),
            random,
            syncs_lie: 0,
        });
    }

    /// A commit alone, or some together.
    fn append(&mut self, log: &FileLog, context: &str) {
        let count = if self.random.bool() { 1 } else { self.random.u64(1..12) };
        let appends = (self.next..self.next + count).map(|number| (number, log.append(commit(number)))).collect();
        self.next += count;
        for (number, answer) in block_on(together(appends)) {
            match answer {
                Ok(records) => self.told.acknowledged.extend(records),
                Err(AppendError::Io { .. } | AppendError::Poisoned { .. }) => {
                    self.failed += 1;
                    self.told.failed.push(number);
                }
                Err(other) => panic!("{context}: {other}"),
            }
        }
        self.told.acknowledged.sort_by_key(|record| record.meta.position);
    }

    fn compress(&mut self, log: &FileLog, context: &str) {
        match log.compress_sealed() {
            Ok(done) => self.compressed += usize::from(done.segments > 0),
            Err(CompressError::Io { .. }) => {}
            Err(other) => panic!("{context}: {other}"),
        }
        self.read(log, context);
    }

    /// Takes some segments out, behind snapshots.
    fn archive(&mut self, log: &FileLog, context: &str) {
        snapshot_all(log);
        let before = self.random.u64(..=self.told.acknowledged.len() as u64 + 1);
        let done = if self.retires { log.retire(before) } else { log.archive(before, ARCHIVE) };
        match done {
            Ok(done) => self.archived += usize::from(done.segments > 0),
            // A snapshot could not be kept, or what the other folder is could not be read.
            Err(ArchiveError::Io { .. } | ArchiveError::NoSnapshot { .. } | ArchiveError::Taken { .. }) => {}
            Err(other) => panic!("{context}: {other}"),
        }
        // Also what fails may have been done.
        if let Err(ReadError::Archived { first_kept, .. }) = scan(log, 1) {
            self.kept = first_kept;
        }
        self.read(log, context);
    }

    /// Checks a log that was opened on a disk that is fair; answers with all that it held, what was taken out included.
    fn check(&mut self, log: &FileLog, context: &str) -> Vec<Record> {
        self.kept = archive::first_kept(log);
        if self.kept == 1 {
            return check(log, &self.told, context);
        }
        let gone = if self.retires {
            self.told.acknowledged.clone()
        } else {
            scan(&read_only(&self.disk, ARCHIVE), 1).unwrap_or_else(|error| panic!("{context}: the archive: {error}"))
        };
        let gone = gone.into_iter().take_while(|record| record.meta.position < self.kept);
        let kept = scan(log, self.kept).unwrap_or_else(|error| panic!("{context}: {error}"));
        let read: Vec<Record> = gone.chain(kept).collect();
        self.told.check(&read, context);
        archive::check(log, &read, self.kept, context);
        read
    }

    fn read(&self, log: &FileLog, context: &str) {
        match scan(log, self.kept) {
            Ok(read) => assert_eq!(read, self.from(self.kept), "{context}"),
            Err(ReadError::Io { source, .. }) => assert_eq!(source.kind(), ErrorKind::Other, "{context}"),
            Err(other) => panic!("{context}: {other}"),
        }
    }

    /// What was acknowledged from a position on.
    fn from(&self, position: u64) -> &[Record] {
        let before = usize::try_from(position - 1).expect("small");
        self.told.acknowledged.get(before..).unwrap_or_default()
    }

    /// A reader sees the front of what was acknowledged.
    fn read_beside(&self, context: &str) {
        let options = FileLog::options().read_only(true).disk(Arc::new(self.disk.clone()));
        match options.open("/log").map(|reader| scan(&reader, self.kept)) {
            Ok(Ok(read)) => assert!(self.from(self.kept).starts_with(&read), "{context}"),
            Ok(Err(ReadError::Io { .. })) | Err(OpenError::Io { .. }) => {}
            Ok(Err(other)) => panic!("{context}: {other}"),
            Err(other) => panic!("{context}: {other}"),
        }
    }

    /// The process is killed, or the power fails.
    fn end(&mut self) -> SimDisk {
        if self.random.bool() { self.disk.after_kill() } else { self.disk.after_power_loss(&mut self.random) }
    }
}

/// When a sync does nothing and says that all is well, what it was asked to keep may be lost with the power. Nobody can find that out
/// before; what a log can still promise is that what it shows afterwards is right: the front of what was acknowledged, or an
/// error that says where it ends.
#[test]
fn after_a_sync_that_lied_nothing_wrong_is_shown() {
    let (mut shorter, mut damaged, mut whole) = (0, 0, 0);
    for seed in seeds(300, 3_000) {
        let mut random = Rng::with_seed(seed);
        let disk = SimDisk::default();
        let segment_bytes = [400, 2_000, 50_000][random.usize(..3)];
        let mut acknowledged: Vec<Record> = Vec::new();
        let log = open(&disk, segment_bytes).expect("the log opens");
        let honest = random.u64(..10);
        for number in 0..random.u64(10..30) {
            if number == honest {
                disk.set_weather(Weather { random: random.fork(), syncs_lie: 2, ..Weather::default() });
            }
            acknowledged.extend(block_on(log.append(commit(number))).expect("the disk says that all is well"));
        }
        let disk = disk.after_power_loss(&mut random);
        let mut is_named = |disk: &SimDisk, path: &Path, offset: u64, seed: u64| {
            let report = FileLog::options().disk(Arc::new(disk.clone())).verify("/log").expect("it is read");
            // A segment that lost its end may be missed by the one behind it only.
            assert!(!report.is_sound(), "seed {seed}: {} at {offset} in {report:?}", path.display());
            damaged += 1;
        };
        match open(&disk, segment_bytes) {
            // What the index covers is not read before it is asked for.
            Ok(log) => match all(&log) {
                Ok(read) => {
                    assert_eq!(Some(&read[..]), acknowledged.get(..read.len()), "seed {seed}");
                    *(if read.len() < acknowledged.len() { &mut shorter } else { &mut whole }) += 1;
                }
                Err(ReadError::Corrupt { path, offset, .. }) => is_named(&disk, &path, offset, seed),
                Err(other) => panic!("seed {seed}: {other}"),
            },
            Err(OpenError::Corrupt { path, offset, .. }) => is_named(&disk, &path, offset, seed),
            Err(other) => panic!("seed {seed}: {other}"),
        }
    }
    assert!(shorter > 10 && damaged > 10 && whole > 10, "{shorter} shorter, {damaged} damaged, {whole} whole");
}
