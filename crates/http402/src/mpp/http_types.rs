//! Conversions with `http::HeaderValue`.

use http::HeaderValue;

use super::header::field_text;
use super::{AcceptPayment, Challenge, Credential, Receipt};
use crate::error::{Error, Result};

/// What this crate prints is ASCII without controls, so the conversion holds.
fn value(text: &str) -> HeaderValue {
    HeaderValue::from_str(text).unwrap_or(const { HeaderValue::from_static("") })
}

/// A field value that logs must not show: `Debug` of [`HeaderValue`] masks it.
fn sensitive(text: &str) -> HeaderValue {
    let mut value = value(text);
    value.set_sensitive(true);
    value
}

impl From<&Challenge<'_>> for HeaderValue {
    fn from(challenge: &Challenge<'_>) -> Self {
        value(&alloc::string::ToString::to_string(challenge))
    }
}

/// Marked as sensitive.
impl From<&Credential<'_>> for HeaderValue {
    fn from(credential: &Credential<'_>) -> Self {
        sensitive(&credential.to_header())
    }
}

/// Marked as sensitive.
impl From<&Receipt> for HeaderValue {
    fn from(receipt: &Receipt) -> Self {
        sensitive(&receipt.to_header())
    }
}

impl From<&AcceptPayment> for HeaderValue {
    fn from(accept: &AcceptPayment) -> Self {
        value(&alloc::string::ToString::to_string(accept))
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
