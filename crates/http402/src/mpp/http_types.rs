//! Conversions with `http::HeaderValue`.

use alloc::string::ToString;

use http::HeaderValue;

use super::header::field_text;
use super::{AcceptPayment, Challenge, Credential, Receipt};
use crate::error::{Error, Result};
use crate::header_value::value;

impl From<&Challenge<'_>> for HeaderValue {
    fn from(challenge: &Challenge<'_>) -> Self {
        value(&challenge.to_string(), false)
    }
}

/// Marked as sensitive.
impl From<&Credential<'_>> for HeaderValue {
    fn from(credential: &Credential<'_>) -> Self {
        value(&credential.to_header(), true)
    }
}

/// Marked as sensitive.
impl From<&Receipt> for HeaderValue {
    fn from(receipt: &Receipt) -> Self {
        value(&receipt.to_header(), true)
    }
}

impl From<&AcceptPayment> for HeaderValue {
    fn from(accept: &AcceptPayment) -> Self {
        value(&accept.to_string(), false)
    }
}

impl TryFrom<&HeaderValue> for Challenge<'static> {
    type Error = Error;

    fn try_from(value: &HeaderValue) -> Result<Self> {
        Challenge::parse(&field_text(value.as_bytes())).map(Challenge::into_owned)
    }
}

impl TryFrom<&HeaderValue> for Credential<'static> {
    type Error = Error;

    fn try_from(value: &HeaderValue) -> Result<Self> {
        Credential::from_header(&field_text(value.as_bytes()))
    }
}

impl TryFrom<&HeaderValue> for Receipt {
    type Error = Error;

    fn try_from(value: &HeaderValue) -> Result<Self> {
        Self::from_header(&field_text(value.as_bytes()))
    }
}

impl TryFrom<&HeaderValue> for AcceptPayment {
    type Error = Error;

    fn try_from(value: &HeaderValue) -> Result<Self> {
        field_text(value.as_bytes()).parse()
    }
}
