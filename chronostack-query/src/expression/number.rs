//! Numbers by their exact value.

use std::cmp::Ordering;

use serde_json::Value;

/// A number as JSON may write it.
#[derive(Clone, Copy, Debug)]
pub(super) enum Number {
    Integer {
        negative: bool,
        magnitude: u128,
    },
    /// Finite.
    Float(f64),
}

/// The first integer that no 128 bits hold.
const BEYOND_128_BITS: f64 = 340_282_366_920_938_463_463_374_607_431_768_211_456.0;

impl Number {
    /// The number that a value is, or shows as a text because it is an integer beyond 64 bits.
    pub(super) fn of(value: &Value) -> Option<Self> {
        match value {
            Value::Number(number) => match (number.as_u64(), number.as_i64()) {
                (Some(number), _) => Some(Self::integer(false, number.into())),
                (_, Some(number)) => Some(Self::integer(number < 0, number.unsigned_abs().into())),
                _ => number.as_f64().filter(|number| number.is_finite()).map(Self::Float),
            },
            Value::String(text) => {
                let number = Self::of_digits(text)?;
                let shown_as_text = match number {
                    Self::Integer { negative: true, magnitude } => magnitude > i64::MIN.unsigned_abs().into(),
                    Self::Integer { magnitude, .. } => magnitude > u64::MAX.into(),
                    Self::Float(_) => false,
                };
                shown_as_text.then_some(number)
            }
            _ => None,
        }
    }

    /// The integer that consists of these digits, behind a sign or not.
    fn of_digits(text: &str) -> Option<Self> {
        let (negative, digits) = text.strip_prefix('-').map_or((false, text), |digits| (true, digits));
        let all_digits = digits.bytes().all(|byte| byte.is_ascii_digit());
        digits.parse().ok().filter(|_| all_digits).map(|magnitude| Self::integer(negative, magnitude))
    }

    /// What a JSON number says.
    pub(super) fn of_json(text: &str) -> Option<Self> {
        // Its grammar is stricter than that of Rust's numbers.
        let number: serde_json::Number = serde_json::from_str(text).ok()?;
        Self::of_digits(text).or_else(|| number.as_f64().filter(|number| number.is_finite()).map(Self::Float))
    }

    fn integer(negative: bool, magnitude: u128) -> Self {
        Self::Integer { negative: negative && magnitude > 0, magnitude }
    }

    /// How this stands to `other`.
    pub(super) fn order(&self, other: &Self) -> Option<Ordering> {
        match (*self, *other) {
            (Self::Float(this), Self::Float(other)) => this.partial_cmp(&other),
            (Self::Float(this), Self::Integer { negative, magnitude }) => {
                integer_to_float(negative, magnitude, this).map(Ordering::reverse)
            }
            (Self::Integer { negative, magnitude }, Self::Float(other)) => integer_to_float(negative, magnitude, other),
            (
                Self::Integer { negative: this_negative, magnitude: this },
                Self::Integer { negative: other_negative, magnitude: other },
            ) => Some(integers(this_negative, this, other_negative, other)),
        }
    }
}

/// Numbers are equal by their value.
impl PartialEq for Number {
    fn eq(&self, other: &Self) -> bool {
        self.order(other) == Some(Ordering::Equal)
    }
}

fn integers(this_negative: bool, this: u128, other_negative: bool, other: u128) -> Ordering {
    match (this_negative, other_negative) {
        (false, true) => Ordering::Greater,
        (true, false) => Ordering::Less,
        (false, false) => this.cmp(&other),
        (true, true) => other.cmp(&this),
    }
}

/// How an integer stands to a finite float, whose whole part is an integer without loss.
fn integer_to_float(negative: bool, magnitude: u128, float: f64) -> Option<Ordering> {
    if float.abs() >= BEYOND_128_BITS {
        return 0.0.partial_cmp(&float);
    }
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "it is whole, not negative, and has 128 bits at most"
    )]
    let whole = float.trunc().abs() as u128;
    let whole_negative = float < 0.0 && whole > 0;
    match integers(negative, magnitude, whole_negative, whole) {
        Ordering::Equal => 0.0.partial_cmp(&float.fract()),
        order => Some(order),
    }
}
