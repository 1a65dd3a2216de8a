//! What differs between two states.

use std::fmt;

use json_patch::Patch;
use serde::{Serialize, Serializer, ser::SerializeStruct};

use crate::{
    diff::{change::Change, compare::changes, patch::patch, render::write_changes, value::to_value, view::StateView},
    machine::Reducer,
};

/// What differs between two states.
///
/// Displays a line for each change, under the states' names where the state is an enum:
///
/// ```text
/// Draft -> Open
///   + /customer  "ann"
///   ~ /due_cents  0 -> 1250
///   - /items/2  {"sku":"x"}
///   > /items/0 -> /items/3  {"sku":"y"}
/// ```
///
/// or `no change`. Long values are cut, of long texts only the changed regions are shown, and after 100 changes
/// their number stands for the rest; `{:#}` shows all of it.
#[derive(Clone, Debug)]
pub struct Diff {
    before: StateView,
    after: StateView,
    changes: Vec<Change>,
}

impl Diff {
    /// What differs between two states of a machine. Where the state is an enum its name is told apart from its fields, so
    /// that a path reads `/due_cents`, not `/Open/due_cents`. Where the machine knows the state's schema, the order in
    /// which a set happens to iterate makes no difference.
    pub fn of_states<R: Reducer>(before: &R, after: &R) -> Self {
        Self::between(before, after)
    }

    /// What differs between the states of two machines, which may be of different types.
    pub(crate) fn between<Old: Reducer, New: Reducer>(before: &Old, after: &New) -> Self {
        Self::of_views(StateView::of(before), StateView::of(after))
    }

    /// What differs between any two values.
    ///
    /// ```
    /// # use chronostack::diff::Diff;
    /// let diff = Diff::of(&vec!["milk", "bread", "eggs"], &vec!["bread", "eggs", "milk", "tea"]);
    /// assert_eq!(diff.to_string(), "> /0 -> /2  \"milk\"\n+ /3  \"tea\"");
    /// ```
    pub fn of<T: Serialize + ?Sized>(before: &T, after: &T) -> Self {
        Self::of_views(StateView::plain(to_value(before)), StateView::plain(to_value(after)))
    }

    /// What differs between two states without their types.
    pub fn of_views(before: StateView, after: StateView) -> Self {
        let changes = changes(before.content(), after.content());
        Self { before, after, changes }
    }

    /// Whether the two are equal.
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty() && self.before.name() == self.after.name()
    }

    /// The state before.
    pub fn before(&self) -> &StateView {
        &self.before
    }

    /// The state after.
    pub fn after(&self) -> &StateView {
        &self.after
    }

    /// The names of the states before and after, where the state is an enum.
    pub fn states(&self) -> Option<(&str, &str)> {
        self.before.name().zip(self.after.name())
    }

    /// The changes, in order of path, and within a list removals first.
    pub fn changes(&self) -> &[Change] {
        &self.changes
    }

    /// The patch (RFC 6902) that makes the JSON of the state after of that of the state before: as
    /// [`to_value`] gives it, which is what `serde_json::to_value` gives, with sets in the order of their items.
    pub fn to_json_patch(&self) -> Patch {
        patch(self.before.json(), self.after.json())
    }
}

/// Writes the difference below a line of text.
pub(crate) fn write_indented(diff: &Diff, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    diff.to_string().lines().try_for_each(|line| write!(f, "\n    {line}"))
}

impl fmt::Display for Diff {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_empty() {
            return f.write_str("no change");
        }
        let indent = match self.states() {
            Some((before, after)) if before == after => {
                f.write_str(before)?;
                "  "
            }
            Some((before, after)) => {
                write!(f, "{before} -> {after}")?;
                "  "
            }
            None => "",
        };
        if !indent.is_empty() && !self.changes.is_empty() {
            f.write_str("\n")?;
        }
        write_changes(&self.changes, f, indent)
    }
}

/// The states' names and the changes; the JSON Patch serializes by itself.
impl Serialize for Diff {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_struct("Diff", 3)?;
        object.serialize_field("before", &self.before.name())?;
        object.serialize_field("after", &self.after.name())?;
        object.serialize_field("changes", &self.changes)?;
        object.end()
    }
}
