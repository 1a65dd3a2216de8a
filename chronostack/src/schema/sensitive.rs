//! Which values in a type's JSON are sensitive.
//!
//! It stands beside the shape and is no part of it: nothing of it is stored, and it takes no part in any comparison.

use std::{any::TypeId, mem};

use serde_json::{Map, Value};

/// Where in the JSON of a type's values the sensitive ones stand, as `#[event(sensitive)]`, `#[state(sensitive)]` and
/// `#[schema(sensitive)]` mark them. `null` is none: that nothing is there is part of a value's form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sensitive {
    /// The type itself first, then those that it refers to; one that holds itself refers to itself.
    types: Vec<Vec<Place>>,
}

/// A place within a type.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Place {
    path: Vec<Segment>,
    what: What,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Segment {
    /// The field of an object, or by its number the item of an array.
    Name(&'static str),
    /// Every field or item.
    Each,
    /// The names of an object's fields, which are the keys of a map.
    Keys,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum What {
    /// The value there is sensitive, with all that is in it.
    Value,
    /// What is sensitive in the n-th of the types.
    Type(usize),
}

/// A sensitive part of a value.
#[derive(Debug)]
pub enum Secret<'a> {
    /// A value, with all that is in it.
    Value(&'a mut Value),
    /// The names of an object's fields: the keys of a map, where those are sensitive.
    Keys(&'a mut Map<String, Value>),
}

impl Sensitive {
    /// The places that `tell` tells: [`Schema::sensitive`](crate::Schema::sensitive) of a type.
    pub fn of(tell: fn(&mut Places)) -> Self {
        let mut places = Places { types: vec![Vec::new()], ..Places::default() };
        tell(&mut places);
        places.marked()
    }

    /// Whether nothing is sensitive.
    pub fn is_empty(&self) -> bool {
        self.types.first().is_none_or(Vec::is_empty)
    }

    /// Calls `visit` for each sensitive part of `value`.
    pub fn visit(&self, value: &mut Value, visit: &mut dyn FnMut(Secret<'_>)) {
        self.in_type(0, &[], value, &mut Vec::new(), visit);
    }

    /// [`visit`](Self::visit) for a `value` that stands at the JSON Pointer `pointer` within one of the type: all of it is sensitive if
    /// it stands within a sensitive value.
    pub fn visit_at(&self, pointer: &str, value: &mut Value, visit: &mut dyn FnMut(Secret<'_>)) {
        let names = pointer.split('/').skip(1).map(|name| name.replace("~1", "/").replace("~0", "~"));
        self.in_type(0, &names.collect::<Vec<_>>(), value, &mut Vec::new(), visit);
    }

    /// `entered` are the types that were entered at this very value: one that may stand for itself is entered once.
    fn in_type(
        &self,
        index: usize,
        pointer: &[String],
        value: &mut Value,
        entered: &mut Vec<usize>,
        visit: &mut dyn FnMut(Secret<'_>),
    ) {
        if entered.contains(&index) {
            return;
        }
        entered.push(index);
        for place in self.types.get(index).into_iter().flatten() {
            self.at(&place.path, place.what, pointer, value, entered, visit);
        }
    }

    /// What is left of `pointer` leads down to `value`, `path` to the place.
    fn at(
        &self,
        path: &[Segment],
        what: What,
        pointer: &[String],
        value: &mut Value,
        entered: &mut Vec<usize>,
        visit: &mut dyn FnMut(Secret<'_>),
    ) {
        let Some((segment, path)) = path.split_first() else {
            return match what {
                What::Type(index) => self.in_type(index, pointer, value, entered, visit),
                What::Value if value.is_null() => {}
                What::Value => visit(Secret::Value(value)),
            };
        };
        if let Some((name, pointer)) = pointer.split_first() {
            let leads = match segment {
                Segment::Name(known) => name == known,
                Segment::Each => true,
                Segment::Keys => false,
            };
            if leads {
                self.at(path, what, pointer, value, &mut Vec::new(), visit);
            }
            return;
        }
        let mut inside = |value: &mut Value| self.at(path, what, &[], value, &mut Vec::new(), visit);
        match (segment, value) {
            (Segment::Name(name), Value::Object(fields)) => fields.get_mut(*name).into_iter().for_each(inside),
            (Segment::Name(number), Value::Array(items)) => {
                let item = number.parse::<usize>().ok().and_then(|index| items.get_mut(index));
                item.into_iter().for_each(inside);
            }
            (Segment::Each, Value::Object(fields)) => fields.values_mut().for_each(inside),
            (Segment::Each, Value::Array(items)) => items.iter_mut().for_each(&mut inside),
            (Segment::Keys, Value::Object(fields)) => visit(Secret::Keys(fields)),
            _ => {}
        }
    }
}

/// Collects the places of a type: what [`Schema::sensitive`](crate::Schema::sensitive) tells.
#[derive(Debug, Default)]
pub struct Places {
    /// Of all types but the first, which may have none.
    ids: Vec<TypeId>,
    types: Vec<Vec<Place>>,
    /// The type whose places are told.
    open: usize,
    /// Where in it.
    path: Vec<Segment>,
}

impl Places {
    /// The value that stands here is sensitive, with all that is in it.
    pub fn value(&mut self) {
        self.put(What::Value);
    }

    /// What is sensitive in the field `name`; of a tuple, in the item of that number.
    pub fn field(&mut self, name: &'static str, inside: fn(&mut Self)) {
        self.at(Segment::Name(name), inside);
    }

    /// What is sensitive in the value that stands here, by another type's word.
    pub fn same(&mut self, inside: fn(&mut Self)) {
        inside(self);
    }

    /// What is sensitive in each item, or in each value of a map.
    pub fn each(&mut self, inside: fn(&mut Self)) {
        self.at(Segment::Each, inside);
    }

    /// The keys of a map are sensitive if anything in them is.
    pub fn keys(&mut self, inside: fn(&mut Self)) {
        self.at(Segment::Keys, inside);
    }

    /// What is sensitive in the type `T`, told once by `inside`, which is what lets `T` hold itself.
    pub fn of_type<T: 'static>(&mut self, inside: fn(&mut Self)) {
        let id = TypeId::of::<T>();
        let index = match self.ids.iter().position(|known| *known == id) {
            Some(index) => index + 1,
            None => self.told(id, inside),
        };
        self.put(What::Type(index));
    }

    fn told(&mut self, id: TypeId, inside: fn(&mut Self)) -> usize {
        let index = self.types.len();
        self.ids.push(id);
        self.types.push(Vec::new());
        let outside = (mem::replace(&mut self.open, index), mem::take(&mut self.path));
        inside(self);
        (self.open, self.path) = outside;
        index
    }

    fn at(&mut self, segment: Segment, inside: fn(&mut Self)) {
        self.path.push(segment);
        inside(self);
        self.path.pop();
    }

    fn put(&mut self, what: What) {
        let path = self.path.clone();
        self.types[self.open].push(Place { path, what });
    }

    /// Without what leads to nothing sensitive.
    fn marked(mut self) -> Sensitive {
        let mut marked = vec![false; self.types.len()];
        let leads = |place: &Place, marked: &[bool]| match place.what {
            What::Value => true,
            What::Type(index) => marked[index],
        };
        while let Some(next) = (0..marked.len())
            .find(|index| !marked[*index] && self.types[*index].iter().any(|place| leads(place, &marked)))
        {
            marked[next] = true;
        }
        self.types.iter_mut().for_each(|places| places.retain(|place| leads(place, &marked)));
        Sensitive { types: self.types }
    }
}
