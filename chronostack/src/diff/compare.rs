//! Two JSON values to the changes between them, for people.

use std::collections::BTreeSet;

use json_patch::jsonptr::{PointerBuf, Token};
use serde_json::{Map, Value};

use crate::diff::{align::Alignment, change::Change};

/// The changes that make `after` of `before`, `None` being nothing at all. Fields and items that appear or
/// disappear with the whole are told one by one.
pub(super) fn changes(before: Option<&Value>, after: Option<&Value>) -> Vec<Change> {
    let mut comparison = Comparison::default();
    match (before, after) {
        (None, None) => {}
        (Some(before), Some(after)) => comparison.values(before, after),
        (None, Some(Value::Object(after))) => comparison.objects(&Map::new(), after),
        (Some(Value::Object(before)), None) => comparison.objects(before, &Map::new()),
        (None, Some(Value::Array(after))) => comparison.lists(&[], after),
        (Some(Value::Array(before)), None) => comparison.lists(before, &[]),
        (None, Some(after)) => comparison.added(after),
        (Some(before), None) => comparison.removed(before),
    }
    comparison.found
}

#[derive(Default)]
struct Comparison {
    /// The path of what is being compared, as the state before has it.
    before: PointerBuf,
    /// The same as the state after has it: list indices differ.
    after: PointerBuf,
    found: Vec<Change>,
}

impl Comparison {
    fn values(&mut self, before: &Value, after: &Value) {
        match (before, after) {
            _ if before == after => {}
            (Value::Object(before), Value::Object(after)) => self.objects(before, after),
            (Value::Array(before), Value::Array(after)) => self.lists(before, after),
            _ => self.found.push(Change::Changed {
                path: self.after.to_string(),
                before: before.clone(),
                after: after.clone(),
            }),
        }
    }

    fn objects(&mut self, before: &Map<String, Value>, after: &Map<String, Value>) {
        let keys: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
        for key in keys {
            self.at(key.as_str(), key.as_str(), |this| match (before.get(key), after.get(key)) {
                (Some(before), Some(after)) => this.values(before, after),
                (None, Some(after)) => this.added(after),
                (Some(before), None) => this.removed(before),
                (None, None) => {}
            });
        }
    }

    fn lists(&mut self, before: &[Value], after: &[Value]) {
        let alignment = Alignment::of(before, after);
        for from in alignment.removed {
            self.at(from, from, |this| this.removed(&before[from]));
        }
        for (from, to) in alignment.moved {
            self.at(from, to, |this| {
                this.found.push(Change::Moved {
                    from: this.before.to_string(),
                    path: this.after.to_string(),
                    value: after[to].clone(),
                });
            });
        }
        let paired = alignment.paired.into_iter().map(|(from, to)| (to, Some(from)));
        let mut rest: Vec<_> = paired.chain(alignment.added.into_iter().map(|to| (to, None))).collect();
        rest.sort_unstable();
        for (to, from) in rest {
            self.at(from.unwrap_or(to), to, |this| match from {
                Some(from) => this.values(&before[from], &after[to]),
                None => this.added(&after[to]),
            });
        }
    }

    /// Does `compare` one step further down.
    fn at<'t>(&mut self, before: impl Into<Token<'t>>, after: impl Into<Token<'t>>, compare: impl FnOnce(&mut Self)) {
        self.before.push_back(before);
        self.after.push_back(after);
        compare(self);
        self.before.pop_back();
        self.after.pop_back();
    }

    fn added(&mut self, value: &Value) {
        self.found.push(Change::Added { path: self.after.to_string(), value: value.clone() });
    }

    fn removed(&mut self, value: &Value) {
        self.found.push(Change::Removed { path: self.before.to_string(), value: value.clone() });
    }
}
