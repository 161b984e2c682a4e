//! The input of an operation: text, bytes, or an object of named inputs.

use alloc::borrow::Cow;
use core::str::FromStr;

use http402::{Error, Kind};
use serde_json::Value;

use super::{Refusal, Result};

/// One input, as the request has it.
#[derive(Clone, Copy)]
pub(super) struct Input<'a>(pub(super) &'a Value);

impl<'a> Input<'a> {
    /// The text. Bytes that are not UTF-8 are refused as such.
    pub(super) fn text(self) -> Result<Cow<'a, str>> {
        match self.bytes()? {
            Cow::Borrowed(bytes) => core::str::from_utf8(bytes).map(Cow::Borrowed).ok(),
            Cow::Owned(bytes) => String::from_utf8(bytes).map(Cow::Owned).ok(),
        }
        .ok_or(Refusal::Kind(Kind::Utf8))
    }

    /// The bytes of a text or of `{"hex": …}`.
    pub(super) fn bytes(self) -> Result<Cow<'a, [u8]>> {
        match self.0 {
            Value::String(text) => Ok(Cow::Borrowed(text.as_bytes())),
            Value::Object(object) if object.len() == 1 => {
                let digits = object.get("hex").and_then(Value::as_str);
                let bytes = digits.and_then(decode_hex).map(Cow::Owned);
                bytes.ok_or_else(|| Refusal::Usage("expected text or {\"hex\": …}".to_owned()))
            }
            _ => Err(Refusal::Usage("expected text or {\"hex\": …}".to_owned())),
        }
    }

    /// The text, parsed.
    pub(super) fn parse<T: FromStr<Err = Error>>(self) -> Result<T> {
        Ok(self.text()?.parse()?)
    }

    /// A named input that must be there.
    pub(super) fn member(self, name: &str) -> Result<Self> {
        self.optional(name).ok_or(Refusal::Kind(Kind::Missing))
    }

    /// A named input.
    pub(super) fn optional(self, name: &str) -> Option<Self> {
        self.0.get(name).map(Input)
    }

    /// A named input that must be there, parsed from its text.
    pub(super) fn parsed<T: FromStr<Err = Error>>(self, name: &str) -> Result<T> {
        self.member(name)?.parse()
    }

    /// A named input, parsed from its text.
    pub(super) fn parsed_optional<T: FromStr<Err = Error>>(self, name: &str) -> Result<Option<T>> {
        self.optional(name).map(Self::parse).transpose()
    }

    /// A named text that must be there.
    pub(super) fn str(self, name: &str) -> Result<&'a str> {
        let text = self.member(name)?.0.as_str();
        text.ok_or(Refusal::Kind(Kind::WrongType))
    }

    /// A named text.
    pub(super) fn str_optional(self, name: &str) -> Result<Option<&'a str>> {
        self.optional(name).map(|_| self.str(name)).transpose()
    }

    /// A named text of a wire object: another JSON type is a refusal, not a misuse.
    pub(super) fn wire_text(self, name: &str) -> Result<Option<&'a str>> {
        match self.optional(name).map(|member| member.0) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(Refusal::Kind(Kind::WrongType)),
        }
    }

    /// A named integer: a JSON number, or its decimal text.
    pub(super) fn integer(self, name: &str) -> Result<u64> {
        match self.member(name)?.0 {
            Value::Number(number) => number.as_u64(),
            Value::String(text) => text.parse().ok(),
            _ => None,
        }
        .ok_or(Refusal::Kind(Kind::WrongType))
    }

    /// The elements of a named array.
    pub(super) fn elements(self, name: &str) -> Result<impl Iterator<Item = Self>> {
        let elements = self.member(name)?.0.as_array();
        let usage = || Refusal::Usage(format!("expected {name:?} to be an array"));
        Ok(elements.ok_or_else(usage)?.iter().map(Input))
    }

    /// The input as JSON text, whatever its type.
    pub(super) fn to_json(self) -> String {
        self.0.to_string()
    }
}

fn decode_hex(digits: &str) -> Option<Vec<u8>> {
    let bytes: http402::primitives::HexBytes = format!("0x{digits}").parse().ok()?;
    Some(bytes.as_bytes().to_vec())
}
