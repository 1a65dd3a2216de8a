//! How two schemas differ, in words.

use std::{cell::Cell, collections::BTreeSet, fmt};

use crate::{
    limits::SCHEMA_DEPTH_MAX,
    schema::shape::{Field, Shape, TypeSchema, Variant, VariantShape},
};

/// A place where two schemas differ. Displays as "`cents` was u64 and is i64 now".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Where: `items[].price`, `method::Card.0`; empty for the value itself. The stored name, of what was renamed.
    pub path: String,
    /// What stands there.
    pub part: Part,
    /// In what.
    pub change: Change,
}

impl Difference {
    /// Whether what is written for some value differs.
    pub fn moves(&self) -> bool {
        !matches!(self.change, Change::Default { .. } | Change::Names)
    }
}

/// What a schema says at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// A named field.
    Field,
    /// A variant of an enum.
    Variant,
    /// A value: all of it, an item, what stands without a name.
    Value,
}

/// In what two schemas differ at a place.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Change {
    /// The field or variant is new.
    Added {
        /// What it is, in words.
        shape: String,
        /// Whether nothing stands behind it.
        last: bool,
        /// Whether it may be absent in JSON.
        default: bool,
    },
    /// The field or variant is gone.
    Removed {
        /// What it was, in words.
        shape: String,
    },
    /// The field or variant stands where another stood, says the same and has another name.
    Renamed {
        /// What it is called now.
        current: String,
    },
    /// The value may be missing, and might not before.
    MadeOptional,
    /// The value may not be missing any more.
    MadeRequired,
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
            Change::Added { .. } => f.write_str(" is new"),
            Change::Removed { .. } => f.write_str(" is gone"),
            Change::Renamed { current } => write!(f, " is named `{current}` now"),
            Change::MadeOptional => f.write_str(" is optional now"),
            Change::MadeRequired => f.write_str(" is not optional any more"),
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
    let trials = Cell::new(TRIALS_MAX);
    let mut comparison = Comparison {
        stored,
        current,
        seen: BTreeSet::new(),
        depth: 0,
        trials: &trials,
        tried: false,
        found: Vec::new(),
    };
    comparison.shapes("", &stored.root, &current.root);
    if comparison.found.is_empty() && stored != current {
        comparison.report("", Part::Value, Change::Names);
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
    /// How many shapes may yet be looked at to find out whether two are alike: types that hold others twice could ask for
    /// it twice at each level.
    trials: &'a Cell<usize>,
    /// Whether this is such a look.
    tried: bool,
    found: Vec<Difference>,
}

/// Shapes that are looked at to find out whether two are alike, in one comparison.
const TRIALS_MAX: usize = 10_000;

