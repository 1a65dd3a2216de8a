//! Reads postcard bytes without the type that wrote them.
//!
//! The format: <https://postcard.jamesmunns.com/wire-format>. What is refused here is what postcard itself refuses.

use std::{cell::Cell, str};

use crate::{
    limits::SCHEMA_DEPTH_MAX,
    schema::{
        error::DynamicError,
        shape::{Shape, TypeSchema},
    },
};

/// A value without parts.
pub(crate) enum Scalar<'a> {
    Unit,
    Bool(bool),
    Unsigned(u128),
    Signed(i128),
    F32(f32),
    F64(f64),
    Char(char),
    Str(&'a str),
    Bytes(&'a [u8]),
}

/// A place in postcard bytes, with the guards that keep hostile bytes and schemas from using up stack or memory.
pub(crate) struct Wire<'a> {
    bytes: &'a [u8],
    offset: Cell<usize>,
    depth: Cell<usize>,
    empty: Cell<usize>,
}

impl<'a> Wire<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, offset: Cell::new(0), depth: Cell::new(0), empty: Cell::new(0) }
    }

    pub(crate) fn offset(&self) -> usize {
        self.offset.get()
    }

    pub(crate) fn size(&self) -> usize {
        self.bytes.len()
    }

    /// The bytes from `start`, an earlier offset, up to here.
    pub(crate) fn since(&self, start: usize) -> &'a [u8] {
        self.bytes.get(start..self.offset()).unwrap_or_default()
    }

    fn left(&self) -> usize {
        self.bytes.len() - self.offset()
    }

    /// Runs `read` for one value of the shape, references followed, within the bounds.
    pub(crate) fn value<'s, T, E: From<DynamicError>>(
        &self,
        schema: &'s TypeSchema,
        shape: &'s Shape,
        read: impl FnOnce(&'s Shape) -> Result<T, E>,
    ) -> Result<T, E> {
        let offset = self.offset();
        let depth = self.depth.get() + 1;
        if depth > SCHEMA_DEPTH_MAX {
            return Err(DynamicError::Depth { offset, max: SCHEMA_DEPTH_MAX }.into());
        }
        let shape = schema.resolve(shape).ok_or(DynamicError::Schema { offset, reason: NOWHERE })?;
        self.depth.set(depth);
        let value = read(shape)?;
        self.depth.set(depth - 1);
        if self.offset() == offset {
            self.count_empty()?;
        }
        Ok(value)
    }

    /// Values without bytes are free for who writes them, not for who reads them.
    fn count_empty(&self) -> Result<(), DynamicError> {
        let max = EMPTY_MIN + EMPTY_PER_BYTE * self.bytes.len();
        self.empty.set(self.empty.get() + 1);
        if self.empty.get() > max { Err(DynamicError::Empty { offset: self.offset(), max }) } else { Ok(()) }
    }

    fn take(&self, count: usize, expected: &'static str) -> Result<&'a [u8], DynamicError> {
        let offset = self.offset();
        let end = offset.saturating_add(count);
        let taken = self.bytes.get(offset..end).ok_or(DynamicError::Truncated { offset, expected })?;
        self.offset.set(end);
        Ok(taken)
    }

    fn array<const N: usize>(&self, expected: &'static str) -> Result<[u8; N], DynamicError> {
        let mut array = [0; N];
        array.copy_from_slice(self.take(N, expected)?);
        Ok(array)
    }

    /// A little-endian base-128 number of at most `bits` bits.
    fn varint(&self, bits: u32) -> Result<u128, DynamicError> {
        let expected = "number";
        let offset = self.offset();
        let mut number = 0;
        for shift in (0..bits).step_by(7) {
            let [byte] = self.array(expected)?;
            let low = u128::from(byte & 0x7f);
            if bits - shift < 7 && low >> (bits - shift) != 0 {
                break;
            }
            number |= low << shift;
            if byte & 0x80 == 0 {
                return Ok(number);
            }
        }
        Err(DynamicError::Invalid { offset, expected })
    }

    fn signed(&self, bits: u32) -> Result<i128, DynamicError> {
        let zigzag = self.varint(bits)?;
        Ok((zigzag >> 1).cast_signed() ^ -(zigzag & 1).cast_signed())
    }

    /// The byte that stands before an option's value: whether there is one.
    pub(crate) fn flag(&self, expected: &'static str) -> Result<bool, DynamicError> {
        let offset = self.offset();
        match self.array(expected)? {
            [0] => Ok(false),
            [1] => Ok(true),
            _ => Err(DynamicError::Invalid { offset, expected }),
        }
    }

    /// The number of items of a list or entries of a map.
    pub(crate) fn length(&self) -> Result<usize, DynamicError> {
        let offset = self.offset();
        let length = usize::try_from(self.varint(64)?).unwrap_or(usize::MAX);
        let left = self.left();
        // More items than bytes can only be items without bytes, which have a bound of their own.
        let max = left + EMPTY_MIN + EMPTY_PER_BYTE * self.bytes.len();
        if length > max { Err(DynamicError::Length { offset, length, left }) } else { Ok(length) }
    }

    /// The index of an enum's variant, which is less than `variants`.
    pub(crate) fn variant(&self, variants: usize) -> Result<usize, DynamicError> {
        let offset = self.offset();
        let index = self.varint(32)?;
        match usize::try_from(index) {
            Ok(index) if index < variants => Ok(index),
            _ => Err(DynamicError::Variant { offset, index: u64::try_from(index).unwrap_or(u64::MAX), variants }),
        }
    }

    fn prefixed(&self, expected: &'static str) -> Result<&'a [u8], DynamicError> {
        let offset = self.offset();
        let length = usize::try_from(self.varint(64)?).unwrap_or(usize::MAX);
        let left = self.left();
        if length > left { Err(DynamicError::Length { offset, length, left }) } else { self.take(length, expected) }
    }

    fn string(&self, expected: &'static str) -> Result<&'a str, DynamicError> {
        let offset = self.offset();
        str::from_utf8(self.prefixed(expected)?).map_err(|_| DynamicError::Invalid { offset, expected })
    }

    fn char(&self) -> Result<char, DynamicError> {
        let expected = "character";
        let offset = self.offset();
        let mut chars = self.string(expected)?.chars();
        match (chars.next(), chars.next()) {
            (Some(char), None) => Ok(char),
            _ => Err(DynamicError::Invalid { offset, expected }),
        }
    }

    /// The value, where the shape is that of a value without parts.
    pub(crate) fn scalar(&self, shape: &Shape) -> Result<Option<Scalar<'a>>, DynamicError> {
        Ok(Some(match shape {
            Shape::Unit => Scalar::Unit,
            Shape::Bool => Scalar::Bool(self.flag("bool")?),
            Shape::U8 => Scalar::Unsigned(u8::from_le_bytes(self.array("number")?).into()),
            Shape::U16 => Scalar::Unsigned(self.varint(16)?),
            Shape::U32 => Scalar::Unsigned(self.varint(32)?),
            Shape::U64 => Scalar::Unsigned(self.varint(64)?),
            Shape::U128 => Scalar::Unsigned(self.varint(128)?),
            Shape::I8 => Scalar::Signed(i8::from_le_bytes(self.array("number")?).into()),
            Shape::I16 => Scalar::Signed(self.signed(16)?),
            Shape::I32 => Scalar::Signed(self.signed(32)?),
            Shape::I64 => Scalar::Signed(self.signed(64)?),
            Shape::I128 => Scalar::Signed(self.signed(128)?),
            Shape::F32 => Scalar::F32(f32::from_le_bytes(self.array("number")?)),
            Shape::F64 => Scalar::F64(f64::from_le_bytes(self.array("number")?)),
            Shape::Char => Scalar::Char(self.char()?),
            Shape::String => Scalar::Str(self.string("text")?),
            Shape::Bytes => Scalar::Bytes(self.prefixed("bytes")?),
            _ => return Ok(None),
        }))
    }

    /// Nothing may stand behind the value.
    pub(crate) fn end(&self) -> Result<(), DynamicError> {
        match self.left() {
            0 => Ok(()),
            bytes => Err(DynamicError::Trailing { offset: self.offset(), bytes }),
        }
    }

    /// An error for a shape that postcard cannot carry.
    pub(crate) fn any(&self) -> DynamicError {
        DynamicError::Schema { offset: self.offset(), reason: "the schema says any JSON, which only JSON can carry" }
    }
}

const NOWHERE: &str = "the schema refers to a type that it does not hold";

/// How many values may take no bytes: so many in all, and so many more for each byte.
const EMPTY_MIN: usize = 1 << 16;
const EMPTY_PER_BYTE: usize = 16;
