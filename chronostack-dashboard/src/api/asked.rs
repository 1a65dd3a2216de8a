//! The stream that is asked about.

use std::sync::Arc;

use chronostack::id::StreamName;
use chronostack_query::{AnyMachine, Told};

use crate::{error::ApiError, parameters::Parameters, shared::Shared, work::blocking};

/// The stream that is asked about, and its machine.
#[derive(Clone)]
pub(super) struct Asked {
    pub(super) shared: Arc<Shared>,
    pub(super) machine: Arc<dyn AnyMachine>,
    pub(super) stream: StreamName,
}

impl Asked {
    /// What `stream` and `machine` say.
    pub(super) fn of(shared: Arc<Shared>, parameters: &Parameters) -> Result<Self, ApiError> {
        let stream = parameters.required_parsed("stream", "a stream's name, as `order/order-1`")?;
        Self::named(shared, stream, parameters.text("machine")?)
    }

    /// The stream of that name, and the machine of that name, or the first for its kind.
    pub(super) fn named(shared: Arc<Shared>, stream: StreamName, machine: Option<&str>) -> Result<Self, ApiError> {
        let machine = match machine {
            None => shared.machine_of(&stream)?,
            Some(name) => {
                let machine = shared.machine(name)?;
                let kind = machine.spec().stream;
                if kind != stream.kind() {
                    let error =
                        format!("the machine `{name}` is one of streams of the kind `{kind}`, and not of {stream}");
                    return Err(ApiError::bad_request(error));
                }
                machine
            }
        };
        Ok(Self { machine: Arc::clone(machine), shared, stream })
    }

    /// What `ask` makes of the stream's history.
    pub(super) async fn story<T: Send + 'static>(
        self,
        ask: impl FnOnce(&Self, &Told) -> Result<T, ApiError> + Send + 'static,
    ) -> Result<T, ApiError> {
        blocking(async move {
            let Self { shared, machine, stream } = &self;
            shared.stories.ask(&shared.log, machine, stream, |told| ask(&self, told))
        })
        .await
    }
}

/// That a stream has no such version.
pub(super) fn no_version(told: &Told, version: u64) -> ApiError {
    let (stream, last) = (told.story.stream(), told.story.version());
    let error = ApiError::not_found(format!("{stream} has no state of version {version}: its last is {last}"));
    match &told.failure {
        None => error,
        Some(failure) => error.hint(format!("its history ends there: failed to {failure}")),
    }
}
