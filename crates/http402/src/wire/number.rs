//! Integers with bounds: as decimal strings, and as JSON numbers.

use crate::error::{Error, Result};
use crate::json::Reader;
use crate::primitives::U256;

/// An integer as a decimal string, `^[0-9]+$`, within bounds.
///
/// ```ignore
/// decimal! {
///     /// Docs.
///     pub struct PositiveUnits: 1..=256 bits;
/// }
/// ```
///
/// `plain` in front of the bounds refuses leading zeros; without it they are read and not printed.
/// JSON numbers are tolerated with [`Leniency::IntegerAsNumber`](crate::Leniency::IntegerAsNumber).
macro_rules! decimal {
    ($(#[$doc:meta])* $vis:vis struct $name:ident: plain $($bounds:tt)*) => {
        $crate::wire::decimal!(@type [$(#[$doc])*] $vis $name false, $($bounds)*);
    };
    ($(#[$doc:meta])* $vis:vis struct $name:ident: $($bounds:tt)*) => {
        $crate::wire::decimal!(@type [$(#[$doc])*] $vis $name true, $($bounds)*);
    };
    (
        @type [$($doc:tt)*] $vis:vis $name:ident $zeros:literal, $min:literal..=$bits:literal bits;
    ) => {
        $($doc)*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        $vis struct $name($crate::primitives::U256);

        impl $name {
            /// The integer.
            $vis const fn get(self) -> $crate::primitives::U256 {
                self.0
            }
        }

        impl TryFrom<$crate::primitives::U256> for $name {
            type Error = $crate::Error;

            fn try_from(number: $crate::primitives::U256) -> $crate::Result<Self> {
                $crate::wire::within_bits(number, $min, $bits).map(Self)
            }
        }

        impl TryFrom<u64> for $name {
            type Error = $crate::Error;

            fn try_from(number: u64) -> $crate::Result<Self> {
                $crate::primitives::U256::from(number).try_into()
            }
        }

        impl From<$name> for $crate::primitives::U256 {
            fn from(number: $name) -> Self {
                number.0
            }
        }

        impl core::str::FromStr for $name {
            type Err = $crate::Error;

            fn from_str(text: &str) -> $crate::Result<Self> {
                $crate::wire::decimal_digits(text, $zeros)?.try_into()
            }
        }

        impl core::fmt::Display for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                core::fmt::Display::fmt(&self.0, f)
            }
        }

        impl core::fmt::Debug for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                core::fmt::Display::fmt(&self.0, f)
            }
        }

        impl<'a> $crate::json::Decode<'a> for $name {
            fn decode(reader: &mut $crate::json::Reader<'a>) -> $crate::Result<Self> {
                reader.decimal(str::parse)
            }
        }

        $crate::wire::string_faces!(decodes $name);
    };
}

pub(crate) fn within_bits(number: U256, min: u64, bits: u32) -> Result<U256> {
    if number < U256::from(min) {
        return Err(Error::bad_value(
            alloc::format!("at least {min}"),
            "a smaller integer",
        ));
    }
    if number.bits() > bits {
        return Err(Error::bad_value(
            alloc::format!("an integer below 2^{bits}"),
            "a larger one",
        ));
    }
    Ok(number)
}

pub(crate) fn decimal_digits(text: &str, zeros: bool) -> Result<U256> {
    const EXPECTED: &str = "decimal digits";
    if !zeros {
        return text.parse();
    }
    if text.is_empty() {
        return Err(Error::empty(EXPECTED));
    }
    if let Some(at) = text.bytes().position(|byte| !byte.is_ascii_digit()) {
        return Err(Error::syntax(EXPECTED, "another character").at(at));
    }
    match text.trim_start_matches('0') {
        "" => Ok(U256::ZERO),
        significant => significant.parse(),
    }
}

/// An integer as a JSON number, within bounds, without fraction or exponent.
///
/// `integer! { /// Docs. pub struct ChainId: 1..=u64::MAX; }`
macro_rules! integer {
    ($(#[$doc:meta])* $vis:vis struct $name:ident: $min:literal..=$max:expr;) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        $vis struct $name(u64);

        impl $name {
            /// The integer.
            $vis const fn get(self) -> u64 {
                self.0
            }
        }

        impl TryFrom<u64> for $name {
            type Error = $crate::Error;

            fn try_from(number: u64) -> $crate::Result<Self> {
                $crate::wire::within(number, $min, $max).map(Self)
            }
        }

        impl<'a> $crate::json::Decode<'a> for $name {
            fn decode(reader: &mut $crate::json::Reader<'a>) -> $crate::Result<Self> {
                $crate::wire::read_within(reader, $min, $max).map(Self)
            }
        }

        impl $crate::json::Encode for $name {
            fn encode<W: core::fmt::Write + ?Sized>(&self, out: &mut W) -> core::fmt::Result {
                $crate::json::Encode::encode(&self.0, out)
            }
        }

        $crate::wire::json_faces!($name);
    };
}

pub(crate) fn within(number: u64, min: u64, max: u64) -> Result<u64> {
    if (min..=max).contains(&number) {
        return Ok(number);
    }
    Err(Error::bad_value(
        range(min, max),
        alloc::format!("{number}"),
    ))
}

fn range(min: u64, max: u64) -> alloc::string::String {
    if min == max {
        return alloc::format!("the integer {min}");
    }
    alloc::format!("an integer from {min} to {max}")
}

pub(crate) fn read_within(reader: &mut Reader<'_>, min: u64, max: u64) -> Result<u64> {
    let token = reader.number()?;
    let start = reader.offset() - token.len();
    let Ok(number) = token.parse() else {
        return Err(Error::bad_value(range(min, max), crate::error::excerpt(token)).at(start));
    };
    within(number, min, max).map_err(|error| error.at(start))
}

pub(crate) use {decimal, integer};
