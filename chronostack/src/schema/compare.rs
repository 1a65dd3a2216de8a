//! How two schemas differ, in words.

use std::{collections::BTreeSet, fmt};

use crate::{
    limits::SCHEMA_DEPTH_MAX,
    schema::shape::{Field, Shape, TypeSchema, Variant, VariantShape},
};

/// A place where two schemas differ. Displays as "`cents` was u64 and is i64 now".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Where: `items[].price`, `method::Card.0`; empty for the value itself.
    pub path: String,
    /// In what.
    pub change: Change,
}

/// In what two schemas differ at a place.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Change {
    /// The field or variant is new.
    Added,
    /// The field or variant is gone.
    Removed,
    /// The field or variant stands elsewhere. Places count from 1.
    Moved {
        /// Where it stood.
        stored: usize,
        /// Where it stands now.
        current: usize,
    },
    /// The type is another.
    Type {
        /// What it was.
        stored: String,
        /// What it is now.
        current: String,
    },
    /// Whether the field may be absent in JSON is another.
    Default {
        /// Whether it may be absent now.
        current: bool,
    },
    /// The same stands in another order or number of named types: no value differs.
    Names,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.path.is_empty() {
            f.write_str("the whole")?;
        } else {
            write!(f, "`{}`", self.path)?;
        }
        match &self.change {
            Change::Added => f.write_str(" is new"),
            Change::Removed => f.write_str(" is gone"),
            Change::Moved { stored, current } => write!(f, " stood at place {stored} and stands at {current} now"),
            Change::Type { stored, current } => write!(f, " was {stored} and is {current} now"),
            Change::Default { current: true } => f.write_str(" may be absent now"),
            Change::Default { current: false } => f.write_str(" may not be absent any more"),
            Change::Names => f.write_str(" says the same by other named types"),
        }
    }
}

/// How `current` differs from `stored`, from the outside in. Never empty when they are unequal.
pub fn differences(stored: &TypeSchema, current: &TypeSchema) -> Vec<Difference> {
    let mut comparison = Comparison { stored, current, seen: BTreeSet::new(), depth: 0, found: Vec::new() };
    comparison.shapes("", &stored.root, &current.root);
    if comparison.found.is_empty() && stored != current {
        comparison.report("", Change::Names);
    }
    comparison.found
}

struct Comparison<'a> {
    stored: &'a TypeSchema,
    current: &'a TypeSchema,
    /// Pairs of named types that were compared, so that recursive types end.
    seen: BTreeSet<(u32, u32)>,
    /// A stored schema may be a chain of types as long as it likes, which a recursive one of today would be followed along.
    depth: usize,
    found: Vec<Difference>,
}

