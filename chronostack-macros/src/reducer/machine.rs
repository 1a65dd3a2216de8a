//! The model: what the impl and the arguments say together, as plain data that keeps its spans.

use proc_macro2::Ident;
use syn::{ItemImpl, Type};

use crate::{
    diagnostics::Diagnostics,
    reducer::{
        args::{Args, Events},
        event_ref::EventRef,
        functions::{Function, Functions, Helper, Invariant},
        groups::Groups,
        params::ungrouped,
        pattern::Named,
    },
};

/// A machine as written.
pub(crate) struct Machine {
    pub(crate) args: Args,
    pub(crate) state: Type,
    /// The state type's name.
    pub(crate) name: Ident,
    /// Whether the state is an enum: told from the rows, for only those of an enum name states.
    pub(crate) is_enum: bool,
    pub(crate) handlers: Vec<Function>,
    pub(crate) guards: Vec<Function>,
    pub(crate) invariants: Vec<Invariant>,
    pub(crate) helpers: Vec<Helper>,
    pub(crate) groups: Groups,
    /// Whether something could not be read, so that what seems to be missing may be what it meant.
    pub(crate) faulty: bool,
}

impl Machine {
    pub(crate) fn new(
        args: Args,
        functions: Functions,
        item: &ItemImpl,
        name: Ident,
        diagnostics: &mut Diagnostics,
    ) -> Self {
        let Functions { handlers, guards, invariants, helpers, faulty } = functions;
        let faulty = faulty || args.faulty;
        let groups = Groups::resolve(&args.groups, diagnostics);
        // A struct has one state, which may be named as it is.
        let names_state = |named: &Named| matches!(named, Named::Name(other) if *other != name);
        let is_enum = handlers.iter().any(|handler| handler.marks.transition.is_some())
            || !args.groups.is_empty()
            || args.ignored.iter().any(|pair| pair.states.alternatives.iter().any(|one| names_state(&one.states)));
        let state = ungrouped(&item.self_ty).clone();
        Self { args, state, name, is_enum, handlers, guards, invariants, helpers, groups, faulty }
    }

    /// The events that the pairs of `ignore(..)` name, in order.
    pub(crate) fn ignored_events(&self) -> Vec<EventRef> {
        let set = match &self.args.events {
            Some(Events::Standing(path)) => Some(path),
            _ => None,
        };
        self.args.ignored.iter().map(|pair| EventRef::ignored(&pair.event, set)).collect()
    }

    /// Whether any handler reads what was recorded about the event.
    pub(crate) fn reads_meta(&self) -> bool {
        self.handlers.iter().any(|handler| handler.params.meta().is_some())
    }

    /// Every name of a state that is written anywhere, groups left out, so that a misspelt one is found at its place.
    pub(crate) fn state_names(&self) -> Vec<&Ident> {
        let rows = self.handlers.iter().filter_map(|handler| handler.marks.transition.as_ref());
        let patterns = rows.clone().map(|(_, row)| &row.from).chain(self.args.ignored.iter().map(|pair| &pair.states));
        let sources = patterns.flat_map(|pattern| &pattern.alternatives).filter_map(|one| match &one.states {
            Named::Name(name) => Some(name),
            Named::Any(_) => None,
        });
        let targets = rows.flat_map(|(_, row)| &row.to);
        let members = self.args.groups.iter().flat_map(|group| &group.members);
        sources.chain(targets).chain(members).filter(|name| self.groups.states(name).is_none()).collect()
    }
}

/// The name of the state type, if the impl's type is a plain path.
pub(crate) fn type_name(ty: &Type) -> Option<&Ident> {
    match ungrouped(ty) {
        Type::Path(path) if path.qself.is_none() => {
            let last = path.path.segments.last()?;
            last.arguments.is_none().then_some(&last.ident)
        }
        _ => None,
    }
}
