//! Encryption for card networks: JSON Web Encryption and Keys.

use alloc::format;
use alloc::string::String;

use super::{Base64Bytes, List, shape};
use crate::base64::Base64;
use crate::error::{Error, Result};
use crate::wire::{object, text};

text! {
    /// A JSON Web Encryption in its compact form ([RFC 7516]): five parts of base64url, joined by
    /// points. The parts stay opaque, as the card draft asks of client and server.
    ///
    /// [RFC 7516]: https://www.rfc-editor.org/rfc/rfc7516#section-7.1
    pub secret struct CompactJwe: check_jwe;
}

fn check_jwe(text: &str) -> Result<()> {
    let parts = text.split('.').count();
    let fits = parts == 5 && text.split('.').all(is_base64url);
    shape(text, "five parts of base64url joined by points", fits)
}

fn is_base64url(text: &str) -> bool {
    let known = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    !text.is_empty() && text.bytes().all(known)
}

object! {
    /// The RSA key that a card payment is encrypted to ([RFC 7517]).
    ///
    /// ```json
    /// {"kty":"RSA","use":"enc","alg":"RSA-OAEP-256","kid":"enc-2026-01","n":"0vx7…","e":"AQAB"}
    /// ```
    ///
    /// Source: [Encryption Key](https://github.com/tempoxyz/mpp-specs/blob/f9506cd/specs/methods/card/draft-card-charge-00.md#encryption-key).
    ///
    /// [RFC 7517]: https://www.rfc-editor.org/rfc/rfc7517#section-4
    pub struct EncryptionJwk {
        fixed { "kty" = "RSA", "use" = "enc", "alg" = "RSA-OAEP-256", }
        required {
            /// The key's name.
            kid: String = "kid",
            /// The modulus.
            n: RsaModulus = "n",
            /// The exponent.
            e: RsaExponent = "e",
        }
        optional {
            /// Certificates, the key's own first.
            x5c: List<Base64Bytes, 1> = "x5c",
        }
    }
}

text! {
    /// An RSA modulus of at least 2048 bits: base64url of big-endian bytes, without padding.
    pub struct RsaModulus: check_modulus;
}

text! {
    /// An RSA exponent: base64url of big-endian bytes, without padding.
    pub struct RsaExponent: check_exponent;
    /// 65537.
    F4 = "AQAB";
}

fn check_modulus(text: &str) -> Result<()> {
    shape(text, "unpadded base64url", true)?;
    let bits = bits(&Base64::Url.decode(text)?);
    if bits >= 2048 {
        return Ok(());
    }
    Err(Error::bad_value(
        "a modulus of at least 2048 bits",
        format!("{bits} bits"),
    ))
}

fn check_exponent(text: &str) -> Result<()> {
    if bits(&Base64::Url.decode(text)?) > 1 {
        return Ok(());
    }
    Err(Error::bad_value("an exponent above 1", "another"))
}

fn bits(bytes: &[u8]) -> usize {
    let zeros = bytes.iter().take_while(|&&byte| byte == 0).count();
    let significant = bytes.get(zeros..).unwrap_or_default();
    let unused = significant.first().map_or(0, |byte| byte.leading_zeros());
    significant.len() * 8 - unused as usize
}
