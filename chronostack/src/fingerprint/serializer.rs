//! The serializer that hashes what it is shown.

use serde::{Serialize, Serializer};

use crate::{
    fingerprint::{
        entries::Entries,
        error::FingerprintError,
        hashing::Hashing,
        items::{Items, Parts},
    },
    schema::{Shape, VariantShape},
};

type Hashed = Result<(), FingerprintError>;

/// What stands where anything may stand.
mod kind {
    pub(super) const UNIT: u64 = 1;
    pub(super) const BOOL: u64 = 2;
    pub(super) const UNSIGNED: u64 = 3;
    pub(super) const NEGATIVE: u64 = 4;
    pub(super) const WIDE: u64 = 5;
    pub(super) const FLOAT: u64 = 6;
    pub(super) const CHAR: u64 = 7;
    pub(super) const TEXT: u64 = 8;
    pub(super) const BYTES: u64 = 9;
    pub(super) const LIST: u64 = 10;
    pub(super) const MAP: u64 = 11;
}

fn signed(value: i64) -> u64 {
    if value < 0 { kind::NEGATIVE } else { kind::UNSIGNED }
}

/// Equal numbers hash alike, and so do all that are none.
fn float(value: f64) -> u64 {
    if value.is_nan() {
        f64::NAN.to_bits() | 1
    } else if value == 0.0 {
        0
    } else {
        value.to_bits()
    }
}

impl<'h, 's> Serializer for Hashing<'h, 's> {
    type Ok = ();
    type Error = FingerprintError;
    type SerializeSeq = Entries<'h, 's>;
    type SerializeTuple = Items<'h, 's>;
    type SerializeTupleStruct = Items<'h, 's>;
    type SerializeTupleVariant = Items<'h, 's>;
    type SerializeMap = Entries<'h, 's>;
    type SerializeStruct = Items<'h, 's>;
    type SerializeStructVariant = Items<'h, 's>;

    fn is_human_readable(&self) -> bool {
        self.readable
    }

    fn serialize_bool(self, value: bool) -> Hashed {
        self.leaf(kind::BOOL, |shape| matches!(shape, Shape::Bool), |lanes| lanes.word(value.into()))
    }

    fn serialize_u8(self, value: u8) -> Hashed {
        self.leaf(kind::UNSIGNED, |shape| matches!(shape, Shape::U8), |lanes| lanes.word(value.into()))
    }

    fn serialize_u16(self, value: u16) -> Hashed {
        self.leaf(kind::UNSIGNED, |shape| matches!(shape, Shape::U16), |lanes| lanes.word(value.into()))
    }

    fn serialize_u32(self, value: u32) -> Hashed {
        self.leaf(kind::UNSIGNED, |shape| matches!(shape, Shape::U32), |lanes| lanes.word(value.into()))
    }

    fn serialize_u64(self, value: u64) -> Hashed {
        self.leaf(kind::UNSIGNED, |shape| matches!(shape, Shape::U64), |lanes| lanes.word(value))
    }

    fn serialize_u128(self, value: u128) -> Hashed {
        self.leaf(kind::WIDE, |shape| matches!(shape, Shape::U128), |lanes| lanes.wide(value))
    }

    fn serialize_i8(self, value: i8) -> Hashed {
        self.leaf(
            signed(value.into()),
            |shape| matches!(shape, Shape::I8),
            |lanes| lanes.word(i64::from(value).cast_unsigned()),
        )
    }

    fn serialize_i16(self, value: i16) -> Hashed {
        self.leaf(
            signed(value.into()),
            |shape| matches!(shape, Shape::I16),
            |lanes| lanes.word(i64::from(value).cast_unsigned()),
        )
    }

    fn serialize_i32(self, value: i32) -> Hashed {
        self.leaf(
            signed(value.into()),
            |shape| matches!(shape, Shape::I32),
            |lanes| lanes.word(i64::from(value).cast_unsigned()),
        )
    }

    fn serialize_i64(self, value: i64) -> Hashed {
        self.leaf(signed(value), |shape| matches!(shape, Shape::I64), |lanes| lanes.word(value.cast_unsigned()))
    }

    fn serialize_i128(self, value: i128) -> Hashed {
        self.leaf(kind::WIDE, |shape| matches!(shape, Shape::I128), |lanes| lanes.wide(value.cast_unsigned()))
    }

    fn serialize_f32(self, value: f32) -> Hashed {
        self.leaf(kind::FLOAT, |shape| matches!(shape, Shape::F32), |lanes| lanes.word(float(value.into())))
    }

    fn serialize_f64(self, value: f64) -> Hashed {
        self.leaf(kind::FLOAT, |shape| matches!(shape, Shape::F64), |lanes| lanes.word(float(value)))
    }

