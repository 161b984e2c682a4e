//! Where the JSON of an operation stands: in a header, behind a scheme, in a member, or bare.

use base64::Engine as _;
use base64::alphabet::{STANDARD, URL_SAFE};
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use serde_json::Value;

/// How the JSON text of an operation is wrapped.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Frame {
    /// Not at all.
    Bare,
    /// In padded base64.
    Header,
    /// In base64url.
    UrlHeader,
    /// In base64url behind the name of the scheme.
    Scheme,
    /// In the member `json`.
    Member,
    /// The input is JSON itself.
    Object,
}

impl Frame {
    fn of(op: &str, input: &Value) -> Self {
        let is_bytes = input.get("hex").is_some();
        match op {
            "x402.payment.decode" | "x402.settlement.decode" => Self::Header,
            "receipt.decode" => Self::UrlHeader,
            "credential.decode" => Self::Scheme,
            "request.decode" | "payload.decode" | "method-receipt.decode" => Self::Member,
            _ if input.is_string() || is_bytes => Self::Bare,
            _ => Self::Object,
        }
    }

    /// The wrapping of the text that an operation writes.
    fn written(op: &str) -> Self {
        match op {
            "x402.payment.encode" | "x402.settlement.encode" => Self::Header,
            "receipt.encode" => Self::UrlHeader,
            "credential.encode" => Self::Scheme,
            _ => Self::Bare,
        }
    }

    fn unwrap(self, text: &str) -> String {
        match self {
            Self::Header | Self::UrlHeader => utf8(&unbase64(text)),
            Self::Scheme => utf8(&unbase64(text.split_once(' ').map_or("", |(_, text)| text))),
            _ => text.to_owned(),
        }
    }

    fn wrap(self, text: &str) -> String {
        match self {
            Self::Header => BASE64_STANDARD.encode(text),
            Self::UrlHeader => BASE64_URL_SAFE_NO_PAD.encode(text),
            Self::Scheme => format!("Payment {}", BASE64_URL_SAFE_NO_PAD.encode(text)),
            _ => text.to_owned(),
        }
    }
}

/// The JSON text of an input, however broken.
pub(super) fn text(op: &str, input: &Value) -> Option<String> {
    let frame = Frame::of(op, input);
    match frame {
        Frame::Object => Some(input.to_string()),
        Frame::Member => input.get("json")?.as_str().map(str::to_owned),
        _ => Some(frame.unwrap(&raw(input)?)),
    }
}

/// The input with another JSON text.
pub(super) fn with_text(op: &str, input: &Value, text: &str) -> Value {
    let frame = Frame::of(op, input);
    match frame {
        Frame::Object => serde_json::from_str(text).unwrap_or_default(),
        Frame::Member => {
            let mut input = input.clone();
            if let Some(members) = input.as_object_mut() {
                members.insert("json".to_owned(), text.into());
            }
            input
        }
        _ => frame.wrap(text).into(),
    }
}

/// The JSON value of an input, if it is JSON at all.
pub(super) fn json(op: &str, input: &Value) -> Option<Value> {
    if Frame::of(op, input) == Frame::Object {
        return Some(input.clone());
    }
    serde_json::from_str(&text(op, input)?).ok()
}

/// The input with another JSON value.
pub(super) fn with_json(op: &str, input: &Value, json: Value) -> Value {
    match Frame::of(op, input) {
        Frame::Object => json,
        _ => with_text(op, input, &json.to_string()),
    }
}

/// A header with another JSON text.
pub(super) fn rewritten(op: &str, header: &str, change: fn(&str) -> String) -> String {
    let frame = Frame::written(op);
    frame.wrap(&change(&frame.unwrap(header)))
}

/// Text, or the bytes of `{"hex": …}` with replacement characters.
fn raw(input: &Value) -> Option<String> {
    if let Some(text) = input.as_str() {
        return Some(text.to_owned());
    }
    let digits = format!("0x{}", input.get("hex")?.as_str()?);
    let bytes = digits.parse::<http402::primitives::HexBytes>().ok()?;
    Some(utf8(bytes.as_bytes()))
}

fn utf8(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Base64 of either alphabet, padded or not, whatever stands between its characters.
pub(super) fn unbase64(text: &str) -> Vec<u8> {
    const CONFIG: GeneralPurposeConfig = GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true);
    let url = text.contains(['-', '_']);
    let letter = |c: &char| c.is_ascii_alphanumeric() || if url { "-_" } else { "+/" }.contains(*c);
    let mut letters: String = text.chars().filter(letter).collect();
    if letters.len() % 4 == 1 {
        letters.pop();
    }
    let alphabet = if url { &URL_SAFE } else { &STANDARD };
    let decoded = GeneralPurpose::new(alphabet, CONFIG).decode(letters);
    decoded.unwrap_or_default()
}
