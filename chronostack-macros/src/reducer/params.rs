//! The parameters of handlers and guards: the receiver, the event, its metadata, and bindings of the row's pattern.

use proc_macro2::Ident;
use syn::{FnArg, Pat, PatType, Path, Receiver, ReturnType, Signature, Type, TypeReference};

use crate::reducer::event_ref::EventRef;

/// The parameters of one function, in order.
pub(crate) struct Params {
    pub(crate) receiver: Taken,
    pub(crate) list: Vec<Param>,
}

/// How a function takes the state.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Taken {
    /// It has no receiver: the bindings are what it gets of the state.
    Bindings,
    /// `self`
    Value,
    /// `&self`
    Shared,
    /// `&mut self`
    Mutable,
    /// A receiver with a type, such as `self: Box<Self>`.
    Typed,
}

/// One parameter behind the receiver.
pub(crate) enum Param {
    /// The event; `None` where its type names none. The pattern, if the event is written as one.
    Event { event: Option<EventRef>, place: PatType },
    /// `meta: &Meta`
    Meta { place: PatType },
    /// Anything else: a binding, by its name.
    Binding { name: Option<Ident>, pass: Pass, place: PatType },
}

/// How a binding reaches its parameter.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pass {
    /// Moved out of the state.
    Move,
    /// Copied: it has a primitive type, so the state can stay where it is.
    Copy,
    /// Borrowed from the state.
    Borrow,
}

const PRIMITIVES: &[&str] = &[
    "bool", "char", "u8", "u16", "u32", "u64", "u128", "usize", "i8", "i16", "i32", "i64", "i128", "isize", "f32",
    "f64",
];

impl Params {
    /// `is_marked` says that the function has the mark of one that takes an event.
    pub(crate) fn read(signature: &Signature, is_marked: bool) -> Self {
        let receiver = signature.receiver().map_or(Taken::Bindings, taken);
        let typed = signature.inputs.iter().filter_map(|input| match input {
            FnArg::Typed(param) => Some(param),
            FnArg::Receiver(_) => None,
        });
        let mut params = Self { receiver, list: typed.map(read_param).collect() };
        if params.events().next().is_none() && (is_marked || receiver == Taken::Mutable) {
            params.take_unnamed();
        }
        params
    }

    /// Takes what is written as `_: &Clicked` for the event, of which nothing but that it came is asked. No binding is: those come by name.
    fn take_unnamed(&mut self) {
        let unnamed = self.list.iter_mut().find_map(|param| match param {
            Param::Binding { place, .. } if matches!(place.pat.as_ref(), Pat::Wild(_)) => {
                let event = event_type(&place.ty).filter(|path| is_type(path)).map(EventRef::of_type)?;
                Some((event, place.clone(), param))
            }
            _ => None,
        });
        if let Some((event, place, param)) = unnamed {
            *param = Param::Event { event: Some(event), place };
        }
    }

    pub(crate) fn events(&self) -> impl Iterator<Item = (Option<&EventRef>, &PatType)> {
        self.list.iter().filter_map(|param| match param {
            Param::Event { event, place } => Some((event.as_ref(), place)),
            _ => None,
        })
    }

    pub(crate) fn meta(&self) -> Option<&PatType> {
        self.list.iter().find_map(|param| match param {
            Param::Meta { place } => Some(place),
            _ => None,
        })
    }

    pub(crate) fn bindings(&self) -> impl Iterator<Item = (Option<&Ident>, Pass, &PatType)> {
        self.list.iter().filter_map(|param| match param {
            Param::Binding { name, pass, place } => Some((name.as_ref(), *pass, place)),
            _ => None,
        })
    }
}

/// Whether the function gives nothing back.
pub(crate) fn returns_nothing(output: &ReturnType) -> bool {
    match output {
        ReturnType::Default => true,
        ReturnType::Type(_, ty) => matches!(ty.as_ref(), Type::Tuple(tuple) if tuple.elems.is_empty()),
    }
}

/// A type's tokens without the invisible groups that `macro_rules!` puts around what it passes on.
pub(crate) fn ungrouped(ty: &Type) -> &Type {
    match ty {
        Type::Group(group) => ungrouped(&group.elem),
        Type::Paren(paren) => ungrouped(&paren.elem),
        other => other,
    }
}

/// The event parameter's pattern, where it is written as `Bank::Deposited { cents }: &Bank`.
pub(crate) fn variant_pattern(param: &PatType) -> Option<&Path> {
    let path = pattern_path(&param.pat)?;
    let set = &event_type(&param.ty)?.segments.last()?.ident;
    let (variant, owner) = (path.segments.len().checked_sub(1)?, path.segments.len().checked_sub(2)?);
    (path.segments[owner].ident == *set && path.segments[variant].arguments.is_empty()).then_some(path)
}

fn pattern_path(pattern: &Pat) -> Option<&Path> {
    match pattern {
        Pat::Struct(pattern) => Some(&pattern.path),
        Pat::TupleStruct(pattern) => Some(&pattern.path),
        Pat::Path(pattern) => Some(&pattern.path),
        // `event @ Bank::Deposited { cents, .. }`
        Pat::Ident(pattern) => pattern_path(&pattern.subpat.as_ref()?.1),
        _ => None,
    }
}

/// Whether the path may be that of an event, as those of `str` and of numbers are not.
fn is_type(path: &Path) -> bool {
    path.segments.last().is_some_and(|last| last.ident.to_string().starts_with(char::is_uppercase))
}

fn event_type(ty: &Type) -> Option<&Path> {
    let Type::Reference(TypeReference { elem, mutability: None, .. }) = ungrouped(ty) else { return None };
    match ungrouped(elem) {
        Type::Path(path) if path.qself.is_none() => Some(&path.path),
        _ => None,
    }
}

fn taken(receiver: &Receiver) -> Taken {
    match (&receiver.reference, receiver.mutability, receiver.colon_token) {
        (_, _, Some(_)) => Taken::Typed,
        (None, _, None) => Taken::Value,
        (Some(_), None, None) => Taken::Shared,
        (Some(_), Some(_), None) => Taken::Mutable,
    }
}

fn read_param(param: &PatType) -> Param {
    let place = param.clone();
    if let Some(path) = variant_pattern(param) {
        return Param::Event { event: Some(EventRef::variant(path)), place };
    }
    let name = match param.pat.as_ref() {
        Pat::Ident(pattern) => Some(pattern.ident.clone()),
        _ => None,
    };
    match name.as_ref().map(ToString::to_string).as_deref() {
        Some("event" | "_event") => Param::Event { event: event_type(&param.ty).map(EventRef::of_type), place },
        Some("meta" | "_meta") => Param::Meta { place },
        None if is_unnamed_meta(param) => Param::Meta { place },
        _ => Param::Binding { name, pass: pass(&param.ty), place },
    }
}

/// `_: &Meta`
fn is_unnamed_meta(param: &PatType) -> bool {
    let ty = event_type(&param.ty).and_then(|path| path.segments.last());
    matches!(param.pat.as_ref(), Pat::Wild(_)) && ty.is_some_and(|last| last.ident == "Meta")
}

fn pass(ty: &Type) -> Pass {
    match ungrouped(ty) {
        Type::Reference(_) => Pass::Borrow,
        Type::Path(path) if PRIMITIVES.iter().any(|primitive| path.path.is_ident(primitive)) => Pass::Copy,
        _ => Pass::Move,
    }
}
