//! The runner's own small decoder, for text that an implementation wrote.
//!
//! Strict on purpose: what is judged here was written by the side under test, and a careful sender
//! writes one spelling.

mod auth;
mod canonical;
mod discovery;
mod json;
mod time;

pub use canonical::is_canonical;
pub use discovery::operations;
pub use json::strict_json;
pub use time::{rfc3339, to_rfc3339};

use serde_json::{Map, Value, json};

use crate::bytes;
use crate::crypto::{Uint256, recover};

/// Reads what an operation wrote; nothing where the operation's result is no wire text.
///
/// # Errors
///
/// Says why the text cannot be read.
#[must_use]
pub fn written(op: &str, input: &Value, text: &str) -> Option<Result<Value, String>> {
    Some(match op {
        "x402.payment.encode" | "x402.settlement.encode" => {
            let decoded = bytes::from_base64(text.as_bytes());
            decoded
                .ok_or_else(|| "not canonical base64".to_owned())
                .and_then(|json| strict_json(&json))
        }
        "challenge.encode" => challenge(text),
        "credential.encode" => credential(text),
        "receipt.encode" => base64url_json(text),
        "eip712.sign" => signature(input, text),
        _ => return None,
    })
}

/// Reads one Payment challenge.
///
/// # Errors
///
/// Says why the text is none.
pub fn challenge(text: &str) -> Result<Value, String> {
    shown(auth::challenge(text)?)
}

/// Reads every Payment challenge of field lines, in order; other schemes are passed over.
///
/// # Errors
///
/// Says why a line cannot be read.
pub fn challenges<'a>(lines: impl IntoIterator<Item = &'a str>) -> Result<Vec<Value>, String> {
    let mut all = Vec::new();
    for line in lines {
        for members in auth::challenges(line)? {
            all.push(shown(members)?);
        }
    }
    Ok(all)
}

/// Reads the Payment challenges of one field line, every parameter as it stands.
///
/// # Errors
///
/// Says why it cannot be read.
pub fn parameters(line: &str) -> Result<Vec<Map<String, Value>>, String> {
    auth::challenges(line)
}

/// Reads a Payment credential.
///
/// # Errors
///
/// Says why the text is none.
pub fn credential(text: &str) -> Result<Value, String> {
    let rest = text
        .strip_prefix("Payment ")
        .ok_or("does not begin with \"Payment \"")?;
    base64url_json(rest)
}

/// Reads unpadded base64url of a JSON object.
///
/// # Errors
///
/// Says why the text is none.
pub fn base64url_json(text: &str) -> Result<Value, String> {
    let decoded = bytes::from_base64url(text.as_bytes());
    strict_json(&decoded.ok_or("not canonical unpadded base64url")?)
}

/// A challenge as the operations show it: the request decoded and as it was, extensions apart.
fn shown(members: Map<String, Value>) -> Result<Value, String> {
    let mut shown = Map::new();
    let mut extensions = Map::new();
    for (name, value) in members {
        if name == "request" {
            let text = value.as_str().unwrap_or_default();
            let request = base64url_json(text).map_err(|why| format!("request: {why}"))?;
            shown.insert("request".to_owned(), request);
            shown.insert("requestText".to_owned(), value);
        } else if PARAMETERS.contains(&name.as_str()) {
            shown.insert(name, value);
        } else {
            extensions.insert(name, value);
        }
    }
    if !extensions.is_empty() {
        shown.insert("extensions".to_owned(), Value::Object(extensions));
    }
    Ok(Value::Object(shown))
}

/// The parameters that the specification names, but `request`.
const PARAMETERS: [&str; 9] = [
    "id",
    "realm",
    "method",
    "intent",
    "expires",
    "digest",
    "opaque",
    "description",
    "header",
];

/// Judges a signature by what it recovers to.
fn signature(input: &Value, text: &str) -> Result<Value, String> {
    let digest = input
        .get("digest")
        .and_then(Value::as_str)
        .and_then(bytes::fixed::<32>);
    let digest = digest.ok_or("the vector's digest is not 32 bytes")?;
    let signature = bytes::fixed::<65>(text).ok_or("not 65 bytes of 0x hexadecimal")?;
    let signer = recover(&digest, &signature).ok_or("recovers to nobody")?;
    let [_, s @ .., v] = signature.split_at(31).1 else {
        return Err("not 65 bytes".to_owned());
    };
    let s = Uint256(s.try_into().map_err(|_| "not 65 bytes")?);
    let low = s <= HALF_ORDER;
    Ok(json!({ "address": signer.to_string(), "v": v, "s": if low { "low" } else { "high" } }))
}

/// Whether a signature of 65 bytes has the lower of its two possible s.
#[must_use]
pub fn is_low_s(signature: &[u8]) -> bool {
    let s = signature.get(32..64).and_then(|s| s.try_into().ok());
    s.is_some_and(|s| Uint256(s) <= HALF_ORDER)
}

/// Half of the order of secp256k1.
const HALF_ORDER: Uint256 = Uint256([
    0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
    0x5d, 0x57, 0x6e, 0x73, 0x57, 0xa4, 0x50, 0x1d, 0xdf, 0xe9, 0x2f, 0x46, 0x68, 0x1b, 0x20, 0xa0,
]);

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{challenge, credential, written};

    #[test]
    fn challenges_keep_both_views_of_the_request() {
        let text = "Payment id=\"c1\", realm=\"a \\\"b\\\"\", method=\"testpay\", intent=\"charge\", request=\"eyJhbW91bnQiOiIyNTAifQ\"";
        let decoded = challenge(text).unwrap();
        assert_eq!(
            decoded,
            json!({ "id": "c1", "realm": "a \"b\"", "method": "testpay", "intent": "charge",
                    "request": { "amount": "250" }, "requestText": "eyJhbW91bnQiOiIyNTAifQ" })
        );
        for bad in [
            "",
            "Payment",
            "Basic id=\"1\"",
            "Payment request=\"e30=\"",
            "Payment a=\"b",
        ] {
            assert!(challenge(bad).is_err(), "{bad}");
        }
        assert!(credential("Payment e30").is_ok());
        assert!(credential("Payment e30=").is_err());
    }

    #[test]
    fn signatures_are_judged_by_recovery() {
        let digest = "0xf256992871671abcb27ff92885a7afa46218724e5fc0bac35d050115aa1d22e6";
        let low = "0x2d6a7588d6acca505cbf0d9a4a227e0c52c6c34008c8e8986a1283259764173608a2ce6496642e377d6da8dbbf5836e9bd15092f9ecab05ded3d6293af148b571c";
        let high = "0x2d6a7588d6acca505cbf0d9a4a227e0c52c6c34008c8e8986a12832597641736f75d319b699bd1c88292572440a7c914fd99d3b7107defddd294fbf92121b5ea1b";
        for (text, s, v) in [(low, "low", 28), (high, "high", 27)] {
            let judged = written("eip712.sign", &json!({ "digest": digest }), text).unwrap();
            let address = "0x857b06519E91e3A54538791bDbb0E22373e36b66";
            assert_eq!(judged, Ok(json!({ "address": address, "v": v, "s": s })));
        }
    }
}
