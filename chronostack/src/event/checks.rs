//! What derived code checks while its constants are evaluated: rules about names and versions of several types, which
//! no macro sees together. A rule that is broken panics, which is a compile error at the place of the call.

use crate::{
    const_message::{ConstMessage, const_eq},
    event::{traits::EventVariant, types::EventType},
};

/// Checks one type of `upcast(..)`: `old` is its `TYPES`.
#[doc(hidden)]
#[track_caller]
pub const fn check_upcast(new: &EventType, old: &[EventType]) {
    let message = ConstMessage::<1024>::new();
    let [old] = old else {
        message
            .text("`upcast(..)` of `")
            .text(new.name)
            .text("` names a set of events")
            .text("\n  why: an older version is one event type, with a name and a version")
            .text("\n  fix: name the struct of the older version")
            .panic();
    };
    if !const_eq(new.name, old.name) {
        message
            .text("this type is the event `")
            .text(old.name)
            .text("`, not an older version of `")
            .text(new.name)
            .text("`\n  why: all versions of an event have one name, by which a log finds them")
            .text("\n  fix: write `#[event(name = \"")
            .text(new.name)
            .text("\", version = N)]` on it if it is an older version; otherwise take it out of `upcast(..)`")
            .panic();
    }
    if old.version >= new.version {
        message
            .text("this type is version ")
            .number(old.version as u64)
            .text(" of `")
            .text(new.name)
            .text("`, which is not older than version ")
            .number(new.version as u64)
            .text("\n  why: upcasts lead from an older version to a newer one")
            .text("\n  fix: raise the newer type's version to ")
            .number(old.version as u64 + 1)
            .text(", or correct the older type's")
            .panic();
    }
}

/// Checks that `new` reads every version from `since` on.
#[doc(hidden)]
#[track_caller]
pub const fn check_versions(new: &EventType, since: u32) {
    let mut version = since;
    while version < new.version {
        if !reads(new, version) {
            ConstMessage::<1024>::new()
                .text("`")
                .text(new.name)
                .text("` version ")
                .number(new.version as u64)
                .text(" cannot read version ")
                .number(version as u64)
                .text("\n  why: a log may hold events of every version since ")
                .number(since as u64)
                .text(", and each must find its way to today's")
                .text("\n  fix: keep the type of version ")
                .number(version as u64)
                .text(" and name it in `upcast(..)`; if no log ever held it, say `since = ")
                .number(version as u64 + 1)
                .text("`")
                .panic();
        }
        version += 1;
    }
}

/// Checks that no event that the variant `index` reads is read by a variant before it too.
#[doc(hidden)]
#[track_caller]
pub const fn check_variant(set: &str, variants: &[EventVariant], index: usize) {
    let this = &variants[index];
    let mut before = 0;
    while before < index {
        let other = &variants[before];
        let mut pair = 0;
        while pair < this.types.len() * other.types.len() {
            let (a, b) = (&other.types[pair / this.types.len()], &this.types[pair % this.types.len()]);
            if const_eq(a.name, b.name)
                && let Some(version) = common_version(a, b)
            {
                ConstMessage::<1024>::new()
                    .text("the variants `")
                    .text(other.name)
                    .text("` and `")
                    .text(this.name)
                    .text("` of `")
                    .text(set)
                    .text("` both read `")
                    .text(a.name)
                    .text("` version ")
                    .number(version as u64)
                    .text("\n  why: a stored event is found by name and version, and must belong to one variant")
                    .text("\n  fix: give one of them another name or version, or take it out of the set")
                    .panic();
            }
            pair += 1;
        }
        before += 1;
    }
}

const fn reads(event: &EventType, version: u32) -> bool {
    let mut found = event.version == version;
    let mut index = 0;
    while !found && index < event.upcasts.len() {
        found = reads(&event.upcasts[index], version);
        index += 1;
    }
    found
}

/// A version that both read.
const fn common_version(a: &EventType, b: &EventType) -> Option<u32> {
    if reads(b, a.version) {
        return Some(a.version);
    }
    let mut index = 0;
    while index < a.upcasts.len() {
        if let Some(version) = common_version(&a.upcasts[index], b) {
            return Some(version);
        }
        index += 1;
    }
    None
}
