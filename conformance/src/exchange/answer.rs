use serde_json::Value;

use super::facts;
use super::http::Response;
use crate::decode;

/// The offers of an answer, wherever the protocol puts them: the body's `accepts` (x402), or the
/// Payment challenges of `WWW-Authenticate` (MPP); with facts that matchers cannot compute.
///
/// # Errors
///
/// Says why they cannot be read.
pub fn offers(spec: &str, answer: &Response, now: u64) -> Result<Vec<Value>, String> {
    if !spec.starts_with("mpp") {
        let mut body: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
        let Some(Value::Array(offers)) = body.get_mut("accepts").map(Value::take) else {
            return Err("the body has no array accepts".to_owned());
        };
        return Ok(with_facts(offers, &facts::of_requirements));
    }
    let lines: Vec<String> = answer
        .head
        .lines("www-authenticate")
        .map(|line| String::from_utf8_lossy(line).into_owned())
        .collect();
    let challenges = decode::challenges(lines.iter().map(String::as_str))?;
    Ok(with_facts(challenges, &|challenge| {
        facts::of_challenge(challenge, now)
    }))
}

fn with_facts(mut offers: Vec<Value>, facts: &dyn Fn(&Value) -> Value) -> Vec<Value> {
    for offer in &mut offers {
        let facts = facts(offer);
        if let Some(members) = offer.as_object_mut() {
            members.insert("facts".to_owned(), facts);
        }
    }
    offers
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
