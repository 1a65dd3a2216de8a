//! Which items of a list became which.

use std::collections::{HashMap, VecDeque};

use serde_json::Value;
use similar::{Algorithm, DiffOp, capture_diff_slices};

/// What became of the items of a list, by their indices before and after. Items in none of the lists stayed what and,
/// beside the others that stayed, where they are.
#[derive(Debug, Default)]
pub(super) struct Alignment {
    /// Gone: indices before, ascending.
    pub(super) removed: Vec<usize>,
    /// New: indices after, ascending.
    pub(super) added: Vec<usize>,
    /// Equal, in another place: (before, after), ascending in the latter.
    pub(super) moved: Vec<(usize, usize)>,
    /// Changed in their place: (before, after), ascending in both.
    pub(super) paired: Vec<(usize, usize)>,
    /// Stayed: (before, after), ascending in both.
    pub(super) kept: Vec<(usize, usize)>,
}

/// How many of the removed items in a row are looked at for the one that an added item was made of.
const PAIR_WINDOW_MAX: usize = 16;
/// Moves in one list beyond which they are told as removals and additions: each costs a walk along the list.
const MOVES_MAX: usize = 1_000;

impl Alignment {
    /// Aligns by Myers' algorithm (`similar`), bounded on lists that have little in common. What it removes
    /// here and adds there is a move; a removal and an addition in one place are a change, if the items are kin.
    pub(super) fn of(before: &[Value], after: &[Value]) -> Self {
        let ops = capture_diff_slices(Algorithm::Myers, before, after);
        let mut alignment = Self { moved: moves(&ops, before, after), ..Self::default() };
        let mut gone = vec![true; before.len()];
        let mut new = vec![true; after.len()];
        for &(from, to) in &alignment.moved {
            gone[from] = false;
            new[to] = false;
        }
        for op in &ops {
            if let DiffOp::Equal { old_index, new_index, len } = *op {
                alignment.kept.extend((0..len).map(|n| (old_index + n, new_index + n)));
                continue;
            }
            let removed: Vec<usize> = op.old_range().filter(|index| gone[*index]).collect();
            let added: Vec<usize> = op.new_range().filter(|index| new[*index]).collect();
            alignment.pair(before, &removed, after, &added);
        }
        alignment
    }

    fn pair(&mut self, before: &[Value], removed: &[usize], after: &[Value], added: &[usize]) {
        let in_step = removed.len() == added.len();
        let mut rest = removed;
        for &to in added {
            let window = &rest[..rest.len().min(PAIR_WINDOW_MAX)];
            match window.iter().position(|from| kin(&before[*from], &after[to], in_step)) {
                Some(index) => {
                    self.removed.extend(&rest[..index]);
                    self.paired.push((rest[index], to));
                    rest = &rest[index + 1..];
                }
                None => self.added.push(to),
            }
        }
        self.removed.extend(rest);
    }
}

fn moves(ops: &[DiffOp], before: &[Value], after: &[Value]) -> Vec<(usize, usize)> {
    let changed = || ops.iter().filter(|op| !matches!(op, DiffOp::Equal { .. }));
    let mut gone: HashMap<&Value, VecDeque<usize>> = HashMap::new();
    for from in changed().flat_map(DiffOp::old_range) {
        gone.entry(&before[from]).or_default().push_back(from);
    }
    let moved: Vec<(usize, usize)> = changed()
        .flat_map(DiffOp::new_range)
        .filter_map(|to| Some((gone.get_mut(&after[to])?.pop_front()?, to)))
        .collect();
    if moved.len() > MOVES_MAX { Vec::new() } else { moved }
}

/// Whether the one is better told as a change of the other than as a removal and an addition: objects with at least
/// half of their members equal, else values of one kind where as many were removed as added.
fn kin(before: &Value, after: &Value, in_step: bool) -> bool {
    match (before, after) {
        (Value::Object(before), Value::Object(after)) => {
            let equal = before.iter().filter(|(key, value)| after.get(*key) == Some(value)).count();
            equal > 0 && 2 * equal >= before.len().max(after.len())
        }
        _ => in_step && std::mem::discriminant(before) == std::mem::discriminant(after),
    }
}
