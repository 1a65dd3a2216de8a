//! Shapes of the standard types, as serde's own impls write them.

use std::{
    borrow::Cow,
    cell::{Cell, RefCell},
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet, BinaryHeap, HashMap, HashSet, LinkedList, VecDeque},
    ffi::{CStr, CString},
    marker::PhantomData,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV4, SocketAddrV6},
    num::{NonZero, Saturating, Wrapping},
    ops::{Bound, Range, RangeFrom, RangeInclusive, RangeTo},
    path::{Path, PathBuf},
    rc::Rc,
    sync::{Arc, Mutex, RwLock, atomic},
    time::{Duration, SystemTime},
};

use crate::schema::{
    sensitive::Places,
    shape::{Field, Schema, Shape, Shapes, Variant, VariantShape},
    text,
};

/// Types whose shape does not depend on other types.
macro_rules! plain {
    ($($shape:expr => $($type:ty),+;)+) => {
        $($(
            impl Schema for $type {
                fn shape(_: &mut Shapes) -> Shape {
                    $shape
                }
            }
        )+)+
    };
}

plain! {
    Shape::Bool => bool, atomic::AtomicBool;
    Shape::U8 => u8, NonZero<u8>, atomic::AtomicU8;
    Shape::U16 => u16, NonZero<u16>, atomic::AtomicU16;
    Shape::U32 => u32, NonZero<u32>, atomic::AtomicU32;
    // serde writes the pointer-sized integers as 64 bits on every platform.
    Shape::U64 => u64, NonZero<u64>, atomic::AtomicU64, usize, NonZero<usize>, atomic::AtomicUsize;
    Shape::U128 => u128, NonZero<u128>;
    Shape::I8 => i8, NonZero<i8>, atomic::AtomicI8;
    Shape::I16 => i16, NonZero<i16>, atomic::AtomicI16;
    Shape::I32 => i32, NonZero<i32>, atomic::AtomicI32;
    Shape::I64 => i64, NonZero<i64>, atomic::AtomicI64, isize, NonZero<isize>, atomic::AtomicIsize;
    Shape::I128 => i128, NonZero<i128>;
    Shape::F32 => f32;
    Shape::F64 => f64;
    Shape::Char => char;
    Shape::String => str, String;
    Shape::Bytes => CStr, CString;
    Shape::Unit => ();
    text::string(text::PATH) => Path, PathBuf;
    ipv4() => Ipv4Addr;
    ipv6() => Ipv6Addr;
    text::shape(text::IP, either("V4", ipv4(), "V6", ipv6())) => IpAddr;
    socket_v4() => SocketAddrV4;
    socket_v6() => SocketAddrV6;
    text::shape(text::SOCKET, either("V4", socket_v4(), "V6", socket_v6())) => SocketAddr;
    structure([("secs", Shape::U64), ("nanos", Shape::U32)]) => Duration;
    structure([("secs_since_epoch", Shape::U64), ("nanos_since_epoch", Shape::U32)]) => SystemTime;
}

fn ipv4() -> Shape {
    text::shape(text::IPV4, Shape::Tuple(vec![Shape::U8; 4]))
}

fn ipv6() -> Shape {
    text::shape(text::IPV6, Shape::Tuple(vec![Shape::U8; 16]))
}

fn socket_v4() -> Shape {
    text::shape(text::SOCKET_V4, Shape::Tuple(vec![ipv4(), Shape::U16]))
}

fn socket_v6() -> Shape {
    text::shape(text::SOCKET_V6, Shape::Tuple(vec![ipv6(), Shape::U16]))
}

fn structure<const N: usize>(fields: [(&str, Shape); N]) -> Shape {
    let field = |(name, shape): (&str, Shape)| Field { name: name.to_owned(), shape, default: false };
    Shape::Struct(fields.map(field).into())
}

