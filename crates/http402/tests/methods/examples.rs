//! Every JSON example of the method and intent drafts (mpp-specs at f9506cd).
//!
//! One line of `examples.jsonl` is one example: `at` (draft and line), `method`, `intent`, `object`
//! (of a credential the payload), and `json`. Where a draft abbreviates a value (`0xabcdef...`),
//! `json` has a whole one and `placeholders` says what the draft prints there; put back, it must be
//! refused. `refused` names the member at which an example is refused, `because` says why. An
//! example printed twice is listed once.

use http402::Error;
use http402::mpp::intents::{ChargeRequest, SubscriptionRequest};
use http402::mpp::methods::{TypedPayload, TypedReceipt, TypedRequest};
use serde_json::Value;

const EXAMPLES: &str = include_str!("examples.jsonl");

/// Parses as the row says; on success also prints and parses again.
fn parse(row: &Value, json: &Value) -> Result<(), Error> {
    let text = |name: &str| row[name].as_str().unwrap_or_default();
    let (method, intent) = (text("method"), text("intent"));
    let object = json.to_string().parse().unwrap();
    match (text("object"), method, intent) {
        ("request", "", "charge") => json.to_string().parse::<ChargeRequest>().map(drop),
        ("request", "", _) => json.to_string().parse::<SubscriptionRequest>().map(drop),
        ("request", ..) => TypedRequest::parse(method, intent, &object).map(|request| {
            assert!(!matches!(request, TypedRequest::Other(_)));
            let again = request.to_json().parse().unwrap();
            assert_eq!(TypedRequest::parse(method, intent, &again), Ok(request));
        }),
        ("payload", ..) => TypedPayload::parse(method, intent, &object).map(|payload| {
            let again = payload.to_json().parse().unwrap();
            assert_eq!(TypedPayload::parse(method, intent, &again), Ok(payload));
        }),
        ("receipt", ..) => TypedReceipt::parse(method, intent, &object).map(|receipt| {
            let again = receipt.to_json().parse().unwrap();
            assert_eq!(TypedReceipt::parse(method, intent, &again), Ok(receipt));
        }),
        other => panic!("{other:?}"),
    }
}

#[test]
fn examples() {
    let mut count = [0; 2];
    for line in EXAMPLES.lines() {
        let row: Value = serde_json::from_str(line).unwrap();
        let at = row["at"].as_str().unwrap();
        match (parse(&row, &row["json"]), row["refused"].as_str()) {
            (Ok(()), None) => count[0] += 1,
            (Err(error), Some(member)) if error.field() == member => count[1] += 1,
            (outcome, _) => panic!("{at}: {outcome:?}"),
        }
        for (pointer, placeholder) in row["placeholders"].as_object().into_iter().flatten() {
            let mut printed = row["json"].clone();
            *printed.pointer_mut(pointer).unwrap() = placeholder.clone();
            assert!(
                parse(&row, &printed).is_err(),
                "{at}: {pointer} {placeholder}"
            );
        }
    }
    assert_eq!(count, [124, 3]);
}

#[test]
fn unknown_methods_stay_as_they_are() {
    let object = r#"{"any":[1,2]}"#.parse().unwrap();
    for (method, intent) in [("bitcoin", "charge"), ("tempo", "authorize"), ("", "")] {
        let request = TypedRequest::parse(method, intent, &object).unwrap();
        assert_eq!(request, TypedRequest::Other(object.clone()));
        assert_eq!(request.to_json(), object.as_str());
    }
}
