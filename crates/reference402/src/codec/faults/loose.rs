//! Reading without checks: what is left of an input when nothing is refused.

use http402::eip712::keccak256;
use http402::primitives::Address;
use serde_json::{Map, Value, json};

use super::frame;

/// The result of an operation that looks at as little as it can. What cannot be read at all counts
/// as an empty object.
pub(super) fn read(op: &str, input: &Value) -> Value {
    match op {
        "challenge.decode" => challenge(input.as_str().unwrap_or_default()),
        "challenge.verify" | "digest.verify" | "memo.verify" => json!(true),
        "signature.inspect" => json!({ "kind": "contract" }),
        "eip712.recover" => json!({ "address": Address::ZERO.to_string(), "highS": false }),
        "eip712.sign" => json!(format!("0x{}", "00".repeat(65))),
        "x402.error.class" => json!({ "class": null }),
        _ if is_hash(op) => json!(keccak256(input.to_string().as_bytes()).to_string()),
        _ if is_text(op) => input.as_str().map_or_else(|| json!(""), Value::from),
        _ => frame::json(op, input).unwrap_or_else(|| json!({})),
    }
}

fn is_hash(op: &str) -> bool {
    op.ends_with("digest")
        || op.ends_with("separator")
        || op.starts_with("session.")
        || matches!(
            op,
            "challenge.id" | "challenge.hash" | "usdc.nonce" | "memo.encode"
        )
}

fn is_text(op: &str) -> bool {
    op.starts_with("uint256.")
        || op.starts_with("address.")
        || op.starts_with("base64url.")
        || op.starts_with("x402.amount.")
        || op.starts_with("jcs.")
        || op.ends_with(".encode")
}

/// Splits at commas and equals signs, quotes or not.
fn challenge(text: &str) -> Value {
    let parameters = text.split_once(' ').map_or("", |(_, rest)| rest);
    let mut shown = Map::new();
    for parameter in parameters.split(',') {
        let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
        let value = value.trim().trim_matches('"');
        let name = name.trim().to_ascii_lowercase();
        if name == "request" {
            let request = String::from_utf8_lossy(&frame::unbase64(value)).into_owned();
            let request = serde_json::from_str(&request).unwrap_or_else(|_| json!({}));
            shown.insert("requestText".to_owned(), value.into());
            shown.insert(name, request);
        } else if !name.is_empty() {
            shown.insert(name, value.into());
        }
    }
    shown.into()
}
