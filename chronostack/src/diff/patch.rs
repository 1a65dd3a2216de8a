//! Two JSON values to the RFC 6902 patch that makes the one of the other.

use json_patch::{
    AddOperation, MoveOperation, Patch, PatchOperation, RemoveOperation, ReplaceOperation,
    jsonptr::{PointerBuf, Token},
};
use serde_json::{Map, Value};

use crate::diff::align::Alignment;

/// The operations that make `after` of `before`, in an order in which each finds the places that it names.
pub(super) fn patch(before: &Value, after: &Value) -> Patch {
    let mut builder = Builder::default();
    builder.values(before, after);
    Patch(builder.operations)
}

#[derive(Default)]
struct Builder {
    path: PointerBuf,
    operations: Vec<PatchOperation>,
}

impl Builder {
    fn values(&mut self, before: &Value, after: &Value) {
        match (before, after) {
            _ if before == after => {}
            (Value::Object(before), Value::Object(after)) => self.objects(before, after),
            (Value::Array(before), Value::Array(after)) => self.lists(before, after),
            _ => {
                let operation = ReplaceOperation { path: self.path.clone(), value: after.clone() };
                self.operations.push(PatchOperation::Replace(operation));
            }
        }
    }

    fn objects(&mut self, before: &Map<String, Value>, after: &Map<String, Value>) {
        for key in before.keys().filter(|key| !after.contains_key(*key)) {
            self.remove(key.as_str());
        }
        for (key, value) in after {
            match before.get(key) {
                Some(old) => self.within(key.as_str(), |this| this.values(old, value)),
                None => self.add(key.as_str(), value),
            }
        }
    }

    /// First what goes, from the end, then the moves, which bring what stays into its order, then what is new,
    /// from the start: from there on every index is that of the list after.
    fn lists(&mut self, before: &[Value], after: &[Value]) {
        let alignment = Alignment::of(before, after);
        for index in alignment.removed.iter().rev() {
            self.remove(*index);
        }
        self.moves(before.len(), &alignment);
        for index in alignment.added {
            self.add(index, &after[index]);
        }
        for (from, to) in alignment.paired {
            self.within(to, |this| this.values(&before[from], &after[to]));
        }
    }

    /// Puts each moved item behind the one that it follows in the list after. Those before it there are in place
    /// already, for moves are made in the order of their targets.
    fn moves(&mut self, before_len: usize, alignment: &Alignment) {
        if alignment.moved.is_empty() {
            return;
        }
        let mut list: Vec<usize> =
            (0..before_len).filter(|index| alignment.removed.binary_search(index).is_err()).collect();
        let place = |list: &[usize], item: usize| list.iter().position(|other| *other == item);
        let mut order: Vec<(usize, usize, bool)> =
            alignment.moved.iter().map(|(from, to)| (*to, *from, true)).collect();
        order.extend(alignment.kept.iter().chain(&alignment.paired).map(|(from, to)| (*to, *from, false)));
        order.sort_unstable();
        let mut previous = None;
        for (_, item, moved) in order {
            if moved && let Some(from) = place(&list, item) {
                list.remove(from);
                let to = previous.and_then(|item| place(&list, item)).map_or(0, |index| index + 1);
                list.insert(to, item);
                if from != to {
                    let path = |index: usize| self.path.with_trailing_token(index);
                    let operation = MoveOperation { from: path(from), path: path(to) };
                    self.operations.push(PatchOperation::Move(operation));
                }
            }
            previous = Some(item);
        }
    }

    fn add<'t>(&mut self, token: impl Into<Token<'t>>, value: &Value) {
        let operation = AddOperation { path: self.path.with_trailing_token(token), value: value.clone() };
        self.operations.push(PatchOperation::Add(operation));
    }

    fn remove<'t>(&mut self, token: impl Into<Token<'t>>) {
        let operation = RemoveOperation { path: self.path.with_trailing_token(token) };
        self.operations.push(PatchOperation::Remove(operation));
    }

    fn within<'t>(&mut self, token: impl Into<Token<'t>>, build: impl FnOnce(&mut Self)) {
        self.path.push_back(token);
        build(self);
        self.path.pop_back();
    }
}
