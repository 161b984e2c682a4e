//! Prices in whole tokens, to and from atomic units, exactly.

use alloc::format;
use alloc::string::{String, ToString};

use super::U256;
use crate::error::{Error, Result};

impl U256 {
    /// The atomic units of a decimal price: `4.03` with 6 decimals is 4030000.
    ///
    /// `price` is digits with an optional fraction, nothing else: no sign, exponent, currency
    /// symbol or grouping.
    ///
    /// # Errors
    ///
    /// [`Kind::Syntax`](crate::Kind::Syntax) for another form, and
    /// [`Kind::BadValue`](crate::Kind::BadValue) where the price has more fraction digits than the
    /// token, or the units exceed 2²⁵⁶ − 1. Nothing is rounded.
    ///
    /// ```
    /// use http402::primitives::U256;
    ///
    /// assert_eq!(U256::from_decimal("4.03", 6)?, "4030000".parse()?);
    /// assert_eq!(U256::from_decimal("2.01", 6)?.to_decimal(6), "2.01");
    /// assert!(U256::from_decimal("0.0000001", 6).is_err());
    /// # Ok::<(), http402::Error>(())
    /// ```
    pub fn from_decimal(price: &str, decimals: u8) -> Result<Self> {
        const EXPECTED: &str = "a decimal price such as 4.03";
        if price.is_empty() {
            return Err(Error::empty(EXPECTED));
        }
        let (whole, fraction) = match price.split_once('.') {
            Some((whole, fraction)) if !fraction.is_empty() => (whole, fraction),
            Some(_) => return Err(Error::syntax(EXPECTED, "a point without a fraction")),
            None => (price, ""),
        };
        if whole.is_empty()
            || !whole
                .bytes()
                .chain(fraction.bytes())
                .all(|b| b.is_ascii_digit())
        {
            return Err(Error::syntax(EXPECTED, "another form"));
        }
        if whole.len() > 1 && whole.starts_with('0') {
            return Err(Error::syntax(EXPECTED, "a leading zero"));
        }
        let significant = fraction.trim_end_matches('0');
        let Some(zeros) = usize::from(decimals).checked_sub(significant.len()) else {
            let found = format!("{} digits", significant.len());
            return Err(Error::bad_value(
                format!("at most {decimals} fraction digits"),
                found,
            ));
        };
        let units = format!("{whole}{significant}{}", "0".repeat(zeros));
        Self::from_digits(&units)
            .ok_or_else(|| Error::bad_value("fewer than 2^256 atomic units", "more"))
    }

    /// The decimal price of these atomic units, without trailing zeros.
    pub fn to_decimal(self, decimals: u8) -> String {
        let decimals = usize::from(decimals);
        let digits = format!("{:0>width$}", self.to_string(), width = decimals + 1);
        let (whole, fraction) = digits
            .split_at_checked(digits.len() - decimals)
            .unwrap_or((&digits, ""));
        match fraction.trim_end_matches('0') {
            "" => whole.into(),
            fraction => format!("{whole}.{fraction}"),
        }
    }
}
