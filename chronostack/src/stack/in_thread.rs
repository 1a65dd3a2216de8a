//! Work that another thread does while this one does its own.

use std::{
    io,
    panic::resume_unwind,
    thread::{self, JoinHandle},
};

use futures_channel::oneshot;

/// What another thread is at.
pub(crate) struct InThread<T> {
    answer: oneshot::Receiver<T>,
    thread: JoinHandle<()>,
}

impl<T: Send + 'static> InThread<T> {
    /// Lets a thread of that name do `work`, unless there is none to be had.
    pub(crate) fn start(name: &str, work: impl FnOnce() -> T + Send + 'static) -> io::Result<Self> {
        let (sender, answer) = oneshot::channel();
        // Who dropped the future wants no answer.
        let work = move || drop(sender.send(work()));
        let thread = thread::Builder::new().name(name.to_owned()).spawn(work)?;
        Ok(Self { answer, thread })
    }

    /// What came of it. Where the thread panicked, this does.
    pub(crate) async fn answer(self) -> T {
        match self.answer.await {
            Ok(answer) => answer,
            Err(canceled) => resume_unwind(self.thread.join().err().unwrap_or_else(|| Box::new(canceled))),
        }
    }
}