impl Comparison<'_> {
    fn report(&mut self, path: &str, part: Part, change: Change) {
        self.found.push(Difference { path: path.to_owned(), part, change });
    }

    /// A comparison of parts of the same schemas, which reports nothing here.
    fn inner(&self) -> Self {
        let Self { stored, current, depth, trials, .. } = *self;
        Self { stored, current, seen: self.seen.clone(), depth, trials, tried: true, found: Vec::new() }
    }

    /// Whether the two say the same, wherever they stand.
    fn alike(&self, stored: &Shape, current: &Shape) -> bool {
        let mut inner = self.inner();
        inner.shapes("", stored, current);
        inner.found.is_empty()
    }

    fn shapes(&mut self, path: &str, stored: &Shape, current: &Shape) {
        if let (Shape::Ref(a), Shape::Ref(b)) = (stored, current)
            && !self.seen.insert((*a, *b))
        {
            return;
        }
        if self.tried && self.trials.replace(self.trials.get().saturating_sub(1)) == 0 {
            return self.retyped(path, stored, current);
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
            (Some(Shape::Option(a)), Some(_)) if self.alike(a, current) => {
                self.report(path, Part::Value, Change::MadeRequired);
            }
            (Some(_), Some(Shape::Option(b))) if self.alike(stored, b) => {
                self.report(path, Part::Value, Change::MadeOptional);
            }
            (Some(a), Some(b)) if a == b => {}
            _ => self.retyped(path, stored, current),
        }
    }

    fn retyped(&mut self, path: &str, stored: &Shape, current: &Shape) {
        let (stored, current) = (describe(self.stored, stored), describe(self.current, current));
        self.report(path, Part::Value, Change::Type { stored, current });
    }

    fn tuples(&mut self, path: &str, stored: &[Shape], current: &[Shape]) {
        for (index, (a, b)) in stored.iter().zip(current).enumerate() {
            self.shapes(&format!("{path}.{index}"), a, b);
        }
    }

    fn structs(&mut self, path: &str, stored: &[Field], current: &[Field]) {
        let join = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
        for (place, path) in self.named(stored, current, join) {
            let (a, b) = (&stored[place.0], &current[place.1]);
            if a.default != b.default {
                self.report(&path, Part::Field, Change::Default { current: b.default });
            }
            self.shapes(&path, &a.shape, &b.shape);
        }
    }

    fn enums(&mut self, path: &str, stored: &[Variant], current: &[Variant]) {
        let join = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}::{name}") };
        for (place, path) in self.named(stored, current, join) {
            self.variants(&path, &stored[place.0].shape, &current[place.1].shape);
        }
    }

    fn variants(&mut self, path: &str, stored: &VariantShape, current: &VariantShape) {
        match (stored, current) {
            (VariantShape::Unit, VariantShape::Unit) => {}
            (VariantShape::Newtype(a), VariantShape::Newtype(b)) => self.shapes(&format!("{path}.0"), a, b),
            (VariantShape::Tuple(a), VariantShape::Tuple(b)) if a.len() == b.len() => self.tuples(path, a, b),
            (VariantShape::Struct(a), VariantShape::Struct(b)) => self.structs(path, a, b),
            (a, b) => {
                let (stored, current) = (describe_variant(a), describe_variant(b));
                self.report(path, Part::Variant, Change::Type { stored, current });
            }
        }
    }

    /// Reports what is new, gone, renamed and moved, and answers with the places and the path of what both have.
    fn named<M: Member>(
        &mut self,
        stored: &[M],
        current: &[M],
        path: impl Fn(&str) -> String,
    ) -> Vec<((usize, usize), String)> {
        let is_in = |items: &[M], name: &str| items.iter().any(|item| item.name() == name);
        let mut both = Vec::new();
        let mut renamed = Vec::new();
        for (place, member) in stored.iter().enumerate() {
            let name = member.name();
            match current.iter().position(|other| other.name() == name) {
                Some(other) => both.push(((place, other), path(name))),
                None => match current.get(place) {
                    Some(other) if !is_in(stored, other.name()) && member.is_like(other, self) => {
                        renamed.push(place);
                        self.report(&path(name), M::PART, Change::Renamed { current: other.name().to_owned() });
                    }
                    _ => {
                        let shape = member.describe(self.stored);
                        self.report(&path(name), M::PART, Change::Removed { shape });
                    }
                },
            }
        }
        for (place, member) in current.iter().enumerate() {
            if !is_in(stored, member.name()) && !renamed.contains(&place) {
                let (shape, last) = (member.describe(self.current), place + 1 == current.len());
                let change = Change::Added { shape, last, default: member.default() };
                self.report(&path(member.name()), M::PART, change);
            }
        }
        // One that others were put before or taken from before did not move itself.
        let order: Vec<usize> = both.iter().map(|((_, other), _)| *other).collect();
        if !order.is_sorted() {
            let moved = both.iter().filter(|((place, other), _)| place != other);
            let moved: Vec<_> = moved.map(|((a, b), path)| (path.clone(), a + 1, b + 1)).collect();
            for (path, stored, current) in moved {
                self.report(&path, M::PART, Change::Moved { stored, current });
            }
        }
        both
    }
}

/// A named part: a field or a variant.
trait Member {
    const PART: Part;
    fn name(&self) -> &str;
    fn default(&self) -> bool;
    fn describe(&self, schema: &TypeSchema) -> String;
    /// Whether `other`, of today's schema, says the same under whatever name.
    fn is_like(&self, other: &Self, comparison: &Comparison<'_>) -> bool;
}

impl Member for Field {
    const PART: Part = Part::Field;

    fn name(&self) -> &str {
        &self.name
    }

    fn default(&self) -> bool {
        // serde reads a missing option as none.
        self.default || matches!(self.shape, Shape::Option(_))
    }

    fn describe(&self, schema: &TypeSchema) -> String {
        describe(schema, &self.shape)
    }

    fn is_like(&self, other: &Self, comparison: &Comparison<'_>) -> bool {
        comparison.alike(&self.shape, &other.shape)
    }
}

impl Member for Variant {
    const PART: Part = Part::Variant;

    fn name(&self) -> &str {
        &self.name
    }

    fn default(&self) -> bool {
        false
    }

    fn describe(&self, _: &TypeSchema) -> String {
        describe_variant(&self.shape)
    }

    fn is_like(&self, other: &Self, comparison: &Comparison<'_>) -> bool {
        let mut inner = comparison.inner();
        inner.variants("", &self.shape, &other.shape);
        inner.found.is_empty()
    }
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
