//! Requests, payloads and receipts of the payment methods, and what they sign.

use http402::json::RawObject;
use http402::mpp::intents::{Period, PeriodUnit};
use http402::mpp::methods::{TypedPayload, TypedReceipt, TypedRequest, testpay};
use http402::primitives::Timestamp;
use serde_json::{Value, json};

use super::input::Input;
use super::{Result, Table, reread};

pub(super) const OPERATIONS: Table = &[
    ("request.decode", request),
    ("payload.decode", payload),
    ("method-receipt.decode", receipt),
    ("subscription.boundary", boundary),
    ("testpay.proof", testpay_proof),
];

/// The method, the intent and the object.
fn parts(input: Input<'_>) -> Result<(&str, &str, RawObject)> {
    let object = RawObject::from_json(&input.member("json")?.text()?)?;
    Ok((input.str("method")?, input.str("intent")?, object))
}

fn request(input: Input<'_>) -> Result<Value> {
    let (method, intent, object) = parts(input)?;
    reread(&TypedRequest::parse(method, intent, &object)?.to_json())
}

fn payload(input: Input<'_>) -> Result<Value> {
    let (method, intent, object) = parts(input)?;
    let payload = TypedPayload::parse(method, intent, &object)?;
    if let Some(request) = input.optional("request") {
        let request = RawObject::from_json(&request.text()?)?;
        TypedRequest::parse(method, intent, &request)?.check_payload(&payload)?;
    }
    reread(&payload.to_json())
}

fn receipt(input: Input<'_>) -> Result<Value> {
    let (method, intent, object) = parts(input)?;
    reread(&TypedReceipt::parse(method, intent, &object)?.to_json())
}

pub(super) fn boundary(input: Input<'_>) -> Result<Value> {
    let anchor = input.parsed::<Timestamp>("anchor")?;
    let period = Period::new(
        input.parsed::<PeriodUnit>("periodUnit")?,
        input.parsed("periodCount")?,
    );
    let start = period.boundary(anchor.unix(), input.integer("index")?)?;
    Ok(json!(Timestamp::from_unix(start)?.to_string()))
}

fn testpay_proof(input: Input<'_>) -> Result<Value> {
    let payload =
        testpay::ChargePayload::pay(input.str("key")?.as_bytes(), input.str("challengeId")?);
    Ok(json!(payload.proof.to_string()))
}
