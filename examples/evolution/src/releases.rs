//! The releases as data, so that each can be held against each.

use std::{
    collections::BTreeMap,
    error::Error,
    fs,
    future::Future,
    path::{Path, PathBuf},
    pin::Pin,
};

use chronostack::{
    log::FileLog,
    prelude::*,
    testing::{
        ManualClock,
        lock::{Code, Consent, check, check_logic},
    },
};

use crate::{release_1, release_2, release_3, release_4, release_5};

/// What this example fails with.
pub type Result<T> = std::result::Result<T, Box<dyn Error>>;

type Recording<'a> = Pin<Box<dyn Future<Output = Result<()>> + 'a>>;

/// A release of the program.
#[derive(Clone, Copy, Debug)]
pub struct Release {
    /// Its number.
    pub number: usize,
    record: for<'a> fn(&'a ChronoStack) -> Recording<'a>,
    states: fn(&Path) -> Result<BTreeMap<String, String>>,
    lock: fn(&Path, &Consent) -> std::result::Result<(), String>,
}

macro_rules! release {
    ($number:literal, $module:ident) => {
        Release {
            number: $number,
            record: |stack| Box::pin($module::record(stack)),
            states: states::<$module::Subscription>,
            lock: |package, consent| {
                let code = Code::of::<$module::Subscription>();
                check(package, &code, consent)?;
                check_logic(package, &code, consent).map(drop)
            },
        }
    };
}

/// All of them, oldest first.
pub const RELEASES: [Release; 5] = [
    release!(1, release_1),
    release!(2, release_2),
    release!(3, release_3),
    release!(4, release_4),
    release!(5, release_5),
];

impl Release {
    /// What it left behind: its lock, and the log as it was after it.
    pub fn folder(&self) -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("releases").join(self.number.to_string())
    }

    /// Records what happened while this release was deployed.
    ///
    /// # Errors
    /// When the log cannot be opened by it, or takes no events.
    pub fn record(&self, log: &Path) -> Result<()> {
        let year = 2_021 + self.number;
        let clock = ManualClock::new(format!("{year}-01-01T12:00:00Z").parse()?);
        let stack = ChronoStack::builder().path(log).service("billing").clock(clock).build()?;
        pollster::block_on(async {
            (self.record)(&stack).await?;
            Ok(stack.close().await?)
        })
    }

    /// The state of every subscription in the log, as this release sees it.
    ///
    /// # Errors
    /// When it cannot read the log.
    pub fn states(&self, log: &Path) -> Result<BTreeMap<String, String>> {
        (self.states)(log)
    }

    /// Compares the lock in the folder `package` with this release, and brings it up to date as far as `consent` goes.
    ///
    /// # Errors
    /// With what differs, and what to do.
    pub fn check_lock(&self, package: &Path, consent: &Consent) -> std::result::Result<(), String> {
        (self.lock)(package, consent)
    }
}

fn states<R: Reducer + std::fmt::Debug>(log: &Path) -> Result<BTreeMap<String, String>> {
    let stack = ChronoStack::builder().log(FileLog::options().read_only(true).open(log)?).build()?;
    pollster::block_on(async {
        let subscriptions = stack.machine::<R>();
        let mut states = BTreeMap::new();
        for summary in stack.log().ok_or("the log is closed")?.streams(None, usize::MAX).await? {
            let id = summary.stream.id();
            states.insert(id.to_owned(), format!("{:?}", subscriptions.load(id).await?.state));
        }
        Ok(states)
    })
}

/// Copies a log, so that what is committed stays as it is.
///
/// # Errors
/// When the disk does not let it.
pub fn copy_log(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        fs::copy(entry.path(), to.join(entry.file_name()))?;
    }
    Ok(())
}
