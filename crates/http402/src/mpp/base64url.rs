//! base64url without padding ([RFC 4648 section 5]), the one encoding of bytes in MPP fields.
//!
//! The types of this module encode and decode by themselves; these functions are for callers that
//! hold text which no type describes.
//!
//! ```
//! use http402::mpp::base64url;
//!
//! assert_eq!(base64url::encode(b">>>???"), "Pj4-Pz8_");
//! assert_eq!(base64url::decode_text("Pj4-Pz8_")?, ">>>???");
//! assert!(base64url::decode("Pj4+Pz8/").is_err());
//! # Ok::<(), http402::Error>(())
//! ```
//!
//! [RFC 4648 section 5]: https://www.rfc-editor.org/rfc/rfc4648#section-5

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;

use crate::base64::{Base64, utf8};
use crate::error::Result;

/// Encodes bytes, without padding.
pub fn encode(bytes: &[u8]) -> String {
    Base64::Url.encode(bytes)
}

/// Decodes the canonical form: no padding, no `+` and `/`, unused bits zero.
///
/// # Errors
///
/// [`Kind::Base64`](crate::Kind::Base64), with the offset of the first wrong character.
pub fn decode(text: &str) -> Result<Vec<u8>> {
    Base64::Url.decode(text)
}

/// Decodes to text.
///
/// # Errors
///
/// As [`decode`]; [`Kind::Utf8`](crate::Kind::Utf8) where the bytes are not UTF-8.
pub fn decode_text(text: &str) -> Result<String> {
    decode(text).and_then(|bytes| utf8(&bytes).map(str::to_owned))
}
