//! What `#[tracked]` asks of a function.

use syn::{FnArg, ItemFn, PatType, Receiver, ReturnType, Type};

use crate::{diagnostics::Diagnostics, tracked::args::Args};

pub(super) fn check(args: &Args, function: &ItemFn, diagnostics: &mut Diagnostics) {
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
    if args.retries.is_some() {
        for argument in &signature.inputs {
            can_be_given_again(argument, diagnostics);
        }
    }
}

/// Each attempt gets the arguments as the first one got them.
fn can_be_given_again(argument: &FnArg, diagnostics: &mut Diagnostics) {
    let mutable = |ty: &Type| matches!(ty, Type::Reference(reference) if reference.mutability.is_some());
    match argument {
        FnArg::Receiver(receiver @ Receiver { ty, .. }) => {
            let shared = matches!(ty.as_ref(), Type::Reference(reference) if reference.mutability.is_none());
            if !shared {
                diagnostics.error(
                    receiver,
                    "the method does not take `&self`, and has `retries`",
                    "an attempt that failed would have used up or changed what the next one gets",
                    "take `&self`, or run it by `stack.task(..).retry(..).run(..)`, which makes each attempt anew",
                );
            }
        }
        FnArg::Typed(PatType { ty, .. }) if mutable(ty) => diagnostics.error(
            ty,
            "an argument is borrowed for changes, and the function has `retries`",
            "an attempt that failed would have changed what the next one gets",
            "take it by value, of which each attempt gets a clone, or run it by `stack.task(..).retry(..).run(..)`",
        ),
        FnArg::Typed(_) => {}
    }
}
