//! A queue between processes: a folder, a message a file, which is there once it has its name.

use std::{
    fs, io,
    path::{Path, PathBuf},
    time::Duration,
};

use chronostack::context::Carried;
use serde::{Serialize, de::DeserializeOwned};
use tokio::time::sleep;

use crate::Failure;

#[derive(Clone, Debug)]
pub(crate) struct Queue {
    folder: PathBuf,
}

impl Queue {
    pub(crate) fn open(folder: &Path) -> io::Result<Self> {
        let folder = folder.join("mail.queue");
        fs::create_dir_all(&folder)?;
        Ok(Self { folder })
    }

    /// Leaves a message, in an envelope with the current context. Whoever sends the same number again sends the same message again.
    pub(crate) fn send(&self, number: u64, message: &impl Serialize) -> Result<(), Failure> {
        // With zeros before it, so that names are in the order of numbers.
        let name = format!("{number:020}");
        let written = self.folder.join(format!("{name}.new"));
        fs::write(&written, serde_json::to_vec(&Carried::new(message))?)?;
        fs::rename(&written, self.folder.join(format!("{name}.json")))?;
        Ok(())
    }

    /// The next message. It stays where it is until it is [`done`](Message::done).
    pub(crate) async fn next<T: DeserializeOwned>(&self) -> Result<Message<T>, Failure> {
        loop {
            let paths = fs::read_dir(&self.folder)?.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>()?;
            let whole = paths.into_iter().filter(|path| path.extension().is_some_and(|extension| extension == "json"));
            if let Some(path) = whole.min() {
                return Ok(Message { carried: serde_json::from_slice(&fs::read(&path)?)?, path });
            }
            sleep(Duration::from_millis(5)).await;
        }
    }
}

pub(crate) struct Message<T> {
    pub(crate) carried: Carried<T>,
    path: PathBuf,
}

impl<T> Message<T> {
    /// Takes the message out of the queue.
    pub(crate) fn done(self) -> io::Result<()> {
        fs::remove_file(self.path)
    }
}
