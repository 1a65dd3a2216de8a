//! A payload that gets plainer, value by value.

use proptest::{num, strategy::ValueTree};
use serde_json::{Value, json};

/// A payload as JSON, and the search for a plainer one that still does what it did.
#[derive(Clone, Debug)]
pub(super) struct PayloadTree {
    value: Value,
    /// The payload before the last change.
    before: Value,
    /// The value within it that is being replaced, by its place in a walk, from 0.
    node: usize,
    search: Option<Search>,
}

#[derive(Clone, Debug)]
enum Search {
    Unsigned(num::u64::BinarySearch),
    Negative(num::i64::BinarySearch),
    /// Plainer values, the plainest first.
    Plainer(std::vec::IntoIter<Value>),
}

impl PayloadTree {
    pub(super) fn new(value: Value) -> Self {
        Self { before: value.clone(), value, node: 0, search: None }
    }

    /// Goes on to the next replacement: for the same value, or for one behind it.
    fn advance(&mut self, kept: bool) -> bool {
        while let Some(node) = nth_node(&mut self.value, &mut { self.node }) {
            let next = match &mut self.search {
                Some(search) => search.next(kept),
                search => search.insert(Search::of(node)).begin(),
            };
            if let Some(value) = next {
                *node = value;
                return true;
            }
            self.node += 1;
            self.search = None;
        }
        false
    }
}

impl ValueTree for PayloadTree {
    type Value = Value;

    fn current(&self) -> Value {
        self.value.clone()
    }

    fn simplify(&mut self) -> bool {
        self.before.clone_from(&self.value);
        self.advance(true)
    }

    fn complicate(&mut self) -> bool {
        self.value.clone_from(&self.before);
        self.advance(false)
    }
}

impl Search {
    fn of(value: &Value) -> Self {
        let plainer = match value {
            Value::Number(number) => match (number.as_u64(), number.as_i64()) {
                (Some(number), _) => return Self::Unsigned(num::u64::BinarySearch::new(number)),
                (_, Some(number)) => return Self::Negative(num::i64::BinarySearch::new(number)),
                _ => vec![json!(0.0), json!(1.0), json!(0.5), json!(-1.0)],
            },
            Value::Null => Vec::new(),
            Value::Bool(_) => vec![json!(false)],
            Value::String(_) => vec![Value::Null, json!(""), json!("a"), json!("b")],
            Value::Array(items) => {
                let shorter = (0..items.len()).map(|length| Value::from(&items[..length]));
                [Value::Null].into_iter().chain(shorter).collect()
            }
            Value::Object(_) => vec![Value::Null, json!({})],
        };
        let plainer: Vec<Value> = plainer.into_iter().take_while(|plain| plain != value).collect();
        Self::Plainer(plainer.into_iter())
    }

    fn begin(&mut self) -> Option<Value> {
        match self {
            Self::Plainer(values) => values.next(),
            _ => self.next(true),
        }
    }

    /// What to try next, now that the last was kept or given back.
    fn next(&mut self, kept: bool) -> Option<Value> {
        match self {
            Self::Unsigned(search) => moved(search, kept),
            Self::Negative(search) => moved(search, kept),
            Self::Plainer(_) if kept => None,
            Self::Plainer(values) => values.next(),
        }
    }
}

fn moved<T: ValueTree<Value: Into<Value>>>(search: &mut T, kept: bool) -> Option<Value> {
    let moved = if kept { search.simplify() } else { search.complicate() };
    moved.then(|| search.current().into())
}

/// The n-th value, a list or a map before what is in it.
fn nth_node<'a>(value: &'a mut Value, left: &mut usize) -> Option<&'a mut Value> {
    if *left == 0 {
        return Some(value);
    }
    *left -= 1;
    match value {
        Value::Array(items) => items.iter_mut().find_map(|item| nth_node(item, left)),
        Value::Object(fields) => fields.values_mut().find_map(|field| nth_node(field, left)),
        _ => None,
    }
}