impl Comparison<'_> {
    fn report(&mut self, path: &str, change: Change) {
        self.found.push(Difference { path: path.to_owned(), change });
    }

    fn shapes(&mut self, path: &str, stored: &Shape, current: &Shape) {
        if let (Shape::Ref(a), Shape::Ref(b)) = (stored, current)
            && !self.seen.insert((*a, *b))
        {
            return;
        }
        self.depth += 1;
        self.resolved(path, stored, current);
        self.depth -= 1;
    }

    fn resolved(&mut self, path: &str, stored: &Shape, current: &Shape) {
        match (self.stored.resolve(stored), self.current.resolve(current)) {
            _ if self.depth > SCHEMA_DEPTH_MAX => self.retyped(path, stored, current),
            (Some(Shape::Option(a)), Some(Shape::Option(b))) => self.shapes(path, a, b),
            (Some(Shape::List(a)), Some(Shape::List(b))) | (Some(Shape::Set(a)), Some(Shape::Set(b))) => {
                self.shapes(&format!("{path}[]"), a, b);
            }
            (Some(Shape::Map(key_a, a)), Some(Shape::Map(key_b, b))) => {
                self.shapes(&format!("{path}[key]"), key_a, key_b);
                self.shapes(&format!("{path}[]"), a, b);
            }
            (Some(Shape::Tuple(a)), Some(Shape::Tuple(b))) if a.len() == b.len() => self.tuples(path, a, b),
            (Some(Shape::Struct(a)), Some(Shape::Struct(b))) => self.structs(path, a, b),
            (Some(Shape::Enum(a)), Some(Shape::Enum(b))) => self.enums(path, a, b),
            (Some(a), Some(b)) if a == b => {}
            _ => self.retyped(path, stored, current),
        }
    }

    fn retyped(&mut self, path: &str, stored: &Shape, current: &Shape) {
        let (stored, current) = (describe(self.stored, stored), describe(self.current, current));
        self.report(path, Change::Type { stored, current });
    }

    fn tuples(&mut self, path: &str, stored: &[Shape], current: &[Shape]) {
        for (index, (a, b)) in stored.iter().zip(current).enumerate() {
            self.shapes(&format!("{path}.{index}"), a, b);
        }
    }

    fn structs(&mut self, path: &str, stored: &[Field], current: &[Field]) {
        let join = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
        let (names_a, names_b) = (names(stored, |f| &f.name), names(current, |f| &f.name));
        for (place, path) in self.named(&names_a, &names_b, join) {
            let (a, b) = (&stored[place.0], &current[place.1]);
            if a.default != b.default {
                self.report(&path, Change::Default { current: b.default });
            }
            self.shapes(&path, &a.shape, &b.shape);
        }
    }

    fn enums(&mut self, path: &str, stored: &[Variant], current: &[Variant]) {
        let join = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}::{name}") };
        let (names_a, names_b) = (names(stored, |v| &v.name), names(current, |v| &v.name));
        for (place, path) in self.named(&names_a, &names_b, join) {
            match (&stored[place.0].shape, &current[place.1].shape) {
                (VariantShape::Unit, VariantShape::Unit) => {}
                (VariantShape::Newtype(a), VariantShape::Newtype(b)) => self.shapes(&format!("{path}.0"), a, b),
                (VariantShape::Tuple(a), VariantShape::Tuple(b)) if a.len() == b.len() => self.tuples(&path, a, b),
                (VariantShape::Struct(a), VariantShape::Struct(b)) => self.structs(&path, a, b),
                (a, b) => {
                    let (stored, current) = (describe_variant(a), describe_variant(b));
                    self.report(&path, Change::Type { stored, current });
                }
            }
        }
    }

    /// Reports what is new, gone and moved, and answers with the places and the path of what both have.
    fn named(
        &mut self,
        stored: &[&str],
        current: &[&str],
        path: impl Fn(&str) -> String,
    ) -> Vec<((usize, usize), String)> {
        let mut both = Vec::new();
        for (place, name) in stored.iter().enumerate() {
            match current.iter().position(|other| other == name) {
                Some(other) => both.push(((place, other), path(name))),
                None => self.report(&path(name), Change::Removed),
            }
        }
        for name in current.iter().filter(|name| !stored.contains(name)) {
            self.report(&path(name), Change::Added);
        }
        // One that others were put before or taken from before did not move itself.
        let order: Vec<usize> = both.iter().map(|((_, other), _)| *other).collect();
        if !order.is_sorted() {
            let moved = both.iter().filter(|((place, other), _)| place != other);
            let moved: Vec<_> = moved.map(|((a, b), path)| (path.clone(), a + 1, b + 1)).collect();
            for (path, stored, current) in moved {
                self.report(&path, Change::Moved { stored, current });
            }
        }
        both
    }
}

fn names<T>(items: &[T], name: impl Fn(&T) -> &String) -> Vec<&str> {
    items.iter().map(|item| name(item).as_str()).collect()
}

/// A shape in a few words.
fn describe(schema: &TypeSchema, shape: &Shape) -> String {
    match shape {
        Shape::String => "text".to_owned(),
        Shape::Option(inner) => format!("optional {}", describe(schema, inner)),
        Shape::List(item) => format!("list of {}", describe(schema, item)),
        Shape::Set(item) => format!("set of {}", describe(schema, item)),
        Shape::Map(key, value) => format!("map of {} to {}", describe(schema, key), describe(schema, value)),
        Shape::Tuple(items) => format!("tuple of {}", items.len()),
        Shape::Struct(_) => "struct".to_owned(),
        Shape::Enum(_) => "enum".to_owned(),
        Shape::Text { format, .. } => format.clone(),
        Shape::Any => "any JSON".to_owned(),
        Shape::Ref(index) => {
            let definition = schema.types.get(*index as usize);
            definition.map_or_else(|| "unknown type".to_owned(), |definition| format!("`{}`", definition.name))
        }
        plain => format!("{plain:?}").to_lowercase(),
    }
}

fn describe_variant(shape: &VariantShape) -> String {
    match shape {
        VariantShape::Unit => "without fields".to_owned(),
        VariantShape::Newtype(_) => "of one unnamed field".to_owned(),
        VariantShape::Tuple(items) => format!("of {} unnamed fields", items.len()),
        VariantShape::Struct(_) => "of named fields".to_owned(),
    }
}
