//! Types of every kind, with their shapes written by hand: the derive stands above this module.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde::{Deserialize, Serialize};

use crate::schema::{Field, Schema, Shape, Shapes, Variant, VariantShape};

pub(super) fn field<T: Schema>(name: &str, shapes: &mut Shapes) -> Field {
    Field { name: name.to_owned(), shape: T::shape(shapes), default: false }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) enum Tree {
    Leaf,
    Named(String),
    Pair(Box<Tree>, Box<Tree>),
    Node { children: Vec<Tree>, weights: BTreeMap<u32, f64>, mark: Option<char> },
}

impl Schema for Tree {
    fn shape(shapes: &mut Shapes) -> Shape {
        let variant = |name: &str, shape| Variant { name: name.to_owned(), shape };
        shapes.define::<Self>("Tree", |shapes| {
            Shape::Enum(vec![
                variant("Leaf", VariantShape::Unit),
                variant("Named", VariantShape::Newtype(String::shape(shapes))),
                variant("Pair", VariantShape::Tuple(vec![Tree::shape(shapes), Tree::shape(shapes)])),
                variant(
                    "Node",
                    VariantShape::Struct(vec![
                        field::<Vec<Tree>>("children", shapes),
                        field::<BTreeMap<u32, f64>>("weights", shapes),
                        field::<Option<char>>("mark", shapes),
                    ]),
                ),
            ])
        })
    }
}

/// Unordered collections, one within the other.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Bags {
    pub(super) tags: HashSet<String>,
    pub(super) by_name: HashMap<String, HashMap<u64, Vec<bool>>>,
    pub(super) rest: Option<(HashSet<i32>, u8)>,
}

impl Schema for Bags {
    fn shape(shapes: &mut Shapes) -> Shape {
        shapes.define::<Self>("Bags", |shapes| {
            Shape::Struct(vec![
                field::<HashSet<String>>("tags", shapes),
                field::<HashMap<String, HashMap<u64, Vec<bool>>>>("by_name", shapes),
                field::<Option<(HashSet<i32>, u8)>>("rest", shapes),
            ])
        })
    }
}
