//! JSON objects inside base64url: `request` and `opaque`.

use alloc::string::String;
use alloc::vec::Vec;

use crate::base64::{Base64, utf8};
use crate::decoder::{Decoder, Deviation, Leniency};
use crate::error::Result;
use crate::json::{RawObject, Reader};

/// Checks that `text` is base64url of a JSON object. Up to 1 KiB of JSON takes no allocation.
pub(super) fn check_object(
    text: &str,
    decoder: &Decoder,
    deviations: &mut Vec<Deviation>,
    field: &str,
) -> Result<()> {
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
    let mut reader = Reader::new(utf8(bytes)?, decoder)?;
    reader.object(|reader, _| reader.value().map(drop))?;
    reader.end()
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
