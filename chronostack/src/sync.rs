//! What threads meet at: std's, or, built with `--cfg chronostack_shuttle`, those of a scheduler that a test explores orders with.
//!
//! The queue and the listeners are of other crates, which never block a thread here that does not ask for it; what runs between two
//! operations on what stands here runs at once, as far as that exploration sees.

#[cfg(not(chronostack_shuttle))]
pub(crate) use std::{
    sync::{Mutex, MutexGuard, RwLock, RwLockReadGuard, RwLockWriteGuard, atomic::AtomicBool},
    thread::{Builder, JoinHandle},
};

#[cfg(chronostack_shuttle)]
pub(crate) use shuttle::{
    sync::{Mutex, MutexGuard, RwLock, RwLockReadGuard, RwLockWriteGuard, atomic::AtomicBool},
    thread::{Builder, JoinHandle},
};

/// Takes what comes next out of a queue; `None` once it is closed and empty.
pub(crate) fn receive<T>(queue: &async_channel::Receiver<T>) -> Option<T> {
    #[cfg(not(chronostack_shuttle))]
    return queue.recv_blocking().ok();
    #[cfg(chronostack_shuttle)]
    return shuttle::future::block_on(queue.recv()).ok();
}
