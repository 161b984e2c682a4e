use core::fmt;
use core::str::FromStr;

use crate::error::{Error, Kind, Result};
use crate::json::{Decode, Reader};

/// An unsigned 256-bit integer, written as a decimal string: `0` or digits without a leading zero.
///
/// Amounts are in the token's atomic units, times in Unix seconds. There is no sign, no exponent,
/// no fraction, and no form as a JSON number unless [`Leniency::IntegerAsNumber`] is allowed.
///
/// [`Leniency::IntegerAsNumber`]: crate::Leniency::IntegerAsNumber
///
/// ```
/// use http402::primitives::U256;
///
/// let amount: U256 = "10000".parse()?;
/// assert!(amount < U256::MAX);
/// assert_eq!(amount.checked_add(U256::from(1_u64)).unwrap().to_string(), "10001");
/// assert!("01".parse::<U256>().is_err());
/// # Ok::<(), http402::Error>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct U256 {
    // Most significant first, so that the derived order is the numeric one.
    high: u128,
    low: u128,
}

impl U256 {
    /// Zero.
    pub const ZERO: Self = Self { high: 0, low: 0 };
    /// One.
    pub const ONE: Self = Self { high: 0, low: 1 };
    /// 2²⁵⁶ − 1.
    pub const MAX: Self = Self {
        high: u128::MAX,
        low: u128::MAX,
    };

    /// The integer of 32 big-endian bytes.
    pub const fn from_be_bytes(bytes: [u8; 32]) -> Self {
        let (Some(high), Some(low)) = (bytes.first_chunk(), bytes.last_chunk()) else {
            return Self::ZERO; // both halves are there
        };
        Self {
            high: u128::from_be_bytes(*high),
            low: u128::from_be_bytes(*low),
        }
    }

    /// 32 big-endian bytes, as EIP-712 encodes a `uint256`.
    pub const fn to_be_bytes(self) -> [u8; 32] {
        let mut bytes = [0; 32];
        if let Some(high) = bytes.first_chunk_mut() {
            *high = self.high.to_be_bytes();
        }
        if let Some(low) = bytes.last_chunk_mut() {
            *low = self.low.to_be_bytes();
        }
        bytes
    }

    /// Whether this is zero.
    pub const fn is_zero(self) -> bool {
        self.high == 0 && self.low == 0
    }

    /// The number of bits up to the highest set one; 0 for zero.
    pub const fn bits(self) -> u32 {
        if self.high == 0 {
            128 - self.low.leading_zeros()
        } else {
            256 - self.high.leading_zeros()
        }
    }

    /// The sum, unless it exceeds [`U256::MAX`].
    pub const fn checked_add(self, other: Self) -> Option<Self> {
        let (low, carry) = self.low.overflowing_add(other.low);
        let Some(high) = self.high.checked_add(other.high) else {
            return None;
        };
        let Some(high) = high.checked_add(carry as u128) else {
            return None;
        };
        Some(Self { high, low })
    }

    /// The difference, unless it is negative.
    pub const fn checked_sub(self, other: Self) -> Option<Self> {
        let (low, borrow) = self.low.overflowing_sub(other.low);
        let Some(high) = self.high.checked_sub(other.high) else {
            return None;
        };
        let Some(high) = high.checked_sub(borrow as u128) else {
            return None;
        };
        Some(Self { high, low })
    }

    /// `self × factor + digit`, unless it exceeds [`U256::MAX`].
    pub(crate) fn checked_mul_add(self, factor: u64, digit: u64) -> Option<Self> {
        const HALF: u128 = u64::MAX as u128;
        let factor = u128::from(factor);
        let low = (self.low & HALF) * factor + u128::from(digit);
        let middle = (self.low >> 64) * factor + (low >> 64);
        let high = self.high.checked_mul(factor)?.checked_add(middle >> 64)?;
        Some(Self {
            high,
            low: middle << 64 | low & HALF,
        })
    }

    /// Quotient and remainder of a division by a small number other than zero.
    pub(crate) fn div_rem(self, divisor: u64) -> (Self, u64) {
        const HALF: u128 = u64::MAX as u128;
        let divisor = u128::from(divisor.max(1));
        let mut remainder = 0;
        let mut step = |digit: u128| {
            let dividend = remainder << 64 | digit;
            remainder = dividend % divisor;
            dividend / divisor
        };
        let digits = [
            self.high >> 64,
            self.high & HALF,
            self.low >> 64,
            self.low & HALF,
        ];
        let [a, b, c, d] = digits.map(&mut step);
        let quotient = Self {
            high: a << 64 | b,
            low: c << 64 | d,
        };
        (quotient, u64::try_from(remainder).unwrap_or_default())
    }

    /// Reads decimal digits without rules about leading zeros.
    pub(crate) fn from_digits(digits: &str) -> Option<Self> {
        let fits = u64::from_str(digits).ok().filter(|_| digits.len() <= 19);
        if let Some(number) = fits {
            return Some(Self::from(number));
        }
        let mut number = Self::ZERO;
        for chunk in digits.as_bytes().chunks(19) {
            let chunk = core::str::from_utf8(chunk).ok()?;
            let scale = 10_u64.checked_pow(u32::try_from(chunk.len()).ok()?)?;
            number = number.checked_mul_add(scale, chunk.parse().ok()?)?;
        }
        Some(number)
    }
}

impl From<u64> for U256 {
    fn from(number: u64) -> Self {
        Self {
            high: 0,
            low: u128::from(number),
        }
    }
}

impl From<u128> for U256 {
    fn from(number: u128) -> Self {
        Self {
            high: 0,
            low: number,
        }
    }
}

impl TryFrom<U256> for u64 {
    type Error = Error;

    fn try_from(number: U256) -> Result<Self> {
        let low = Self::try_from(number.low).ok().filter(|_| number.high == 0);
        low.ok_or_else(|| Error::bad_value("an integer below 2^64", "a larger one"))
    }
}

impl TryFrom<U256> for u128 {
    type Error = Error;

    fn try_from(number: U256) -> Result<Self> {
        if number.high == 0 {
            return Ok(number.low);
        }
        Err(Error::bad_value("an integer below 2^128", "a larger one"))
    }
}

impl FromStr for U256 {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        const EXPECTED: &str = "a decimal integer without sign or leading zero";
        if text.is_empty() {
            return Err(Error::empty(EXPECTED));
        }
        if !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(Error::syntax(EXPECTED, "another character"));
        }
        if text.len() > 1 && text.starts_with('0') {
            return Err(Error::syntax(EXPECTED, "a leading zero"));
        }
        Self::from_digits(text)
            .ok_or_else(|| Error::new(Kind::BadValue, "an integer below 2^256", "a larger one"))
    }
}

impl fmt::Display for U256 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const CHUNK: u64 = 10_000_000_000_000_000_000;
        if let Ok(number) = u64::try_from(*self) {
            return write!(f, "{number}");
        }
        let (head, tail) = self.div_rem(CHUNK);
        write!(f, "{head}{tail:019}")
    }
}

impl fmt::Debug for U256 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl<'a> Decode<'a> for U256 {
    fn decode(reader: &mut Reader<'a>) -> Result<Self> {
        reader.decimal(str::parse)
    }
}

crate::wire::string_faces!(decodes U256);
