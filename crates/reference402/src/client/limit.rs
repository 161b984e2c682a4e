//! The price against the limit, and how it goes wrong.

use http402::primitives::U256;

/// How a client compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Comparison {
    Exact,
    /// Not at all.
    None,
    Text,
    Double,
    Low64,
    /// The price divided by 10^6.
    WholeTokens,
}

impl Comparison {
    /// Whether `price` is within `limit`.
    pub(super) fn allows(self, price: U256, limit: Option<U256>) -> bool {
        let Some(limit) = limit else { return true };
        match self {
            Self::Exact => price <= limit,
            Self::None => true,
            Self::Text => price.to_string() <= limit.to_string(),
            Self::Double => double(price) <= double(limit),
            Self::Low64 => low64(price) <= limit,
            Self::WholeTokens => whole_tokens(price) <= limit,
        }
    }
}

fn whole_tokens(number: U256) -> U256 {
    let digits = number.to_string();
    let whole = digits.len().saturating_sub(6);
    let whole = digits.get(..whole).unwrap_or_default();
    whole.parse().unwrap_or(U256::ZERO)
}

fn double(number: U256) -> f64 {
    number.to_string().parse().unwrap_or(f64::INFINITY)
}

/// The number as a double holds it.
pub(super) fn through_double(number: U256) -> U256 {
    format!("{:.0}", double(number)).parse().unwrap_or(number)
}

/// The lower 64 bits.
pub(super) fn low64(number: U256) -> U256 {
    let bytes = number.to_be_bytes();
    let low = bytes.last_chunk::<8>().copied().unwrap_or_default();
    U256::from(u64::from_be_bytes(low))
}
