//! Work that takes a thread of its own.

use std::future::Future;

use crate::error::ApiError;

/// Does what reads a log or replays events on a thread that may take its time over it: a log's reads are reads of files, which would make all wait that
/// share an executor's thread. A panic there is an answer too.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl Future<Output = Result<T, ApiError>> + Send + 'static,
) -> Result<T, ApiError> {
    let done = tokio::task::spawn_blocking(|| pollster::block_on(work)).await;
    done.unwrap_or_else(|error| Err(ApiError::internal(format!("the answer could not be made: {error}"))))
}
