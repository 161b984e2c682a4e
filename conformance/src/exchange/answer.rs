use serde_json::{Map, Value, json};

use super::http::Response;
use crate::decode;

/// The offers of an answer, wherever the protocol puts them: the body's `accepts` (x402), or the
/// Payment challenges of `WWW-Authenticate` (MPP) with facts that matchers cannot compute.
///
/// # Errors
///
/// Says why they cannot be read.
pub fn offers(spec: &str, answer: &Response, now: u64) -> Result<Vec<Value>, String> {
    if !spec.starts_with("mpp") {
        let body: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
        let offers = body.get("accepts").and_then(Value::as_array);
        return offers
            .cloned()
            .ok_or_else(|| "the body has no array accepts".to_owned());
    }
    let lines: Vec<String> = answer
        .head
        .lines("www-authenticate")
        .map(|line| String::from_utf8_lossy(line).into_owned())
        .collect();
    let mut challenges = decode::challenges(lines.iter().map(String::as_str))?;
    for challenge in &mut challenges {
        let facts = facts(challenge, now);
        if let Some(members) = challenge.as_object_mut() {
            members.insert("facts".to_owned(), facts);
        }
    }
    Ok(challenges)
}

/// The receipt of an answer: nothing where there is none.
///
/// # Errors
///
/// Says why it cannot be read.
pub fn receipt(answer: &Response) -> Result<Option<Value>, String> {
    let mut lines = answer.head.lines("payment-receipt");
    let Some(line) = lines.next() else {
        return Ok(None);
    };
    if lines.next().is_some() {
        return Err("Payment-Receipt stands twice".to_owned());
    }
    let text = core::str::from_utf8(line).map_err(|_| "not UTF-8")?;
    decode::base64url_json(text).map(Some)
}

fn facts(challenge: &Value, now: u64) -> Value {
    let text = |name: &str| challenge.get(name).and_then(Value::as_str);
    let canonical = |text: &str| {
        crate::bytes::from_base64url(text.as_bytes())
            .is_some_and(|json| decode::is_canonical(&json))
    };
    let expires = text("expires").map(decode::rfc3339);
    let mut facts = Map::new();
    facts.insert(
        "canonical".to_owned(),
        text("requestText").is_some_and(canonical).into(),
    );
    if let Some(opaque) = text("opaque") {
        facts.insert("opaqueCanonical".to_owned(), canonical(opaque).into());
        facts.insert(
            "opaque".to_owned(),
            decode::base64url_json(opaque).unwrap_or_default(),
        );
    }
    if let Some(expires) = expires {
        facts.insert("expiresReadable".to_owned(), expires.is_some().into());
        let now = i64::try_from(now).unwrap_or(i64::MAX);
        facts.insert(
            "live".to_owned(),
            expires.is_some_and(|expires| expires > now).into(),
        );
    }
    let size = challenge.to_string().len();
    facts.insert("below8k".to_owned(), json!(size < 8 * 1024));
    Value::Object(facts)
}
