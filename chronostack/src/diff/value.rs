//! Any serializable value as JSON, whatever it holds.

use std::fmt;

use serde::{
    Serialize, Serializer,
    ser::{
        SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant, SerializeTuple, SerializeTupleStruct,
        SerializeTupleVariant,
    },
};
use serde_json::{Map, Value};

/// `value` as JSON, as [`serde_json::to_value`] has it, and without its failures: a map's key that is no text stands as
/// its JSON, an integer beyond 64 bits and a float that is not finite as a text, and what its own `Serialize` refuses
/// to write as the reason in angle brackets.
pub fn to_value<T: Serialize + ?Sized>(value: &T) -> Value {
    let mut tree = nested(value);
    // No effect, unless some crate of the program made `serde_json` keep the order of insertion, which a hash map varies.
    tree.sort_all_objects();
    tree
}

fn nested<T: Serialize + ?Sized>(value: &T) -> Value {
    value.serialize(Tree).unwrap_or_else(|refusal| Value::String(format!("<{}>", refusal.0)))
}

fn key_text<T: Serialize + ?Sized>(key: &T) -> String {
    match nested(key) {
        Value::String(text) => text,
        other => other.to_string(),
    }
}

/// `content` under the variant's name, for a variant that carries something.
fn tagged(variant: Option<&'static str>, content: Value) -> Value {
    match variant {
        Some(name) => Value::Object(Map::from_iter([(name.to_owned(), content)])),
        None => content,
    }
}

/// What a value's own `Serialize` said when it refused.
#[derive(Debug)]
struct Refusal(String);

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Refusal {}

impl serde::ser::Error for Refusal {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self(message.to_string())
    }
}

type Written = Result<Value, Refusal>;

struct Tree;

impl Serializer for Tree {
    type Ok = Value;
    type Error = Refusal;
    type SerializeSeq = Items;
    type SerializeTuple = Items;
    type SerializeTupleStruct = Items;
    type SerializeTupleVariant = Items;
    type SerializeMap = Members;
    type SerializeStruct = Members;
    type SerializeStructVariant = Members;

    fn serialize_bool(self, value: bool) -> Written {
        Ok(value.into())
    }

    fn serialize_i8(self, value: i8) -> Written {
        Ok(value.into())
    }

    fn serialize_i16(self, value: i16) -> Written {
        Ok(value.into())
    }

    fn serialize_i32(self, value: i32) -> Written {
        Ok(value.into())
    }

    fn serialize_i64(self, value: i64) -> Written {
        Ok(value.into())
    }

    fn serialize_i128(self, value: i128) -> Written {
        let number = u64::try_from(value).map(Value::from).or_else(|_| i64::try_from(value).map(Value::from));
        Ok(number.unwrap_or_else(|_| value.to_string().into()))
    }

    fn serialize_u8(self, value: u8) -> Written {
        Ok(value.into())
    }

    fn serialize_u16(self, value: u16) -> Written {
        Ok(value.into())
    }

    fn serialize_u32(self, value: u32) -> Written {
        Ok(value.into())
    }

    fn serialize_u64(self, value: u64) -> Written {
        Ok(value.into())
    }

    fn serialize_u128(self, value: u128) -> Written {
        Ok(u64::try_from(value).map_or_else(|_| value.to_string().into(), Value::from))
    }

    fn serialize_f32(self, value: f32) -> Written {
        Ok(if value.is_finite() { value.into() } else { value.to_string().into() })
    }

    fn serialize_f64(self, value: f64) -> Written {
        Ok(if value.is_finite() { value.into() } else { value.to_string().into() })
    }

    fn serialize_char(self, value: char) -> Written {
        Ok(value.to_string().into())
    }

    fn serialize_str(self, value: &str) -> Written {
        Ok(value.into())
    }

    fn serialize_bytes(self, value: &[u8]) -> Written {
        Ok(value.into())
    }

    fn serialize_none(self) -> Written {
        Ok(Value::Null)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Written {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Written {
        Ok(Value::Null)
    }

    fn serialize_unit_struct(self, _: &'static str) -> Written {
        Ok(Value::Null)
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Written {
        Ok(variant.into())
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Written {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Written {
        Ok(tagged(Some(variant), nested(value)))
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Items, Refusal> {
        Ok(Items::default())
    }

    fn serialize_tuple(self, _: usize) -> Result<Items, Refusal> {
        Ok(Items::default())
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Items, Refusal> {
        Ok(Items::default())
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Items, Refusal> {
        Ok(Items { variant: Some(variant), ..Items::default() })
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Members, Refusal> {
        Ok(Members::default())
    }

    fn serialize_struct(self, name: &'static str, _: usize) -> Result<Members, Refusal> {
        Ok(Members { json: name.starts_with(JSON_WITHIN), ..Members::default() })
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Members, Refusal> {
        Ok(Members { variant: Some(variant), ..Members::default() })
    }
}

/// `serde_json` hands its `RawValue`, and its numbers of arbitrary precision, through serde as a struct of such a name
/// with the JSON text as its one field.
const JSON_WITHIN: &str = "$serde_json::private::";

#[derive(Default)]
struct Items {
    variant: Option<&'static str>,
    items: Vec<Value>,
}

impl Items {
    fn push<T: Serialize + ?Sized>(&mut self, value: &T) {
        self.items.push(nested(value));
    }

    fn finish(self) -> Value {
        tagged(self.variant, Value::Array(self.items))
    }
}

#[derive(Default)]
struct Members {
    variant: Option<&'static str>,
    json: bool,
    map: Map<String, Value>,
    key: String,
}

impl Members {
    fn insert<T: Serialize + ?Sized>(&mut self, key: &str, value: &T) {
        self.map.insert(key.to_owned(), nested(value));
    }

    fn finish(self) -> Value {
        if self.json
            && let Some(Value::String(text)) = self.map.values().next()
            && let Ok(value) = serde_json::from_str(text)
        {
            return value;
        }
        tagged(self.variant, Value::Object(self.map))
    }
}

/// The same two functions, under the names that each of serde's traits gives them.
macro_rules! compound {
    ($type:ident: $($trait:ident { fn $add:ident($($key:ident: $key_type:ty)?) => $own:ident }),+ $(,)?) => {$(
        impl $trait for $type {
            type Ok = Value;
            type Error = Refusal;

            fn $add<T: Serialize + ?Sized>(&mut self, $($key: $key_type,)? value: &T) -> Result<(), Refusal> {
                self.$own($($key,)? value);
                Ok(())
            }

            fn end(self) -> Written {
                Ok(self.finish())
            }
        }
    )+};
}

compound!(Items:
    SerializeSeq { fn serialize_element() => push },
    SerializeTuple { fn serialize_element() => push },
    SerializeTupleStruct { fn serialize_field() => push },
    SerializeTupleVariant { fn serialize_field() => push },
);

compound!(Members:
    SerializeStruct { fn serialize_field(key: &'static str) => insert },
    SerializeStructVariant { fn serialize_field(key: &'static str) => insert },
);

impl SerializeMap for Members {
    type Ok = Value;
    type Error = Refusal;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Refusal> {
        self.key = key_text(key);
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Refusal> {
        let key = std::mem::take(&mut self.key);
        self.map.insert(key, nested(value));
        Ok(())
    }

    fn end(self) -> Written {
        Ok(self.finish())
    }
}
