//! Hexadecimal and base64 text, read and written by the runner itself.

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

/// Writes bytes as lower-case hexadecimal without a prefix.
#[must_use]
pub fn to_hex(bytes: &[u8]) -> String {
    let nibbles = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    nibbles
        .filter_map(|nibble| char::from_digit(u32::from(nibble), 16))
        .collect()
}

/// Writes bytes as lower-case hexadecimal after `0x`.
#[must_use]
pub fn to_0x(bytes: &[u8]) -> String {
    format!("0x{}", to_hex(bytes))
}

/// Reads hexadecimal digits of either case, with or without `0x`.
#[must_use]
pub fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digits = text.strip_prefix("0x").unwrap_or(text).as_bytes();
    let digit = |byte: u8| char::from(byte).to_digit(16);
    digits
        .chunks(2)
        .map(|pair| {
            // An odd number of digits leaves one alone at the end.
            let &[high, low] = pair else { return None };
            u8::try_from(digit(high)? * 16 + digit(low)?).ok()
        })
        .collect()
}

/// Reads exactly `N` bytes of hexadecimal after `0x`.
#[must_use]
pub fn fixed<const N: usize>(text: &str) -> Option<[u8; N]> {
    text.strip_prefix("0x")?;
    from_hex(text)?.try_into().ok()
}

/// Writes RFC 4648 section 4 base64 with padding.
#[must_use]
pub fn to_base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// Writes RFC 4648 section 5 base64url without padding.
#[must_use]
pub fn to_base64url(bytes: &[u8]) -> String {
    URL_SAFE.encode(bytes)
}

/// Reads canonical padded base64 (section 4): one spelling per value.
#[must_use]
pub fn from_base64(text: &[u8]) -> Option<Vec<u8>> {
    STANDARD.decode(text).ok()
}

/// Reads canonical unpadded base64url (section 5): one spelling per value.
#[must_use]
pub fn from_base64url(text: &[u8]) -> Option<Vec<u8>> {
    URL_SAFE.decode(text).ok()
}

/// Shows bytes for people: text where it is text, control characters escaped.
#[must_use]
pub fn show(bytes: &[u8], limit: usize) -> String {
    let shown = bytes.get(..limit).unwrap_or(bytes);
    let mut text = String::new();
    for chunk in shown.utf8_chunks() {
        for character in chunk.valid().chars() {
            match character {
                '\n' => text.push('\n'),
                '\r' => {}
                other if other.is_control() => text.extend(other.escape_default()),
                other => text.push(other),
            }
        }
        for byte in chunk.invalid() {
            text.push_str("\\x");
            text.push_str(&to_hex(&[*byte]));
        }
    }
    if bytes.len() > limit {
        text.push_str("… (");
        text.push_str(&bytes.len().to_string());
        text.push_str(" bytes)");
    }
    text
}

const STANDARD: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::RequireCanonical),
);

const URL_SAFE: GeneralPurpose = GeneralPurpose::new(
    &alphabet::URL_SAFE,
    GeneralPurposeConfig::new()
        .with_encode_padding(false)
        .with_decode_padding_mode(DecodePaddingMode::RequireNone),
);