fn newtype(name: &str, shape: Shape) -> Variant {
    Variant { name: name.to_owned(), shape: VariantShape::Newtype(shape) }
}

/// An enum of two newtype variants.
fn either(first: &str, a: Shape, second: &str, b: Shape) -> Shape {
    Shape::Enum(vec![newtype(first, a), newtype(second, b)])
}

/// Types that are written as what they hold.
macro_rules! transparent {
    ($($type:ty),+ $(,)?) => {
        $(
            impl<T: Schema + ?Sized> Schema for $type {
                const BINARY: bool = T::BINARY;

                fn shape(shapes: &mut Shapes) -> Shape {
                    T::shape(shapes)
                }

                fn sensitive(places: &mut Places) {
                    T::sensitive(places);
                }
            }
        )+
    };
}

transparent!(Box<T>, Rc<T>, Arc<T>, RefCell<T>, Mutex<T>, RwLock<T>);

macro_rules! transparent_sized {
    ($($type:ty),+ $(,)?) => {
        $(
            impl<T: Schema> Schema for $type {
                const BINARY: bool = T::BINARY;

                fn shape(shapes: &mut Shapes) -> Shape {
                    T::shape(shapes)
                }

                fn sensitive(places: &mut Places) {
                    T::sensitive(places);
                }
            }
        )+
    };
}

transparent_sized!(Cell<T>, Reverse<T>, Saturating<T>, Wrapping<T>);

impl<T: Schema + ToOwned + ?Sized> Schema for Cow<'static, T> {
    const BINARY: bool = T::BINARY;

    fn shape(shapes: &mut Shapes) -> Shape {
        T::shape(shapes)
    }

    fn sensitive(places: &mut Places) {
        T::sensitive(places);
    }
}

impl<T: ?Sized + 'static> Schema for PhantomData<T> {
    fn shape(_: &mut Shapes) -> Shape {
        Shape::Unit
    }
}

/// Types that wrap the shape of one item.
macro_rules! wrapping {
    ($($shape:ident, $inside:ident => $($type:ty),+;)+) => {
        $($(
            impl<T: Schema> Schema for $type {
                const BINARY: bool = T::BINARY;

                fn shape(shapes: &mut Shapes) -> Shape {
                    Shape::$shape(Box::new(T::shape(shapes)))
                }

                fn sensitive(places: &mut Places) {
                    places.$inside(T::sensitive);
                }
            }
        )+)+
    };
}

wrapping! {
    Option, same => Option<T>;
    List, each => [T], Vec<T>, VecDeque<T>, LinkedList<T>;
    // A heap's items have no order that means anything: it depends on how the heap came about.
    Set, each => BTreeSet<T>, BinaryHeap<T>;
}

impl<T: Schema, H: 'static> Schema for HashSet<T, H> {
    const BINARY: bool = T::BINARY;

    fn shape(shapes: &mut Shapes) -> Shape {
        Shape::Set(Box::new(T::shape(shapes)))
    }

    fn sensitive(places: &mut Places) {
        places.each(T::sensitive);
    }
}

impl<K: Schema, V: Schema> Schema for BTreeMap<K, V> {
    const BINARY: bool = K::BINARY && V::BINARY;

    fn shape(shapes: &mut Shapes) -> Shape {
        Shape::Map(Box::new(K::shape(shapes)), Box::new(V::shape(shapes)))
    }

    fn sensitive(places: &mut Places) {
        places.each(V::sensitive);
        places.keys(K::sensitive);
    }
}

impl<K: Schema, V: Schema, H: 'static> Schema for HashMap<K, V, H> {
    const BINARY: bool = K::BINARY && V::BINARY;

    fn shape(shapes: &mut Shapes) -> Shape {
        BTreeMap::<K, V>::shape(shapes)
    }

    fn sensitive(places: &mut Places) {
        BTreeMap::<K, V>::sensitive(places);
    }
}

