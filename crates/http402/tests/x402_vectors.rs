//! Replays the codec vectors of x402 version 1 through the public API.

use http402::x402::v1::PaymentPayload;
use serde_json::Value;

fn file(name: &str) -> Value {
    let path = format!(
        "{}/../../vectors/x402-v1/codec/{name}.json",
        env!("CARGO_MANIFEST_DIR")
    );
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    serde_json::from_str(&text).unwrap()
}

/// Every member of `expected` is in `found`; arrays and scalars are equal.
fn covers(found: &Value, expected: &Value) -> bool {
    if let Some(branches) = expected.get("$oneOf").and_then(Value::as_array) {
        return branches.iter().any(|expected| covers(found, expected));
    }
    match (found, expected) {
        (Value::Object(found), Value::Object(expected)) => expected
            .iter()
            .all(|(name, value)| found.get(name).is_some_and(|found| covers(found, value))),
        _ => found == expected,
    }
}

fn decode(input: &Value) -> Result<Value, http402::Error> {
    let text = input.as_str().expect("text");
    PaymentPayload::from_header(text).map(|payment| serde_json::to_value(payment).unwrap())
}

/// The JSON in a header value, which must be ASCII.
fn decoded(header: &Value) -> Value {
    use base64::Engine as _;
    let header = header.as_str().unwrap();
    let json = base64::engine::general_purpose::STANDARD
        .decode(header)
        .unwrap();
    assert!(json.is_ascii());
    serde_json::from_slice(&json).unwrap()
}

fn meets(outcome: &Result<Value, http402::Error>, expectation: &Value) -> bool {
    match outcome {
        Ok(found) => {
            expectation
                .get("out")
                .is_some_and(|expected| match expected.get("$base64json") {
                    Some(expected) => covers(&decoded(found), expected),
                    None => covers(found, expected),
                })
        }
        Err(error) => {
            expectation.get("reject").and_then(Value::as_str) == Some(error.kind().as_str())
        }
    }
}

fn replay(name: &str) {
    let mut failures = Vec::new();
    let file = file(name);
    let cases = file["cases"].as_array().unwrap();
    for case in cases {
        if !case["in"].is_string() {
            continue; // Bytes beyond text cannot reach a parser of `&str`.
        }
        let outcome = decode(&case["in"]);
        let met = match case.get("either").and_then(Value::as_array) {
            Some(branches) => branches.iter().any(|branch| meets(&outcome, branch)),
            None => meets(&outcome, case),
        };
        if !met {
            let expected = case.get("reject").or(case.get("out"));
            failures.push(format!("{}: {outcome:?}, not {expected:?}", case["id"]));
        }
    }
    assert!(cases.len() > 1, "{name}: no cases");
    assert!(failures.is_empty(), "{name}:\n{}", failures.join("\n"));
}

#[test]
fn authorization() {
    replay("authorization");
}

#[test]
fn payment_fields() {
    replay("payment-fields");
}

#[test]
fn payment_header() {
    replay("payment-header");
}

#[test]
fn solana_payment() {
    replay("solana-payment");
}

#[test]
fn payment_encode() {
    for case in file("payment-encode")["cases"].as_array().unwrap() {
        let outcome = PaymentPayload::from_json(&case["in"].to_string());
        let outcome = outcome.map(|payment| Value::from(payment.to_header()));
        assert!(meets(&outcome, case), "{}: {outcome:?}", case["id"]);
    }
}
