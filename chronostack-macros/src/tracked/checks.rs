//! What `#[tracked]` asks of a function.

use syn::{ItemFn, ReturnType};

use crate::diagnostics::Diagnostics;

pub(super) fn check(function: &ItemFn, diagnostics: &mut Diagnostics) {
    let signature = &function.sig;
    if signature.asyncness.is_none() {
        diagnostics.error(
            signature.fn_token,
            format!("`{}` is not async", signature.ident),
            "a task is something that is awaited, and ends when that is over",
            "write `async fn`, or track what it calls: `stack.task(\"..\").run(async { .. })`",
        );
    }
    if matches!(signature.output, ReturnType::Default) {
        diagnostics.error(
            &signature.ident,
            format!("`{}` answers nothing", signature.ident),
            "a task completes or fails, and the log says which",
            "answer with a `Result`: `-> Result<(), Error>`, or `Result<(), std::convert::Infallible>` where nothing can go wrong",
        );
    }
}
