use fastrand::Rng;
use serde_json::{Map, Value, json};

use crate::diff::{Change, Diff};

/// A value of a few scalars, so that equal ones come up often.
fn random(rng: &mut Rng, depth: u32) -> Value {
    let containers = if depth == 0 { 0 } else { 3 };
    match rng.u32(0..4 + containers) {
        0 => Value::Null,
        1 => json!(rng.u8(0..5)),
        2 => json!(rng.bool()),
        3 => json!(*rng.choice(["a", "b", "~/", ""].iter()).unwrap()),
        4 => (0..rng.usize(0..4)).map(|_| (key(rng), random(rng, depth - 1))).collect::<Map<_, _>>().into(),
        _ => (0..rng.usize(0..7)).map(|_| random(rng, depth - 1)).collect(),
    }
}

fn key(rng: &mut Rng) -> String {
    (*rng.choice(["a", "b", "a/b", "m~n", "", "0"].iter()).unwrap()).to_owned()
}

/// The value with a few things removed, added, changed and moved.
fn changed(rng: &mut Rng, value: &Value) -> Value {
    match value {
        _ if rng.u8(0..8) == 0 => random(rng, 2),
        Value::Array(items) => {
            let mut items: Vec<Value> =
                items.iter().map(|item| if rng.u8(0..3) == 0 { changed(rng, item) } else { item.clone() }).collect();
            for _ in 0..rng.u8(0..3) {
                match rng.u8(0..4) {
                    0 if !items.is_empty() => drop(items.remove(rng.usize(0..items.len()))),
                    1 if !items.is_empty() => {
                        let item = items.remove(rng.usize(0..items.len()));
                        items.insert(rng.usize(0..=items.len()), item);
                    }
                    2 => items.insert(rng.usize(0..=items.len()), random(rng, 2)),
                    _ => rng.shuffle(&mut items),
                }
            }
            items.into()
        }
        Value::Object(members) => {
            let mut members = members.clone();
            members.retain(|_, _| rng.u8(0..6) > 0);
            for value in members.values_mut() {
                *value = changed(rng, value);
            }
            if rng.bool() {
                members.insert(key(rng), random(rng, 2));
            }
            members.into()
        }
        scalar => scalar.clone(),
    }
}

#[test]
fn a_patch_makes_the_one_of_the_other_and_every_change_is_true() {
    for seed in 0..20_000 {
        let mut rng = Rng::with_seed(seed);
        let before = random(&mut rng, 4);
        let after = changed(&mut rng, &before);
        let diff = Diff::of(&before, &after);
        assert_eq!(diff.is_empty(), before == after, "seed {seed}");

        let patch = diff.to_json_patch();
        let mut patched = before.clone();
        json_patch::patch(&mut patched, &patch).unwrap_or_else(|error| panic!("seed {seed}: {error}\n{patch}"));
        assert_eq!(patched, after, "seed {seed}");

        for change in diff.changes() {
            let holds = match change {
                Change::Added { path, value } => after.pointer(path) == Some(value),
                Change::Removed { path, value } => before.pointer(path) == Some(value),
                Change::Changed { path, before, after: now } => before != now && after.pointer(path) == Some(now),
                Change::Moved { from, path, value } => {
                    before.pointer(from) == Some(value) && after.pointer(path) == Some(value)
                }
            };
            assert!(holds, "seed {seed}: {change} between {before} and {after}");
        }
    }
}

#[test]
fn operations_are_those_that_a_person_would_make() {
    let patch = |before: Value, after: Value| serde_json::to_value(Diff::of(&before, &after).to_json_patch()).unwrap();
    let moved = json!([{"op": "move", "from": "/l/0", "path": "/l/3"}]);
    assert_eq!(patch(json!({"l": ["a", "b", "c", "d"]}), json!({"l": ["b", "c", "d", "a"]})), moved);
    let several = json!([
        {"op": "remove", "path": "/1"},
        {"op": "add", "path": "/2", "value": 9},
        {"op": "replace", "path": "/0/qty", "value": 2},
    ]);
    assert_eq!(patch(json!([{"sku": "x", "qty": 1}, "gone", 3]), json!([{"sku": "x", "qty": 2}, 3, 9])), several);
    assert_eq!(patch(json!(1), json!(1)), json!([]));
}

#[test]
fn a_long_list_with_nothing_in_common_is_compared_in_time() {
    let before: Vec<u32> = (0..20_000).collect();
    let after: Vec<u32> = before.iter().rev().copied().collect();
    let diff = Diff::of(&before, &after);
    let mut patched = serde_json::to_value(&before).unwrap();
    // `patch_unsafe` keeps no undo list, which is what makes `patch` slow here.
    json_patch::patch_unsafe(&mut patched, &diff.to_json_patch()).unwrap();
    assert_eq!(patched, serde_json::to_value(&after).unwrap());
}
