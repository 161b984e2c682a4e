use alloc::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::exchange::http::Response;
use crate::exchange::{offers, receipt};

/// Values with a name of their own, and the reference that stands for each.
pub(super) type Known = BTreeMap<String, &'static str>;

/// Clauses that an answer meets, and that another answer of the same kind should meet too: what is
/// new each time is expected by its type only.
pub(super) fn clauses(
    spec: &str,
    answer: &Response,
    now: u64,
    known: &Known,
) -> Map<String, Value> {
    let mut clauses = Map::new();
    let mut add = |name: &str, value: Value| clauses.insert(name.to_owned(), value);
    add("status", json!(answer.head.status));
    let headers = headers(answer);
    if !headers.is_empty() {
        add("headers", Value::Object(headers));
    }
    let body: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
    if let Some(kind) = body.get("type").and_then(Value::as_str)
        && let Some(kind) = kind.strip_prefix("https://paymentauth.org/problems/")
    {
        add("problem", json!(kind));
    }
    let offered = offers(spec, answer, now).unwrap_or_default();
    if let Some(offer) = common(offered.iter().map(|offer| shape("", offer, known))) {
        add("offers", offer);
        if let Some(version) = body.get("x402Version") {
            add("body", json!({ "x402Version": version }));
        }
    } else if answer.head.status >= 400 && body.is_object() {
        add("body", shape("", &body, known));
    }
    if let Ok(Some(receipt)) = receipt(answer) {
        add("receipt", shape("", &receipt, known));
    }
    clauses
}

fn headers(answer: &Response) -> Map<String, Value> {
    let mut headers = Map::new();
    for name in LASTING {
        if let Some(line) = answer.head.lines(name).next() {
            headers.insert(name.to_owned(), json!(String::from_utf8_lossy(line)));
        }
    }
    let settlement = answer.head.lines("x-payment-response").next();
    let decoded = settlement.and_then(crate::bytes::from_base64);
    if let Some(Ok(settled)) = decoded.map(|json| serde_json::from_slice::<Value>(&json)) {
        let expected = json!({ "$base64json": shape("", &settled, &Known::new()) });
        headers.insert("x-payment-response".to_owned(), expected);
    }
    headers
}

/// What to expect where this value came: itself, where it belongs to a closed set or has a name;
/// otherwise its type.
fn shape(name: &str, value: &Value, known: &Known) -> Value {
    match value {
        Value::Object(members) => members
            .iter()
            .filter(|(name, _)| !DERIVED.contains(&name.as_str()))
            .map(|(name, member)| (name.clone(), shape(name, member, known)))
            .collect::<Map<_, _>>()
            .into(),
        Value::String(text) => match known.get(text) {
            Some(reference) => json!(reference),
            None if CLOSED.contains(&name) => value.clone(),
            None => json!({ "$type": "string" }),
        },
        Value::Array(_) => json!({ "$type": "array" }),
        Value::Number(_) if name != "x402Version" => json!({ "$type": "number" }),
        other => other.clone(),
    }
}

/// What holds for all of them; nothing where there are none.
fn common(mut shapes: impl Iterator<Item = Value>) -> Option<Value> {
    let first = shapes.next()?;
    Some(shapes.fold(first, |all, one| meet(&all, &one).unwrap_or(json!({}))))
}

fn meet(a: &Value, b: &Value) -> Option<Value> {
    let text = |value: &Value| value.is_string() || value.get("$type") == Some(&json!("string"));
    match (a, b) {
        _ if a == b => Some(a.clone()),
        _ if text(a) && text(b) => Some(json!({ "$type": "string" })),
        (Value::Object(a), Value::Object(b)) if !is_matcher(a) && !is_matcher(b) => {
            let both = a
                .iter()
                .filter_map(|(name, value)| Some((name.clone(), meet(value, b.get(name)?)?)));
            Some(Value::Object(both.collect()))
        }
        _ => None,
    }
}

fn is_matcher(members: &Map<String, Value>) -> bool {
    members.keys().any(|name| name.starts_with('$'))
}

/// Fields whose values last from answer to answer.
const LASTING: [&str; 4] = [
    "access-control-expose-headers",
    "cache-control",
    "content-type",
    "vary",
];

/// Members that take one of few values.
const CLOSED: [&str; 5] = ["intent", "method", "network", "scheme", "status"];

/// What the runner adds to offers.
const DERIVED: [&str; 2] = ["facts", "requestText"];

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Known, common, shape};

    #[test]
    fn what_differs_is_expected_by_type_only() {
        let known = Known::from([("base-sepolia".to_owned(), "${network}")]);
        let offers = [
            json!({ "scheme": "exact", "network": "base-sepolia", "n": 1, "only": true, "facts": {} }),
            json!({ "scheme": "exact", "network": "base", "n": 2, "extra": null }),
        ];
        let shapes = offers.iter().map(|offer| shape("", offer, &known));
        let expected = json!({
            "scheme": "exact", "network": { "$type": "string" }, "n": { "$type": "number" }
        });
        assert_eq!(common(shapes), Some(expected));
    }
}
