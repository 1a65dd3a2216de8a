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

/// For each variant, one before it that reads an event that it reads too; itself where there is none. `N` is the number of
/// variants, `SLOTS` is larger than that of their types.
#[doc(hidden)]
pub const fn readers_before<const N: usize, const SLOTS: usize>(variants: &[EventVariant]) -> [usize; N] {
    // A hash table of (variant, type) by name: to compare all pairs would take the compiler a second for 200 variants.
    let mut slots: [Option<(usize, usize)>; SLOTS] = [None; SLOTS];
    let mut before = [0; N];
    let mut variant = 0;
    while variant < N {
        before[variant] = variant;
        let mut index = 0;
        while index < variants[variant].types.len() {
            let event = &variants[variant].types[index];
            let mut slot = name_hash(event.name) % SLOTS;
            while let Some((other, inner)) = slots[slot] {
                if other != variant && both_read(&variants[other].types[inner], event).is_some() {
                    before[variant] = other;
                }
                slot = (slot + 1) % SLOTS;
            }
            slots[slot] = Some((variant, index));
            index += 1;
        }
        variant += 1;
    }
    before
}

/// Checks that no event that the variant `index` reads is read by the variant that [`readers_before`] found.
#[doc(hidden)]
#[track_caller]
pub const fn check_variant(set: &str, variants: &[EventVariant], index: usize, before: usize) {
    if before == index {
        return;
    }
    let (first, second) = (&variants[before], &variants[index]);
    let mut pair = 0;
    while pair < first.types.len() * second.types.len() {
        let event = &second.types[pair % second.types.len()];
        if let Some(version) = both_read(&first.types[pair / second.types.len()], event) {
            ConstMessage::<1024>::new()
                .text("the variants `")
                .text(first.name)
                .text("` and `")
                .text(second.name)
                .text("` of `")
                .text(set)
                .text("` both read `")
                .text(event.name)
                .text("` version ")
                .number(version as u64)
                .text("\n  why: a stored event is found by name and version, and must belong to one variant")
                .text("\n  fix: give one of them another name or version, or take it out of the set")
                .panic();
        }
        pair += 1;
    }
}

/// FNV-1a.
const fn name_hash(name: &str) -> usize {
    let name = name.as_bytes();
    let mut hash: u32 = 0x811c_9dc5;
    let mut index = 0;
    while index < name.len() {
        hash = (hash ^ name[index] as u32).wrapping_mul(0x0100_0193);
        index += 1;
    }
    hash as usize
}

/// A version of one event that both read.
const fn both_read(a: &EventType, b: &EventType) -> Option<u32> {
    if const_eq(a.name, b.name) { common_version(a, b) } else { None }
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

#[cfg(test)]
mod tests {
    use super::{check_variant, readers_before};
    use crate::{
        codec::Codec,
        event::{EventSchema, EventType, EventVariant},
    };

    fn no_schema() -> &'static EventSchema {
        unreachable!("the checks look at names and versions only")
    }

    const fn event(name: &'static str, version: u32, upcasts: &'static [EventType]) -> EventType {
        EventType { name, version, codec: Codec::Postcard, schema: no_schema, upcasts }
    }

    const A1: EventType = event("a", 1, &[]);
    const A2: EventType = event("a", 2, &[]);
    const A3: EventType = event("a", 3, &[A2]);

    const VARIANTS: [EventVariant; 5] = [
        EventVariant { name: "First", types: &[A1, event("b", 1, &[])] },
        EventVariant { name: "Second", types: &[event("c", 1, &[])] },
        EventVariant { name: "Third", types: &[A2] },
        EventVariant { name: "Fourth", types: &[event("d", 1, &[]), A3] },
        EventVariant { name: "Fifth", types: &[event("b", 1, &[])] },
    ];

    #[test]
    fn whoever_reads_the_same_event_is_found_however_names_collide() {
        assert_eq!(readers_before::<5, 8>(&VARIANTS), [0, 1, 2, 2, 0], "there is one slot more than there are types");
        assert_eq!(readers_before::<5, 15>(&VARIANTS), [0, 1, 2, 2, 0]);
    }

    #[test]
    fn a_variant_that_nobody_collides_with_passes() {
        check_variant("Set", &VARIANTS, 2, 2);
    }

    #[test]
    #[should_panic(expected = "the variants `Third` and `Fourth` of `Set` both read `a` version 2")]
    fn an_older_version_counts() {
        check_variant("Set", &VARIANTS, 3, 2);
    }
}