impl<T: Schema, const N: usize> Schema for [T; N] {
    const BINARY: bool = T::BINARY;

    fn shape(shapes: &mut Shapes) -> Shape {
        Shape::Tuple(vec![T::shape(shapes); N])
    }

    fn sensitive(places: &mut Places) {
        places.each(T::sensitive);
    }
}

macro_rules! tuples {
    ($($($name:ident $index:literal)+;)+) => {
        $(
            impl<$($name: Schema),+> Schema for ($($name,)+) {
                const BINARY: bool = true $(&& $name::BINARY)+;

                fn shape(shapes: &mut Shapes) -> Shape {
                    Shape::Tuple(vec![$($name::shape(shapes)),+])
                }

                fn sensitive(places: &mut Places) {
                    $(places.field($index, $name::sensitive);)+
                }
            }
        )+
    };
}

tuples! {
    A "0";
    A "0" B "1";
    A "0" B "1" C "2";
    A "0" B "1" C "2" D "3";
    A "0" B "1" C "2" D "3" E "4";
    A "0" B "1" C "2" D "3" E "4" F "5";
    A "0" B "1" C "2" D "3" E "4" F "5" G "6";
    A "0" B "1" C "2" D "3" E "4" F "5" G "6" H "7";
    A "0" B "1" C "2" D "3" E "4" F "5" G "6" H "7" I "8";
    A "0" B "1" C "2" D "3" E "4" F "5" G "6" H "7" I "8" J "9";
    A "0" B "1" C "2" D "3" E "4" F "5" G "6" H "7" I "8" J "9" K "10";
    A "0" B "1" C "2" D "3" E "4" F "5" G "6" H "7" I "8" J "9" K "10" L "11";
    A "0" B "1" C "2" D "3" E "4" F "5" G "6" H "7" I "8" J "9" K "10" L "11" M "12";
    A "0" B "1" C "2" D "3" E "4" F "5" G "6" H "7" I "8" J "9" K "10" L "11" M "12" N "13";
    A "0" B "1" C "2" D "3" E "4" F "5" G "6" H "7" I "8" J "9" K "10" L "11" M "12" N "13" O "14";
    A "0" B "1" C "2" D "3" E "4" F "5" G "6" H "7" I "8" J "9" K "10" L "11" M "12" N "13" O "14" P "15";
}

macro_rules! ranges {
    ($($type:ident { $($field:literal),+ })+) => {
        $(
            impl<T: Schema> Schema for $type<T> {
                const BINARY: bool = T::BINARY;

                fn shape(shapes: &mut Shapes) -> Shape {
                    structure([$(($field, T::shape(shapes))),+])
                }

                fn sensitive(places: &mut Places) {
                    $(places.field($field, T::sensitive);)+
                }
            }
        )+
    };
}

ranges! {
    Range { "start", "end" }
    RangeInclusive { "start", "end" }
    RangeFrom { "start" }
    RangeTo { "end" }
}

impl<T: Schema, E: Schema> Schema for Result<T, E> {
    const BINARY: bool = T::BINARY && E::BINARY;

    fn shape(shapes: &mut Shapes) -> Shape {
        either("Ok", T::shape(shapes), "Err", E::shape(shapes))
    }

    fn sensitive(places: &mut Places) {
        places.field("Ok", T::sensitive);
        places.field("Err", E::sensitive);
    }
}

impl<T: Schema> Schema for Bound<T> {
    const BINARY: bool = T::BINARY;

    fn shape(shapes: &mut Shapes) -> Shape {
        let unbounded = Variant { name: "Unbounded".to_owned(), shape: VariantShape::Unit };
        let inner = T::shape(shapes);
        Shape::Enum(vec![unbounded, newtype("Included", inner.clone()), newtype("Excluded", inner)])
    }

    fn sensitive(places: &mut Places) {
        places.field("Included", T::sensitive);
        places.field("Excluded", T::sensitive);
    }
}
