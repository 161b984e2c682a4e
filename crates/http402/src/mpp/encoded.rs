//! JSON objects inside base64url: `request` and `opaque`.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt::{self, Write};

use crate::base64::{Base64, utf8};
use crate::decoder::{Decoder, Deviation, Leniency, Tolerant};
use crate::error::{Error, Kind, Result};
use crate::json::{Decode, Encode, RawObject, Reader, Type};

/// Checks that `text` is base64url of a JSON object. Up to 1 KiB of JSON takes no allocation.
pub(super) fn check_object(
    text: &str,
    decoder: &Decoder,
    deviations: &mut Vec<Deviation>,
    field: &str,
) -> Result<()> {
    if text.is_empty() {
        return Err(Error::empty("base64url of a JSON object"));
    }
    let text = without_padding(text);
    let mut buffer = [0; 1024];
    let decoded;
    let bytes = if let Ok(bytes) = Base64::Url.decode_into(text, &mut buffer) {
        bytes
    } else {
        // Too long for the buffer, tolerable, or wrong: the slow way tells which.
        let (bytes, tolerated) = Base64::Url.decode_with(text, decoder, field)?;
        deviations.extend(tolerated);
        decoded = bytes;
        &decoded
    };
    Reader::parse::<ObjectText<'_>>(utf8(bytes)?, decoder).map(drop)
}

/// Decodes the JSON of a whole field value.
pub(super) fn decode_json<T>(
    text: &str,
    decoder: &Decoder,
    parse: impl FnOnce(&str) -> Result<(T, Vec<Deviation>)>,
) -> Result<Tolerant<T>> {
    let (bytes, mut deviations) = Base64::Url.decode_with(without_padding(text), decoder, "")?;
    let (value, more) = parse(utf8(&bytes)?)?;
    deviations.extend(more);
    Ok(Tolerant { value, deviations })
}

/// `text` without its padding, where that has the right length; any other stays and is refused.
///
/// Nobody may pad, but "Encoding Conventions" of hedera, lightning and solana charge have every
/// recipient take `request`, credential and receipt with or without padding (MPP-LC-006). The
/// method is known only when these have been read, so padding is taken whatever the method.
pub(super) fn without_padding(text: &str) -> &str {
    let bare = text.trim_end_matches('=');
    match text.len() - bare.len() {
        1 | 2 if text.len().is_multiple_of(4) => bare,
        _ => text,
    }
}

/// The text of a JSON object, checked and borrowed.
pub(super) struct ObjectText<'a>(pub(super) &'a str);

impl<'a> Decode<'a> for ObjectText<'a> {
    fn decode(reader: &mut Reader<'a>) -> Result<Self> {
        match reader.peek()? {
            Type::Object => reader.value().map(Self),
            other => {
                let error = Error::new(Kind::WrongType, "an object", other.with_article());
                Err(error.at(reader.offset()))
            }
        }
    }
}

impl Encode for ObjectText<'_> {
    fn encode<W: Write + ?Sized>(&self, out: &mut W) -> fmt::Result {
        out.write_str(self.0)
    }
}

/// Decodes what [`check_object`] accepted, under whatever limits.
pub(super) fn decode_object(text: &str) -> Result<RawObject> {
    const ACCEPTED: Decoder = Decoder::VALIDATED
        .allow(Leniency::Base64Padding)
        .allow(Leniency::Base64Alphabet);
    let (bytes, _) = Base64::Url.decode_with(text, &ACCEPTED, "")?;
    RawObject::from_json_with(utf8(&bytes)?, &ACCEPTED).map(|tolerant| tolerant.value)
}

/// Encodes the canonical form, RFC 8785.
pub(super) fn encode_object(object: &RawObject) -> Result<String> {
    Ok(Base64::Url.encode(object.to_canonical()?.as_bytes()))
}
