//! The smallest parts of the format: whole numbers, texts, spans of time.

use std::str;

/// Bytes that cannot be what the format says they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Malformed(pub(super) &'static str);

/// What a later release adds is refused by this one, which would lose it.
pub(super) const NEWER: Malformed =
    Malformed("it was written by a newer release of ChronoStack, which this one cannot read");

/// Appends `value` in 7 bits a byte, the lowest first; the high bit says that more follow (LEB128).
pub(super) fn put_number(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push(low_bits(value.into()) | 0x80);
        value >>= 7;
    }
    out.push(low_bits(value.into()));
}

/// Appends `value` as [`put_number`] does.
fn put_wide(out: &mut Vec<u8>, mut value: u128) {
    loop {
        match u64::try_from(value) {
            Ok(short) => return put_number(out, short),
            Err(_) => out.push(low_bits(value) | 0x80),
        }
        value >>= 7;
    }
}

fn low_bits(value: u128) -> u8 {
    (value & 0x7f) as u8
}

/// Appends the number of `bytes`, then them.
pub(super) fn put_bytes(out: &mut Vec<u8>, bytes: &[u8]) {
    put_number(out, bytes.len() as u64);
    out.extend_from_slice(bytes);
}

/// Appends a difference: 0, -1, 1, -2, … as 0, 1, 2, 3, …
pub(super) fn put_signed(out: &mut Vec<u8>, value: i64) {
    put_number(out, ((value << 1) ^ (value >> 63)).cast_unsigned());
}

/// The units that a span of time is counted in: nanoseconds, microseconds, milliseconds, seconds.
const UNITS: [u128; 4] = [1, 1_000, 1_000_000, 1_000_000_000];

/// Appends a span of `nanoseconds`: how often it holds the largest of the [`UNITS`] that goes into it evenly, times 4, plus
/// which of them that is. Times of a coarse clock come out short.
pub(super) fn put_span(out: &mut Vec<u8>, nanoseconds: u128) {
    let (count, unit) = counted(nanoseconds);
    put_wide(out, (count << 2) | unit);
}

/// Appends a span that may lead back: the sign, 1 for back, in the lowest bit of the count of [`put_span`].
pub(super) fn put_signed_span(out: &mut Vec<u8>, nanoseconds: i128) {
    let (count, unit) = counted(nanoseconds.unsigned_abs());
    put_wide(out, (((count << 1) | u128::from(nanoseconds < 0)) << 2) | unit);
}

/// `nanoseconds` in the largest unit that goes into them evenly, and which one that is.
fn counted(nanoseconds: u128) -> (u128, u128) {
    // Divisions of 64 bits by a constant are cheap, others are not.
    let (count, unit) = match u64::try_from(nanoseconds) {
        Ok(short) if !short.is_multiple_of(1_000) => (short, 0),
        Ok(short) if !short.is_multiple_of(1_000_000) => (short / 1_000, 1),
        Ok(short) if !short.is_multiple_of(1_000_000_000) => (short / 1_000_000, 2),
        Ok(short) => (short / 1_000_000_000, 3),
        Err(_) => {
            let unit = UNITS.iter().rposition(|unit| nanoseconds.is_multiple_of(*unit)).unwrap_or(0);
            return (nanoseconds / UNITS[unit], unit as u128);
        }
    };
    (count.into(), unit)
}

/// Takes parts off the front of some bytes.
#[derive(Clone, Debug)]
pub(super) struct Cursor<'a> {
    rest: &'a [u8],
}

