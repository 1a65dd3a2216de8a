//! What today's code would make of the old bytes, if a log that holds them were not refused.

use crate::{
    codec::Codec,
    schema::{Change, Difference, Part},
};

/// In a few words.
pub(super) fn effect(codec: Codec, difference: &Difference) -> &'static str {
    match codec {
        Codec::Postcard => in_postcard(difference),
        Codec::Json => in_json(difference),
    }
}

/// No names stand in postcard's bytes: fields and variants are told apart by their places.
fn in_postcard(Difference { part, change, .. }: &Difference) -> &'static str {
    let variant = *part == Part::Variant;
    match change {
        Change::Added { last: true, .. } if variant => "read as before; older code refuses the new one",
        Change::Added { .. } | Change::Moved { .. } if variant => "read as another variant",
        Change::Removed { .. } if variant => "refused, or read as another variant",
        Change::Added { .. } => "end too early, or give it what is another's",
        Change::Removed { .. } => "are left over, or given to another field",
        Change::Moved { .. } => "give it what is another's",
        Change::Renamed { .. } => "read as before; JSON and exports say the old name",
        Change::MadeOptional | Change::MadeRequired => "misread from there on",
        Change::Type { .. } => "misread, or refused",
        Change::Default { .. } | Change::Names => "read as before",
    }
}

/// JSON finds fields and variants by their names.
fn in_json(Difference { part, change, .. }: &Difference) -> &'static str {
    let variant = *part == Part::Variant;
    match change {
        Change::Added { .. } if variant => "read as before; older code refuses the new one",
        Change::Removed { .. } | Change::Renamed { .. } if variant => "refused where it stands",
        Change::Added { default: true, .. } => "read, with the default",
        Change::Added { .. } => "refused: it is missing",
        Change::Removed { .. } => "read, and its value is lost",
        Change::Renamed { .. } => "refused: it is missing under that name",
        Change::MadeRequired => "refused where it is null",
        Change::Type { .. } => "refused, or misread",
        Change::Moved { .. } | Change::MadeOptional | Change::Default { .. } | Change::Names => "read as before",
    }
}
