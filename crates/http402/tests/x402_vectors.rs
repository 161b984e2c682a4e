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

/// The value that a vector's builders make: text or bytes, or JSON with its parts built.
fn build(file: &Value, value: &Value) -> Value {
    let bytes = |part: &Value| match build(file, part) {
        Value::String(text) => text.into_bytes(),
        built => unhex(built["hex"].as_str().unwrap()),
    };
    match value {
        Value::Array(items) => items.iter().map(|item| build(file, item)).collect(),
        Value::Object(members) => match members.iter().next() {
            Some((name, base)) if name == "$let" => {
                let mut value = file["let"][base.as_str().unwrap()].clone();
                for change in members
                    .get("change")
                    .and_then(Value::as_array)
                    .into_iter()
                    .flatten()
                {
                    alter(&mut value, change);
                }
                value
            }
            Some((name, part)) if name == "$json" => build(file, part).to_string().into(),
            Some((name, part)) if name == "$base64" => base64(&bytes(part)).into(),
            Some((name, part)) if name == "$hex" => text(unhex(part.as_str().unwrap())),
            Some((name, parts)) if name == "$repeat" => {
                let times = usize::try_from(parts[1].as_u64().unwrap()).unwrap();
                text(bytes(&parts[0]).repeat(times))
            }
            Some((name, parts)) if name == "$join" => {
                text(parts.as_array().unwrap().iter().flat_map(bytes).collect())
            }
            _ => members
                .iter()
                .map(|(name, member)| (name.clone(), build(file, member)))
                .collect::<serde_json::Map<_, _>>()
                .into(),
        },
        scalar => scalar.clone(),
    }
}

fn alter(value: &mut Value, change: &Value) {
    let (parent, name) = change["at"].as_str().unwrap().rsplit_once('/').unwrap();
    let name = name.replace("~1", "/").replace("~0", "~");
    match (value.pointer_mut(parent).unwrap(), change.get("set")) {
        (Value::Object(members), Some(set)) => drop(members.insert(name, set.clone())),
        (Value::Object(members), None) => drop(members.remove(&name)),
        (other, Some(set)) => other[name.parse::<usize>().unwrap()] = set.clone(),
        _ => panic!("{change}"),
    }
}

fn text(bytes: Vec<u8>) -> Value {
    let hex = |bytes: &[u8]| {
        bytes
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect::<String>()
    };
    String::from_utf8(bytes).map_or_else(
        |error| serde_json::json!({ "hex": hex(error.as_bytes()) }),
        Value::from,
    )
}

fn unhex(text: &str) -> Vec<u8> {
    (0..text.len() / 2)
        .map(|at| u8::from_str_radix(&text[2 * at..2 * at + 2], 16).unwrap())
        .collect()
}

fn base64(bytes: &[u8]) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.encode(bytes)
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
fn decoded(header: &str) -> Value {
    use base64::Engine as _;
    let json = base64::engine::general_purpose::STANDARD
        .decode(header)
        .unwrap();
    assert!(json.is_ascii());
    serde_json::from_slice(&json).unwrap()
}

fn meets(outcome: &Result<Value, http402::Error>, expectation: &Value) -> bool {
    match outcome {
        Ok(found) => expectation
            .get("out")
            .is_some_and(|expected| covers(found, expected)),
        Err(error) => {
            expectation.get("reject").and_then(Value::as_str) == Some(error.kind().as_str())
        }
    }
}

/// What a case expects.
fn without_input(case: &Value) -> Value {
    let mut case = case.clone();
    case.as_object_mut().unwrap().remove("in");
    case
}

fn replay(name: &str) {
    let mut failures = Vec::new();
    let file = file(name);
    let cases = file["cases"].as_array().unwrap();
    for case in cases {
        let outcome = decode(&build(&file, &case["in"]));
        let case = build(&file, &without_input(case));
        let met = match case.get("either").and_then(Value::as_array) {
            Some(branches) => branches.iter().any(|branch| meets(&outcome, branch)),
            None => meets(&outcome, &case),
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
    let file = file("payment-encode");
    for case in file["cases"].as_array().unwrap() {
        let outcome = PaymentPayload::from_json(&build(&file, &case["in"]).to_string());
        let outcome = outcome.map(|payment| decoded(&payment.to_header()));
        let case = build(&file, &without_input(case));
        assert!(meets(&outcome, &case), "{}: {outcome:?}", case["id"]);
    }
}