impl<'a> Cursor<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// How many bytes are left.
    pub(super) fn left(&self) -> usize {
        self.rest.len()
    }

    #[inline]
    pub(super) fn byte(&mut self) -> Result<u8, Malformed> {
        let (byte, rest) = self.rest.split_first().ok_or(Malformed("it ends early"))?;
        self.rest = rest;
        Ok(*byte)
    }

    #[inline]
    pub(super) fn number(&mut self) -> Result<u64, Malformed> {
        // Most numbers are short.
        match *self.rest {
            [byte @ ..0x80, ref rest @ ..] => {
                self.rest = rest;
                Ok(byte.into())
            }
            [low, high @ ..0x80, ref rest @ ..] => {
                self.rest = rest;
                Ok(u64::from(low & 0x7f) | u64::from(high) << 7)
            }
            _ => self.long_number(),
        }
    }

    fn long_number(&mut self) -> Result<u64, Malformed> {
        if let [low, middle, high @ ..0x80, ref rest @ ..] = *self.rest {
            self.rest = rest;
            return Ok(u64::from(low & 0x7f) | u64::from(middle & 0x7f) << 7 | u64::from(high) << 14);
        }
        self.wide()?.try_into().map_err(|_| Malformed("a number is too large"))
    }

    pub(super) fn wide(&mut self) -> Result<u128, Malformed> {
        let mut short = 0;
        for shift in (0..63).step_by(7) {
            let byte = self.byte()?;
            short |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Ok(short.into());
            }
        }
        let mut value = u128::from(short);
        for shift in (63..u128::BITS).step_by(7) {
            let byte = self.byte()?;
            let bits = u128::from(byte & 0x7f);
            if bits << shift >> shift != bits {
                break;
            }
            value |= bits << shift;
            if byte < 0x80 {
                return Ok(value);
            }
        }
        Err(Malformed("a number is too large"))
    }

    pub(super) fn signed(&mut self) -> Result<i64, Malformed> {
        let value = self.number()?;
        Ok((value >> 1).cast_signed() ^ -(value & 1).cast_signed())
    }

    /// A span of time in nanoseconds.
    pub(super) fn span(&mut self) -> Result<i128, Malformed> {
        let value = self.wide()?;
        nanoseconds(value >> 2, value)
    }

    /// A span of time in nanoseconds, negative where it leads back.
    pub(super) fn signed_span(&mut self) -> Result<i128, Malformed> {
        let value = self.wide()?;
        let span = nanoseconds(value >> 3, value)?;
        Ok(if value & 4 == 0 { span } else { -span })
    }

    #[inline]
    pub(super) fn bytes(&mut self) -> Result<&'a [u8], Malformed> {
        let length = self.number()?;
        self.exactly(usize::try_from(length).map_err(|_| Malformed("a length is too large"))?)
    }

    pub(super) fn text(&mut self) -> Result<&'a str, Malformed> {
        str::from_utf8(self.bytes()?).map_err(|_| Malformed("a text is not UTF-8"))
    }

    #[inline]
    pub(super) fn exactly(&mut self, length: usize) -> Result<&'a [u8], Malformed> {
        let (bytes, rest) = self.rest.split_at_checked(length).ok_or(Malformed("it ends early"))?;
        self.rest = rest;
        Ok(bytes)
    }
}

/// `count` of the unit that the lowest two bits of `value` name.
fn nanoseconds(count: u128, value: u128) -> Result<i128, Malformed> {
    let unit = UNITS[(value & 3) as usize];
    let span = count.checked_mul(unit).and_then(|span| i128::try_from(span).ok());
    span.ok_or(Malformed("a span of time is too large"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_back() {
        let mut numbers = vec![0, 1, u64::MAX];
        numbers.extend((0..64).flat_map(|bit| [(1 << bit) - 1, 1 << bit, (1 << bit) + 1]));
        for number in numbers {
            let mut bytes = Vec::new();
            put_number(&mut bytes, number);
            put_wide(&mut bytes, number.into());
            put_signed(&mut bytes, number.cast_signed());
            let mut cursor = Cursor::new(&bytes);
            assert_eq!(cursor.number(), Ok(number));
            assert_eq!(cursor.wide(), Ok(number.into()));
            assert_eq!(cursor.signed(), Ok(number.cast_signed()));
            assert!(cursor.is_empty());
        }
    }

    #[test]
    fn spans_come_back_and_coarse_ones_are_short() {
        let century = 100 * 365 * 86_400 * 1_000_000_000_i128;
        for span in [0, 1, 999, 1_000, 1_000_000, 86_400_000_000_000, 123_456_789, century, 200 * century + 1] {
            let mut bytes = Vec::new();
            put_span(&mut bytes, span.unsigned_abs());
            put_signed_span(&mut bytes, span);
            put_signed_span(&mut bytes, -span);
            let mut cursor = Cursor::new(&bytes);
            assert_eq!(cursor.span(), Ok(span));
            assert_eq!(cursor.signed_span(), Ok(span));
            assert_eq!(cursor.signed_span(), Ok(-span));
            assert!(cursor.is_empty());
        }
        let mut bytes = Vec::new();
        put_span(&mut bytes, 31_000_000_000);
        assert_eq!(bytes.len(), 1, "31 seconds");
    }

    #[test]
    fn malformed_bytes_are_errors() {
        assert!(Cursor::new(&[]).number().is_err());
        assert!(Cursor::new(&[0x80]).number().is_err());
        assert!(Cursor::new(&[0xff; 10]).number().is_err());
        assert!(Cursor::new(&[0xff; 30]).wide().is_err());
        assert!(Cursor::new(&[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 2]).number().is_err());
        assert!(Cursor::new(&[3, b'a', b'b']).bytes().is_err());
        assert!(Cursor::new(&[1, 0xff]).text().is_err());
        let mut wide = Vec::new();
        put_wide(&mut wide, u128::MAX);
        assert_eq!(Cursor::new(&wide).wide(), Ok(u128::MAX));
        assert!(Cursor::new(&wide).span().is_err());
    }
}