    fn serialize_char(self, value: char) -> Hashed {
        self.leaf(kind::CHAR, |shape| matches!(shape, Shape::Char), |lanes| lanes.word(u32::from(value).into()))
    }

    fn serialize_str(self, value: &str) -> Hashed {
        let fits = |shape: &Shape| matches!(shape, Shape::String | Shape::Text { .. });
        self.leaf(kind::TEXT, fits, |lanes| lanes.bytes(value.as_bytes()))
    }

    fn serialize_bytes(self, value: &[u8]) -> Hashed {
        self.leaf(kind::BYTES, |shape| matches!(shape, Shape::Bytes), |lanes| lanes.bytes(value))
    }

    fn serialize_unit(self) -> Hashed {
        self.leaf(kind::UNIT, |shape| matches!(shape, Shape::Unit), |_| ())
    }

    fn serialize_unit_struct(self, _: &'static str) -> Hashed {
        self.serialize_unit()
    }

    fn serialize_none(self) -> Hashed {
        match self.resolved()? {
            Shape::Option(_) => self.lanes.word(0),
            Shape::Any => self.lanes.word(kind::UNIT),
            _ => return Err(self.unlike("an option")),
        }
        Ok(())
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Hashed {
        match self.resolved()? {
            Shape::Option(shape) => {
                self.lanes.word(1);
                value.serialize(Self { shape, ..self })
            }
            Shape::Any => value.serialize(self),
            _ => Err(self.unlike("an option")),
        }
    }

    fn serialize_unit_variant(self, _: &'static str, index: u32, _: &'static str) -> Hashed {
        match self.variant(index)? {
            VariantShape::Unit => {
                self.lanes.word(index.into());
                Ok(())
            }
            _ => Err(self.unlike("a variant that holds nothing")),
        }
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Hashed {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        index: u32,
        _: &'static str,
        value: &T,
    ) -> Hashed {
        match self.variant(index)? {
            VariantShape::Newtype(shape) => {
                self.lanes.word(index.into());
                value.serialize(Self { shape, ..self })
            }
            _ => Err(self.unlike("a variant that holds one value")),
        }
    }

    fn serialize_seq(self, length: Option<usize>) -> Result<Entries<'h, 's>, FingerprintError> {
        match (self.resolved()?, length) {
            (Shape::Set(item), _) => Ok(Entries::unordered(self, item, item)),
            (Shape::List(item), Some(length)) => Ok(Entries::ordered(self, item, length)),
            (shape @ Shape::Any, Some(length)) => {
                self.lanes.word(kind::LIST);
                Ok(Entries::ordered(self, shape, length))
            }
            (_, None) => Err(self.unlike("a list that does not say how long it is")),
            _ => Err(self.unlike("a list")),
        }
    }

    fn serialize_tuple(self, length: usize) -> Result<Items<'h, 's>, FingerprintError> {
        match self.resolved()? {
            Shape::Tuple(shapes) => Items::new(self, Parts::Tuple(shapes), length),
            _ => Err(self.unlike("a tuple")),
        }
    }

    fn serialize_tuple_struct(self, _: &'static str, length: usize) -> Result<Items<'h, 's>, FingerprintError> {
        self.serialize_tuple(length)
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        index: u32,
        _: &'static str,
        length: usize,
    ) -> Result<Items<'h, 's>, FingerprintError> {
        match self.variant(index)? {
            VariantShape::Tuple(shapes) => {
                self.lanes.word(index.into());
                Items::new(self, Parts::Tuple(shapes), length)
            }
            _ => Err(self.unlike("a variant that holds a tuple")),
        }
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Entries<'h, 's>, FingerprintError> {
        match self.resolved()? {
            Shape::Map(key, value) => Ok(Entries::unordered(self, key, value)),
            shape @ Shape::Any => {
                self.lanes.word(kind::MAP);
                Ok(Entries::unordered(self, shape, shape))
            }
            _ => Err(self.unlike("a map")),
        }
    }

    fn serialize_struct(self, _: &'static str, length: usize) -> Result<Items<'h, 's>, FingerprintError> {
        match self.resolved()? {
            Shape::Struct(fields) => Items::new(self, Parts::Struct(fields), length),
            _ => Err(self.unlike("a struct")),
        }
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        index: u32,
        _: &'static str,
        length: usize,
    ) -> Result<Items<'h, 's>, FingerprintError> {
        match self.variant(index)? {
            VariantShape::Struct(fields) => {
                self.lanes.word(index.into());
                Items::new(self, Parts::Struct(fields), length)
            }
            _ => Err(self.unlike("a variant that holds a struct")),
        }
    }
}
