//! What one would write oneself: frames of events with a checksum each, the offsets of each account's events in memory.
//!
//! A commit is one write and one `fdatasync` (`File::sync_data`). Where the file was filled with zeros beforehand, the
//! sync has no new length and no new block to record.

use std::{
    fs::{File, OpenOptions},
    os::unix::fs::FileExt,
    path::Path,
};

use crate::{
    bank::AccountEvent,
    data::BankEvent,
    fault::Result,
    store::{Read, Store},
    wire,
};

/// Length and checksum of what follows, 4 bytes each.
const HEADER_BYTES: usize = 8;
/// No event is longer.
const EVENT_BYTES_MAX: usize = 64;
const READ_BYTES: usize = 1 << 20;
const PREALLOCATED_BYTES: usize = 16 << 20;

pub(crate) struct Bare {
    file: File,
    end: u64,
    count: u64,
    /// By account.
    offsets: Vec<Vec<u64>>,
    frame: Vec<u8>,
}

/// The same on a file that is filled with zeros before anything is measured.
pub(crate) struct Preallocated(Bare);

impl Bare {
    /// Takes in the frames from the start of the file to the first that is not whole.
    fn scan(&mut self) -> Result<()> {
        let mut buffer = Vec::new();
        let mut frame_start = 0;
        loop {
            let Some((length, checksum)) = header(&buffer[frame_start..]) else {
                if !self.refill(&mut buffer, &mut frame_start)? {
                    return Ok(());
                }
                continue;
            };
            // Zeros are where nothing was written yet.
            if length == 0 {
                return Ok(());
            }
            let body = frame_start + HEADER_BYTES..frame_start + HEADER_BYTES + length;
            let Some(bytes) = buffer.get(body.clone()) else {
                if !self.refill(&mut buffer, &mut frame_start)? {
                    return Ok(());
                }
                continue;
            };
            if crc32fast::hash(bytes) != checksum {
                return Ok(());
            }
            let mut rest = bytes;
            while !rest.is_empty() {
                let offset = self.end + (HEADER_BYTES + length - rest.len()) as u64;
                let (event, behind) = wire::read(rest)?;
                index(&mut self.offsets, event.account, offset);
                self.count += 1;
                rest = behind;
            }
            self.end += (HEADER_BYTES + length) as u64;
            frame_start = body.end;
        }
    }

    /// Reads more of the file; whether there was more.
    fn refill(&self, buffer: &mut Vec<u8>, frame_start: &mut usize) -> Result<bool> {
        buffer.drain(..std::mem::take(frame_start));
        let had = buffer.len();
        buffer.resize(had + READ_BYTES, 0);
        let read = self.file.read_at(&mut buffer[had..], self.end + had as u64)?;
        buffer.truncate(had + read);
        Ok(read > 0)
    }
}

fn header(bytes: &[u8]) -> Option<(usize, u32)> {
    let (length, rest) = bytes.split_first_chunk()?;
    let (checksum, _) = rest.split_first_chunk()?;
    Some((u32::from_le_bytes(*length) as usize, u32::from_le_bytes(*checksum)))
}

fn index(offsets: &mut Vec<Vec<u64>>, account: u32, offset: u64) {
    let account = account as usize;
    if offsets.len() <= account {
        offsets.resize_with(account + 1, Vec::new);
    }
    offsets[account].push(offset);
}

impl Store for Bare {
    fn open(folder: &Path) -> Result<Self> {
        let path = folder.join("events.log");
        let file = OpenOptions::new().create(true).truncate(false).read(true).write(true).open(path)?;
        let mut log = Self { file, end: 0, count: 0, offsets: Vec::new(), frame: Vec::new() };
        log.scan()?;
        Ok(log)
    }

    fn count(&self) -> Result<u64> {
        Ok(self.count)
    }

    fn append(&mut self, batch: &[BankEvent]) -> Result<()> {
        self.frame.clear();
        self.frame.resize(HEADER_BYTES, 0);
        for event in batch {
            index(&mut self.offsets, event.account, self.end + self.frame.len() as u64);
            wire::write(event, &mut self.frame)?;
        }
        let body = &self.frame[HEADER_BYTES..];
        let (length, checksum) = (u32::try_from(body.len())?, crc32fast::hash(body));
        self.frame[..4].copy_from_slice(&length.to_le_bytes());
        self.frame[4..HEADER_BYTES].copy_from_slice(&checksum.to_le_bytes());
        self.file.write_all_at(&self.frame, self.end)?;
        self.file.sync_data()?;
        self.end += self.frame.len() as u64;
        self.count += batch.len() as u64;
        Ok(())
    }

    fn close(self) -> Result<()> {
        self.file.set_len(self.end)?;
        Ok(self.file.sync_all()?)
    }
}

impl Read for Bare {
    fn replay(&self, each: &mut (dyn FnMut(u32, AccountEvent) -> Result<()> + Send)) -> Result<()> {
        let mut offset = 0;
        let mut frame = Vec::new();
        while offset < self.end {
            let mut head = [0; HEADER_BYTES];
            self.file.read_exact_at(&mut head, offset)?;
            let (length, checksum) = header(&head).ok_or_else(|| wire::corrupt(offset))?;
            frame.resize(length, 0);
            self.file.read_exact_at(&mut frame, offset + HEADER_BYTES as u64)?;
            if crc32fast::hash(&frame) != checksum {
                return Err(wire::corrupt(offset));
            }
            let mut rest = frame.as_slice();
            while !rest.is_empty() {
                let (event, behind) = wire::read(rest)?;
                each(event.account, event.event)?;
                rest = behind;
            }
            offset += (HEADER_BYTES + length) as u64;
        }
        Ok(())
    }

    fn read_account(&self, account: u32, each: &mut (dyn FnMut(AccountEvent) + Send)) -> Result<()> {
        let mut bytes = [0; EVENT_BYTES_MAX];
        for &offset in self.offsets.get(account as usize).into_iter().flatten() {
            let read = self.file.read_at(&mut bytes, offset)?;
            each(wire::read(&bytes[..read])?.0.event);
        }
        Ok(())
    }
}

impl Store for Preallocated {
    fn open(folder: &Path) -> Result<Self> {
        let log = Bare::open(folder)?;
        log.file.write_all_at(&vec![0; PREALLOCATED_BYTES], log.end)?;
        log.file.sync_all()?;
        Ok(Self(log))
    }

    fn count(&self) -> Result<u64> {
        self.0.count()
    }

    fn append(&mut self, batch: &[BankEvent]) -> Result<()> {
        self.0.append(batch)
    }

    fn close(self) -> Result<()> {
        self.0.close()
    }
}

impl Read for Preallocated {
    fn replay(&self, each: &mut (dyn FnMut(u32, AccountEvent) -> Result<()> + Send)) -> Result<()> {
        self.0.replay(each)
    }

    fn read_account(&self, account: u32, each: &mut (dyn FnMut(AccountEvent) + Send)) -> Result<()> {
        self.0.read_account(account, each)
    }
}
