//! Every member of every object of x402 version 1: what becomes of it when it is absent, null,
//! empty, of another type, or at and beyond its bounds; and the wording of every refusal.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a failed step fails the test"
)]

use http402::x402::authorization::Authorization;
use http402::x402::v1::a2a::{AgentCard, PaymentMetadata};
use http402::x402::v1::discovery::DiscoveryResponse;
use http402::x402::v1::facilitator::{SupportedResponse, VerifyRequest, VerifyResponse};
use http402::x402::v1::mcp::{PaymentMeta, PaymentRequiredResult, PaymentResponseMeta};
use http402::x402::v1::{
    ExactSvmPayload, PaymentPayload, PaymentRequired, PaymentRequirements, SettlementResponse,
};
use http402::{Error, Result};
use serde_json::{Value, json};

fn offer() -> Value {
    json!({
        "scheme": "exact", "network": "base-sepolia", "maxAmountRequired": "10000",
        "asset": "0x036CbD53842c5426634e7929541eC2318f3dCF7e",
        "payTo": "0x209693Bc6afc0C5328bA36FaF03C514EF312287C",
        "resource": "https://api.example.com/data", "description": "Data",
        "mimeType": "application/json", "outputSchema": {}, "maxTimeoutSeconds": 60,
        "extra": { "name": "USDC", "version": "2" }
    })
}

fn solana_offer() -> Value {
    json!({
        "scheme": "exact", "network": "solana", "maxAmountRequired": "10000",
        "asset": "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v",
        "payTo": "2wKupLR9q6wXYppw8Gr2NvWxKBUqm4PPJKkQfoxHDBg4",
        "resource": "https://api.example.com/data", "description": "Data",
        "maxTimeoutSeconds": 60,
        "extra": { "feePayer": "EwWqGE4ZFKLofuestmU4LDdK7XM1N4ALgdZccwYugwGd" }
    })
}

fn authorization() -> Value {
    json!({
        "from": "0x857b06519E91e3A54538791bDbb0E22373e36b66",
        "to": "0x209693Bc6afc0C5328bA36FaF03C514EF312287C",
        "value": "10000", "validAfter": "1740672089", "validBefore": "1740672154",
        "nonce": "0xf3746613c2d920b5fdabc0856f2aeb2d4f88ee6037b8cc5d04a71a4462f13480"
    })
}

fn payment() -> Value {
    json!({
        "x402Version": 1, "scheme": "exact", "network": "base-sepolia",
        "payload": { "signature": format!("0x{}1b", "11".repeat(64)), "authorization": authorization() }
    })
}

fn demand() -> Value {
    json!({ "x402Version": 1, "error": "pay", "accepts": [offer()] })
}

fn settled() -> Value {
    json!({
        "success": true, "transaction": format!("0x{}", "ab".repeat(32)),
        "network": "base", "payer": "0x857b06519E91e3A54538791bDbb0E22373e36b66"
    })
}

fn failed() -> Value {
    json!({
        "success": false, "errorReason": "insufficient_funds", "transaction": "",
        "network": "base", "payer": "0x857b06519E91e3A54538791bDbb0E22373e36b66"
    })
}

/// The paths of all members, containers before what is in them.
fn paths(value: &Value, at: &str, found: &mut Vec<String>) {
    let children: Vec<_> = match value {
        Value::Object(members) => members
            .iter()
            .map(|(name, value)| (name.replace('/', "~1"), value))
            .collect(),
        Value::Array(items) => items
            .iter()
            .enumerate()
            .map(|(i, item)| (i.to_string(), item))
            .collect(),
        _ => return,
    };
    for (name, child) in children {
        let path = format!("{at}/{name}");
        if value.is_object() {
            found.push(path.clone());
        }
        paths(child, &path, found);
    }
}

/// One line for each member: what the parser says when it is replaced.
fn probe<T>(valid: &Value, parse: fn(&str) -> Result<T>) -> String {
    let outcome = |value: &Value| match parse(&value.to_string()) {
        Ok(_) => "ok".to_owned(),
        Err(error) => error.kind().to_string(),
    };
    assert_eq!(outcome(valid), "ok");
    let mut found = Vec::new();
    paths(valid, "", &mut found);
    let mut lines = Vec::new();
    for path in found {
        let (parent, name) = path.rsplit_once('/').unwrap();
        let name = name.replace("~1", "/");
        let with = |value: Value| {
            let mut copy = valid.clone();
            *copy.pointer_mut(&path).unwrap() = value;
            outcome(&copy)
        };
        let mut without = valid.clone();
        without
            .pointer_mut(parent)
            .unwrap()
            .as_object_mut()
            .unwrap()
            .remove(&name);
        lines.push(format!(
            "{path}: absent {}, null {}, \"\" {}, 0 {}, true {}, [] {}, {{}} {}",
            outcome(&without),
            with(Value::Null),
            with("".into()),
            with(0.into()),
            with(true.into()),
            with(json!([])),
            with(json!({})),
        ));
    }
    lines.join("\n")
}

#[test]
fn members_of_requirements() {
    insta::assert_snapshot!(probe(&offer(), PaymentRequirements::from_json), @r#"
        /asset: absent missing, null wrong-type, "" empty-field, 0 wrong-type, true wrong-type, [] wrong-type, {} wrong-type
        /description: absent missing, null wrong-type, "" ok, 0 wrong-type, true wrong-type, [] wrong-type, {} wrong-type
        /extra: absent missing, null missing, "" wrong-type, 0 wrong-type, true wrong-type, [] wrong-type, {} missing
        /extra/name: absent missing, null wrong-type, "" empty-field, 0 wrong-type, true wrong-type, [] wrong-type, {} wrong-type
        /extra/version: absent missing, null wrong-type, "" empty-field, 0 wrong-type, true wrong-type, [] wrong-type, {} wrong-type
        /maxAmountRequired: absent missing, null wrong-type, "" empty-field, 0 wrong-type, true wrong-type, [] wrong-type, {} wrong-type
        /maxTimeoutSeconds: absent missing, null wrong-type, "" wrong-type, 0 bad-value, true wrong-type, [] wrong-type, {} wrong-type
        /mimeType: absent ok, null wrong-type, "" ok, 0 wrong-type, true wrong-type, [] wrong-type, {} wrong-type
        /network: absent missing, null wrong-type, "" empty-field, 0 wrong-type, true wrong-type, [] wrong-type, {} wrong-type
        /outputSchema: absent ok, null ok, "" wrong-type, 0 wrong-type, true wrong-type, [] wrong-type, {} ok
        /payTo: absent missing, null wrong-type, "" empty-field, 0 wrong-type, true wrong-type, [] wrong-type, {} wrong-type
        /resource: absent missing, null wrong-type, "" empty-field, 0 wrong-type, true wrong-type, [] wrong-type, {} wrong-type
        /scheme: absent missing, null wrong-type, "" empty-field, 0 wrong-type, true wrong-type, [] wrong-type, {} wrong-type
        "#);
    insta::assert_snapshot!(probe(&solana_offer(), PaymentRequirements::from_json), @r#"
        /asset: absent missing, null wrong-type, "" empty-field, 0 wrong-type, true wrong-type, [] wrong-type, {} wrong-type
        /description: absent missing, null wrong-type, "" ok, 0 wrong-type, true wrong-type, [] wrong-type, {} wrong-type
        /extra: absent missing, null missing, "" wrong-type, 0 wrong-type, true wrong-type, [] wrong-type, {} missing
        /extra/feePayer: absent missing, null wrong-type, "" empty-field, 0 wrong-type, true wrong-type, [] wrong-type, {} wrong-type
        /maxAmountRequired: absent missing, null wrong-type, "" empty-field, 0 wrong-type, true wrong-type, [] wrong-type, {} wrong-type
        /maxTimeoutSeconds: absent missing, null wrong-type, "" wrong-type, 0 bad-value, true wrong-type, [] wrong-type, {} wrong-type
        /network: absent missing, null wrong-type, "" empty-field, 0 wrong-type, true wrong-type, [] wrong-type, {} wrong-type
        /payTo: absent missing, null wrong-type, "" empty-field, 0 wrong-type, true wrong-type, [] wrong-type, {} wrong-type
        /resource: absent missing, null wrong-type, "" empty-field, 0 wrong-type, true wrong-type, [] wrong-type, {} wrong-type
        /scheme: absent missing, null wrong-type, "" empty-field, 0 wrong-type, true wrong-type, [] wrong-type, {} wrong-type
        "#);
}

#[test]
fn members_of_payments() {
    insta::assert_snapshot!(probe(&payment(), PaymentPayload::from_json), @r#"
        /network: absent missing, null wrong-type, "" empty-field, 0 wrong-type, true wrong-type, [] wrong-type, {} wrong-type
        /payload: absent missing, null wrong-type, "" wrong-type, 0 wrong-type, true wrong-type, [] wrong-type, {} missing
        /payload/authorization: absent missing, null wrong-type, "" wrong-type, 0 wrong-type, true wrong-type, [] wrong-type, {} missing
        /payload/authorization/from: absent missing, null wrong-type, "" empty-field, 0 wrong-type, true wrong-type, [] wrong-type, {} wrong-type
        /payload/authorization/nonce: absent missing, null wrong-type, "" empty-field, 0 wrong-type, true wrong-type, [] wrong-type, {} wrong-type
        /payload/authorization/to: absent missing, null wrong-type, "" empty-field, 0 wrong-type, true wrong-type, [] wrong-type, {} wrong-type
        /payload/authorization/validAfter: absent missing, null wrong-type, "" empty-field, 0 wrong-type, true wrong-type, [] wrong-type, {} wrong-type
        /payload/authorization/validBefore: absent missing, null wrong-type, "" empty-field, 0 wrong-type, true wrong-type, [] wrong-type, {} wrong-type
        /payload/authorization/value: absent missing, null wrong-type, "" empty-field, 0 wrong-type, true wrong-type, [] wrong-type, {} wrong-type
        /payload/signature: absent missing, null wrong-type, "" empty-field, 0 wrong-type, true wrong-type, [] wrong-type, {} wrong-type
        /scheme: absent missing, null wrong-type, "" empty-field, 0 wrong-type, true wrong-type, [] wrong-type, {} wrong-type
        /x402Version: absent missing, null wrong-type, "" wrong-type, 0 unsupported, true wrong-type, [] wrong-type, {} wrong-type
        "#);
    insta::assert_snapshot!(probe(&authorization(), Authorization::from_json), @r#"
        /from: absent missing, null wrong-type, "" empty-field, 0 wrong-type, true wrong-type, [] wrong-type, {} wrong-type
        /nonce: absent missing, null wrong-type, "" empty-field, 0 wrong-type, true wrong-type, [] wrong-type, {} wrong-type
        /to: absent missing, null wrong-type, "" empty-field, 0 wrong-type, true wrong-type, [] wrong-type, {} wrong-type
        /validAfter: absent missing, null wrong-type, "" empty-field, 0 wrong-type, true wrong-type, [] wrong-type, {} wrong-type
        /validBefore: absent missing, null wrong-type, "" empty-field, 0 wrong-type, true wrong-type, [] wrong-type, {} wrong-type
        /value: absent missing, null wrong-type, "" empty-field, 0 wrong-type, true wrong-type, [] wrong-type, {} wrong-type
        "#);
    insta::assert_snapshot!(probe(&json!({ "transaction": "AQID" }), ExactSvmPayload::from_json), @r#"/transaction: absent missing, null wrong-type, "" empty-field, 0 wrong-type, true wrong-type, [] wrong-type, {} wrong-type"#);
}

#[test]
fn members_of_demands() {
    insta::assert_snapshot!(probe(&json!({ "x402Version": 1, "error": "pay", "accepts": [] }), PaymentRequired::from_json), @r#"
        /accepts: absent missing, null wrong-type, "" wrong-type, 0 wrong-type, true wrong-type, [] ok, {} wrong-type
        /error: absent missing, null wrong-type, "" empty-field, 0 wrong-type, true wrong-type, [] wrong-type, {} wrong-type
        /x402Version: absent missing, null wrong-type, "" wrong-type, 0 unsupported, true wrong-type, [] wrong-type, {} wrong-type
        "#);
}

#[test]
fn members_of_settlements() {
    insta::assert_snapshot!(probe(&settled(), SettlementResponse::from_json), @r#"
        /network: absent missing, null wrong-type, "" empty-field, 0 wrong-type, true wrong-type, [] wrong-type, {} wrong-type
        /payer: absent missing, null wrong-type, "" empty-field, 0 wrong-type, true wrong-type, [] wrong-type, {} wrong-type
        /success: absent missing, null wrong-type, "" wrong-type, 0 wrong-type, true ok, [] wrong-type, {} wrong-type
        /transaction: absent missing, null wrong-type, "" empty-field, 0 wrong-type, true wrong-type, [] wrong-type, {} wrong-type
        "#);
    insta::assert_snapshot!(probe(&failed(), SettlementResponse::from_json), @r#"
        /errorReason: absent ok, null wrong-type, "" empty-field, 0 wrong-type, true wrong-type, [] wrong-type, {} wrong-type
        /network: absent missing, null wrong-type, "" empty-field, 0 wrong-type, true wrong-type, [] wrong-type, {} wrong-type
        /payer: absent missing, null wrong-type, "" empty-field, 0 wrong-type, true wrong-type, [] wrong-type, {} wrong-type
        /success: absent missing, null wrong-type, "" wrong-type, 0 wrong-type, true bad-value, [] wrong-type, {} wrong-type
        /transaction: absent missing, null wrong-type, "" ok, 0 wrong-type, true wrong-type, [] wrong-type, {} wrong-type
        "#);
}

#[test]
fn members_of_facilitator_messages() {
    let request =
        json!({ "x402Version": 1, "paymentPayload": payment(), "paymentRequirements": offer() });
    let table = probe(&request, VerifyRequest::from_json);
    let outer: Vec<_> = table
        .lines()
        .filter(|line| line.matches('/').count() == 1)
        .collect();
    insta::assert_snapshot!(outer.join("\n"), @r#"
        /paymentPayload: absent missing, null wrong-type, "" wrong-type, 0 wrong-type, true wrong-type, [] wrong-type, {} missing
        /paymentRequirements: absent missing, null wrong-type, "" wrong-type, 0 wrong-type, true wrong-type, [] wrong-type, {} missing
        /x402Version: absent missing, null wrong-type, "" wrong-type, 0 unsupported, true wrong-type, [] wrong-type, {} wrong-type
        "#);
    insta::assert_snapshot!(probe(&json!({ "isValid": true, "payer": "0xab" }), VerifyResponse::from_json), @r#"
        /isValid: absent missing, null wrong-type, "" wrong-type, 0 wrong-type, true ok, [] wrong-type, {} wrong-type
        /payer: absent missing, null wrong-type, "" empty-field, 0 wrong-type, true wrong-type, [] wrong-type, {} wrong-type
        "#);
    insta::assert_snapshot!(probe(&json!({ "isValid": false, "invalidReason": "x", "payer": "0xab" }), VerifyResponse::from_json), @r#"
        /invalidReason: absent missing, null wrong-type, "" empty-field, 0 wrong-type, true wrong-type, [] wrong-type, {} wrong-type
        /isValid: absent missing, null wrong-type, "" wrong-type, 0 wrong-type, true bad-value, [] wrong-type, {} wrong-type
        /payer: absent missing, null wrong-type, "" empty-field, 0 wrong-type, true wrong-type, [] wrong-type, {} wrong-type
        "#);
    let kinds = json!({ "kinds": [{ "x402Version": 1, "scheme": "exact", "network": "base", "extra": {} }] });
    insta::assert_snapshot!(probe(&kinds, SupportedResponse::from_json), @r#"
        /kinds: absent missing, null wrong-type, "" wrong-type, 0 wrong-type, true wrong-type, [] ok, {} wrong-type
        /kinds/0/extra: absent ok, null wrong-type, "" wrong-type, 0 wrong-type, true wrong-type, [] wrong-type, {} ok
        /kinds/0/network: absent missing, null wrong-type, "" empty-field, 0 wrong-type, true wrong-type, [] wrong-type, {} wrong-type
        /kinds/0/scheme: absent missing, null wrong-type, "" empty-field, 0 wrong-type, true wrong-type, [] wrong-type, {} wrong-type
        /kinds/0/x402Version: absent missing, null wrong-type, "" wrong-type, 0 bad-value, true wrong-type, [] wrong-type, {} wrong-type
        "#);
}

#[test]
fn members_of_discovery() {
    let page = json!({
        "x402Version": 1,
        "items": [{ "resource": "r", "type": "http", "x402Version": 1, "accepts": [], "lastUpdated": 1, "metadata": {} }],
        "pagination": { "limit": 1, "offset": 0, "total": 1 }
    });
    insta::assert_snapshot!(probe(&page, DiscoveryResponse::from_json), @r#"
        /items: absent missing, null wrong-type, "" wrong-type, 0 wrong-type, true wrong-type, [] ok, {} wrong-type
        /items/0/accepts: absent missing, null wrong-type, "" wrong-type, 0 wrong-type, true wrong-type, [] ok, {} wrong-type
        /items/0/lastUpdated: absent missing, null wrong-type, "" wrong-type, 0 ok, true wrong-type, [] wrong-type, {} wrong-type
        /items/0/metadata: absent ok, null wrong-type, "" wrong-type, 0 wrong-type, true wrong-type, [] wrong-type, {} ok
        /items/0/resource: absent missing, null wrong-type, "" empty-field, 0 wrong-type, true wrong-type, [] wrong-type, {} wrong-type
        /items/0/type: absent missing, null wrong-type, "" empty-field, 0 wrong-type, true wrong-type, [] wrong-type, {} wrong-type
        /items/0/x402Version: absent missing, null wrong-type, "" wrong-type, 0 bad-value, true wrong-type, [] wrong-type, {} wrong-type
        /pagination: absent missing, null wrong-type, "" wrong-type, 0 wrong-type, true wrong-type, [] wrong-type, {} missing
        /pagination/limit: absent missing, null wrong-type, "" wrong-type, 0 bad-value, true wrong-type, [] wrong-type, {} wrong-type
        /pagination/offset: absent missing, null wrong-type, "" wrong-type, 0 ok, true wrong-type, [] wrong-type, {} wrong-type
        /pagination/total: absent missing, null wrong-type, "" wrong-type, 0 ok, true wrong-type, [] wrong-type, {} wrong-type
        /x402Version: absent missing, null wrong-type, "" wrong-type, 0 unsupported, true wrong-type, [] wrong-type, {} wrong-type
        "#);
}

#[test]
fn members_of_mcp() {
    let result = json!({
        "isError": true, "structuredContent": { "x402Version": 1, "error": "pay", "accepts": [] },
        "content": [{ "type": "text", "text": r#"{"accepts":[],"error":"pay","x402Version":1}"# }]
    });
    insta::assert_snapshot!(probe(&result, PaymentRequiredResult::from_json), @r#"
        /content: absent missing, null wrong-type, "" wrong-type, 0 wrong-type, true wrong-type, [] bad-value, {} wrong-type
        /content/0/text: absent missing, null wrong-type, "" mismatch, 0 wrong-type, true wrong-type, [] wrong-type, {} wrong-type
        /content/0/type: absent missing, null wrong-type, "" bad-value, 0 wrong-type, true wrong-type, [] wrong-type, {} wrong-type
        /isError: absent missing, null wrong-type, "" wrong-type, 0 wrong-type, true ok, [] wrong-type, {} wrong-type
        /structuredContent: absent missing, null wrong-type, "" wrong-type, 0 wrong-type, true wrong-type, [] wrong-type, {} missing
        /structuredContent/accepts: absent missing, null wrong-type, "" wrong-type, 0 wrong-type, true wrong-type, [] ok, {} wrong-type
        /structuredContent/error: absent missing, null wrong-type, "" empty-field, 0 wrong-type, true wrong-type, [] wrong-type, {} wrong-type
        /structuredContent/x402Version: absent missing, null wrong-type, "" wrong-type, 0 unsupported, true wrong-type, [] wrong-type, {} wrong-type
        "#);
    let table = probe(
        &json!({ "x402/payment": payment() }),
        PaymentMeta::from_json,
    );
    insta::assert_snapshot!(table.lines().next().unwrap(), @r#"/x402~1payment: absent missing, null wrong-type, "" wrong-type, 0 wrong-type, true wrong-type, [] wrong-type, {} missing"#);
    let table = probe(
        &json!({ "x402/payment-response": settled() }),
        PaymentResponseMeta::from_json,
    );
    insta::assert_snapshot!(table.lines().next().unwrap(), @r#"/x402~1payment-response: absent missing, null wrong-type, "" wrong-type, 0 wrong-type, true wrong-type, [] wrong-type, {} missing"#);
}

#[test]
fn members_of_a2a() {
    let own = |value: Value| {
        let table = probe(&value, PaymentMetadata::from_json);
        let lines: Vec<_> = table
            .lines()
            .filter(|line| line.matches('/').count() == 1)
            .map(str::to_owned)
            .collect();
        lines.join("\n")
    };
    let with = |status: &str, name: &str, value: Value| json!({ "x402.payment.status": status, name: value });
    insta::assert_snapshot!(own(with("payment-required", "x402.payment.required", demand())), @r#"
        /x402.payment.required: absent missing, null wrong-type, "" wrong-type, 0 wrong-type, true wrong-type, [] wrong-type, {} missing
        /x402.payment.status: absent missing, null wrong-type, "" empty-field, 0 wrong-type, true wrong-type, [] wrong-type, {} wrong-type
        "#);
    insta::assert_snapshot!(own(with("payment-submitted", "x402.payment.payload", payment())), @r#"
        /x402.payment.payload: absent missing, null wrong-type, "" wrong-type, 0 wrong-type, true wrong-type, [] wrong-type, {} missing
        /x402.payment.status: absent missing, null wrong-type, "" empty-field, 0 wrong-type, true wrong-type, [] wrong-type, {} wrong-type
        "#);
    insta::assert_snapshot!(own(with("payment-completed", "x402.payment.receipts", json!([settled()]))), @r#"
        /x402.payment.receipts: absent missing, null wrong-type, "" wrong-type, 0 wrong-type, true wrong-type, [] bad-value, {} wrong-type
        /x402.payment.status: absent missing, null wrong-type, "" empty-field, 0 wrong-type, true wrong-type, [] wrong-type, {} wrong-type
        "#);
    let mut failure = with("payment-failed", "x402.payment.receipts", json!([failed()]));
    failure["x402.payment.error"] = "EXPIRED_PAYMENT".into();
    insta::assert_snapshot!(own(failure), @r#"
        /x402.payment.error: absent missing, null wrong-type, "" empty-field, 0 wrong-type, true wrong-type, [] wrong-type, {} wrong-type
        /x402.payment.receipts: absent missing, null wrong-type, "" wrong-type, 0 wrong-type, true wrong-type, [] bad-value, {} wrong-type
        /x402.payment.status: absent missing, null wrong-type, "" empty-field, 0 wrong-type, true wrong-type, [] wrong-type, {} wrong-type
        "#);
}

/// A valid object with one member replaced, and what is said about it.
fn refusals<T: core::fmt::Debug>(
    valid: &Value,
    parse: fn(&str) -> Result<T>,
    changes: &[(&str, Value)],
) -> String {
    let mut lines = Vec::new();
    for (path, value) in changes {
        let mut copy = valid.clone();
        let (parent, name) = path.rsplit_once('/').unwrap();
        let parent = copy.pointer_mut(parent).unwrap();
        match value.get("remove") {
            Some(_) => drop(parent.as_object_mut().unwrap().remove(name)),
            None => parent[name] = value.clone(),
        }
        let error: Error = parse(&copy.to_string()).expect_err(path);
        lines.push(error.to_string());
    }
    lines.join("\n")
}

fn remove() -> Value {
    json!({ "remove": true })
}

#[test]
fn messages_about_requirements() {
    insta::assert_snapshot!(refusals(&offer(), PaymentRequirements::from_json, &[
        ("/scheme", "".into()),
        ("/scheme", remove()),
        ("/network", "my testnet".into()),
        ("/network", "".into()),
        ("/network", "eip155:84532".into()),
        ("/network", "solana".into()),
        ("/maxAmountRequired", 10000.into()),
        ("/maxAmountRequired", "01".into()),
        ("/maxAmountRequired", "-1".into()),
        ("/maxAmountRequired", "1e4".into()),
        ("/maxAmountRequired", "115792089237316195423570985008687907853269984665640564039457584007913129639936".into()),
        ("/asset", "0x1234".into()),
        ("/payTo", "0x209693Bc6afc0C5328bA36FaF03C514EF312287g".into()),
        ("/payTo", remove()),
        ("/resource", "/data".into()),
        ("/resource", "".into()),
        ("/resource", "https://a b".into()),
        ("/description", Value::Null),
        ("/mimeType", Value::Null),
        ("/outputSchema", "{}".into()),
        ("/maxTimeoutSeconds", 0.into()),
        ("/maxTimeoutSeconds", (-1).into()),
        ("/maxTimeoutSeconds", 1.5.into()),
        ("/maxTimeoutSeconds", "60".into()),
        ("/extra", remove()),
        ("/extra/version", 2.into()),
        ("/extra/version", "".into()),
        ("/extra/name", remove()),
    ]), @r#"
        scheme: expected a text that is not empty, found an empty string at byte 342
        scheme: expected a value, found nothing
        network: expected a name of visible ASCII without colon, found "my testnet" at byte 205
        network: expected a name of visible ASCII without colon, found an empty string at byte 205
        network: expected "base-sepolia", found the CAIP-2 identifier at byte 204
        asset: expected 32 bytes in base58, found another character at byte 10
        maxAmountRequired: expected a string, found a number at byte 133
        maxAmountRequired: expected a decimal integer without sign or leading zero, found a leading zero at byte 134
        maxAmountRequired: expected a decimal integer without sign or leading zero, found another character at byte 134
        maxAmountRequired: expected a decimal integer without sign or leading zero, found another character at byte 134
        maxAmountRequired: expected an integer below 2^256, found a larger one at byte 134
        asset: expected 40 hex digits after 0x, found 4 characters at byte 10
        payTo: expected a hex digit, found another character at digit 39 at byte 246
        payTo: expected a value, found nothing
        resource: expected an absolute URL, found another text
        resource: expected an absolute URL, found an empty string
        resource: expected an absolute URL, found another text
        description: expected a string, found null at byte 68
        mimeType: expected a value or no such member, found null at byte 175
        outputSchema: expected an object, found a string at byte 234
        maxTimeoutSeconds: expected an integer from 1 to 18446744073709551615, found 0 at byte 161
        maxTimeoutSeconds: expected an integer from 1 to 18446744073709551615, found -1 at byte 161
        maxTimeoutSeconds: expected an integer from 1 to 18446744073709551615, found 1.5 at byte 161
        maxTimeoutSeconds: expected a number, found a string at byte 161
        extra: expected a value, found nothing
        extra.version: expected a string, found a number at byte 108
        extra.version: expected a string, found an empty string at byte 109
        extra.name: expected a value, found nothing
        "#);
    insta::assert_snapshot!(refusals(&solana_offer(), PaymentRequirements::from_json, &[
        ("/asset", "0x036CbD53842c5426634e7929541eC2318f3dCF7e".into()),
        ("/payTo", "2wKupLR9q6wXYppw8Gr2NvWxKBUqm4PPJKkQfoxHDBg4x".into()),
        ("/payTo", "111".into()),
        ("/payTo", "".into()),
        ("/extra/feePayer", remove()),
    ]), @r#"
        asset: expected 32 bytes in base58, found another character at byte 10
        payTo: expected 32 bytes in base58, found more bytes at byte 224
        payTo: expected 32 bytes in base58, found another number of bytes at byte 224
        payTo: expected 32 bytes in base58, found an empty string at byte 224
        extra.feePayer: expected a value, found nothing
        "#);
}

#[test]
fn messages_about_payments() {
    insta::assert_snapshot!(refusals(&payment(), PaymentPayload::from_json, &[
        ("/x402Version", 2.into()),
        ("/x402Version", "1".into()),
        ("/x402Version", 1.5.into()),
        ("/x402Version", remove()),
        ("/payload", json!([])),
        ("/payload/signature", "0x".into()),
        ("/payload/signature", "0x1".into()),
        ("/payload/signature", "11".into()),
        ("/payload/authorization", remove()),
        ("/payload/authorization/from", "857b06519E91e3A54538791bDbb0E22373e36b66".into()),
        ("/payload/authorization/value", 10000.into()),
        ("/payload/authorization/validBefore", 1_740_672_154.into()),
        ("/payload/authorization/nonce", "0xf3".into()),
    ]), @r#"
        x402Version: expected version 1, found 2 at byte 482
        x402Version: expected a number, found a string at byte 482
        x402Version: expected an integer from 0 to 18446744073709551615, found 1.5 at byte 482
        x402Version: expected a value, found nothing
        payload: expected an object, found an array at byte 36
        payload.signature: expected a signature, found an empty string at byte 316
        payload.signature: expected an even number of hex digits after 0x, found 1 characters at byte 316
        payload.signature: expected an even number of hex digits after 0x, found 2 characters without 0x at byte 316
        payload.authorization: expected a value, found nothing
        payload.authorization.from: expected 40 hex digits after 0x, found 40 characters without 0x at byte 62
        payload.authorization.value: expected a string, found a number at byte 294
        payload.authorization.validBefore: expected a string, found a number at byte 273
        payload.authorization.nonce: expected 64 hex digits after 0x, found 2 characters at byte 115
        "#);
    let mut solana = payment();
    solana["network"] = "solana".into();
    solana["payload"] = json!({ "transaction": "AQID" });
    insta::assert_snapshot!(refusals(&solana, PaymentPayload::from_json, &[
        ("/payload/transaction", "AQI".into()),
        ("/payload/transaction", "AQJ=".into()),
        ("/payload/transaction", "AQ_-".into()),
        ("/payload/transaction", "A".into()),
        ("/payload/transaction", "".into()),
    ]), @r#"
        payload.transaction: expected padded standard base64 (RFC 4648 section 4), found wrong padding at byte 46
        payload.transaction: expected padded standard base64 (RFC 4648 section 4), found trailing bits that are not zero at byte 46
        payload.transaction: expected padded standard base64 (RFC 4648 section 4), found another character at byte 48
        payload.transaction: expected padded standard base64 (RFC 4648 section 4), found an impossible length at byte 46
        payload.transaction: expected at least one byte, found an empty string at byte 46
        "#);
    let header = |value: &str| PaymentPayload::from_header(value).unwrap_err().to_string();
    let long = "A".repeat(65 * 1024);
    insta::assert_snapshot!(["", "e30", "e30=", "e31=", "e3-_", "é", "/w==", "bnVsbA==", "W10=", "e30gMQ==", &long].map(header).join("\n"), @r#"
        expected a JSON value, found the end at byte 0
        X-PAYMENT: expected padded standard base64 (RFC 4648 section 4), found wrong padding
        x402Version: expected a value, found nothing
        X-PAYMENT: expected padded standard base64 (RFC 4648 section 4), found trailing bits that are not zero
        X-PAYMENT: expected padded standard base64 (RFC 4648 section 4), found another character at byte 2
        X-PAYMENT: expected padded standard base64 (RFC 4648 section 4), found another character at byte 0
        expected UTF-8, found another byte sequence at byte 0
        expected an object, found null at byte 0
        expected an object, found an array at byte 0
        expected the end, found more text at byte 3
        X-PAYMENT: expected at most 65536 bytes, found 66560
        "#);
}

#[test]
fn messages_about_answers() {
    insta::assert_snapshot!(refusals(&settled(), SettlementResponse::from_json, &[
        ("/errorReason", "late".into()),
        ("/transaction", "".into()),
        ("/transaction", "0xab".into()),
        ("/transaction", remove()),
        ("/payer", "0xab".into()),
        ("/payer", remove()),
    ]), @r#"
        errorReason: expected no such member after success, found a reason
        transaction: expected 64 hex digits after 0x, found an empty string at byte 101
        transaction: expected 64 hex digits after 0x, found 2 characters at byte 101
        transaction: expected a value, found nothing
        payer: expected 40 hex digits after 0x, found 2 characters at byte 27
        payer: expected a value, found nothing
        "#);
    insta::assert_snapshot!(refusals(&failed(), SettlementResponse::from_json, &[
        ("/errorReason", "".into()),
        ("/transaction", format!("0x{}", "ab".repeat(32)).into()),
        ("/success", "false".into()),
    ]), @r#"
        errorReason: expected a text that is not empty, found an empty string at byte 16
        transaction: expected an empty string after failure, found another at byte 136
        success: expected a boolean, found a string at byte 116
        "#);
    insta::assert_snapshot!(refusals(&json!({ "isValid": false, "invalidReason": "x", "payer": "0xab" }), VerifyResponse::from_json, &[
        ("/isValid", true.into()),
        ("/invalidReason", remove()),
        ("/payer", remove()),
    ]), @r#"
        invalidReason: expected no such member of a valid payment, found a reason
        invalidReason: expected a value, found nothing
        payer: expected a value, found nothing
        "#);
}

#[test]
fn messages_about_transports() {
    let meta = json!({ "x402.payment.status": "payment-failed", "x402.payment.error": "E", "x402.payment.receipts": [failed()] });
    insta::assert_snapshot!(refusals(&meta, PaymentMetadata::from_json, &[
        ("/x402.payment.status", "payed".into()),
        ("/x402.payment.status", "payment-required".into()),
        ("/x402.payment.status", "payment-submitted".into()),
        ("/x402.payment.status", "payment-completed".into()),
        ("/x402.payment.receipts", json!([])),
        ("/x402.payment.error", remove()),
    ]), @r#"
        x402.payment.status: expected a payment status, found "payed" at byte 215
        x402.payment.required: expected a value, found nothing
        x402.payment.payload: expected a value, found nothing
        x402.payment.receipts: expected a receipt of success, found none
        x402.payment.receipts: expected a receipt of failure, found none
        x402.payment.error: expected a value, found nothing
        "#);
    let card = json!({ "capabilities": { "extensions": [{ "uri": "https://github.com/google-a2a/a2a-x402/v0.1" }] } });
    insta::assert_snapshot!(refusals(&card, AgentCard::from_json, &[
        ("/capabilities/extensions", json!([{ "uri": "other" }])),
        ("/capabilities/extensions", json!([{ "uri": "" }])),
    ]), @r#"
        capabilities.extensions: expected the payment extension, found others
        capabilities.extensions[0].uri: expected a text that is not empty, found an empty string at byte 39
        "#);
    let demand = json!({ "x402Version": 1, "error": "pay", "accepts": [] });
    let result = json!({ "isError": true, "structuredContent": demand, "content": [{ "type": "text", "text": demand.to_string() }] });
    insta::assert_snapshot!(refusals(&result, PaymentRequiredResult::from_json, &[
        ("/isError", false.into()),
        ("/content", json!([])),
        ("/content", json!([{ "type": "image", "text": "x" }])),
        ("/content", json!([{ "type": "text", "text": "x" }])),
        ("/structuredContent", remove()),
    ]), @r#"
        isError: expected true, found false
        content: expected at least one element, found none
        content[0].type: expected "text", found another type
        content[0].text: expected structuredContent as JSON text, found another text
        structuredContent: expected a value, found nothing
        "#);
    let own = |text: &str| text.parse::<http402::json::RawObject>().unwrap();
    let payment: PaymentPayload = payment().to_string().parse().unwrap();
    let settled: SettlementResponse = settled().to_string().parse().unwrap();
    insta::assert_snapshot!(PaymentMeta::new(payment.clone(), Some(&own(r#"{"x402/payment":1}"#))).unwrap_err(), @"x402/payment: expected no payment yet, found one");
    insta::assert_snapshot!(PaymentResponseMeta::new(settled.clone(), Some(&own(r#"{"x402/payment-response":1}"#))).unwrap_err(), @"x402/payment-response: expected no outcome yet, found one");
    insta::assert_snapshot!(settled.with_member("payer", "1".parse().unwrap()).unwrap_err(), @"payer: expected a new name, found a taken one");
    insta::assert_snapshot!(payment.with_member("scheme", "1".parse().unwrap()).unwrap_err(), @"scheme: expected a new name, found a taken one");
}

#[test]
fn messages_about_lists() {
    let kinds = json!({ "kinds": [{ "x402Version": 1, "scheme": "exact", "network": "base" }] });
    insta::assert_snapshot!(refusals(&kinds, SupportedResponse::from_json, &[
        ("/kinds/0/network", "eip155:8453".into()),
        ("/kinds/0/x402Version", 0.into()),
        ("/kinds/0/scheme", "".into()),
    ]), @r#"
        kinds[0].network: expected a name of visible ASCII without colon, found "eip155:8453"
        kinds[0].x402Version: expected an integer from 1 to 18446744073709551615, found 0 at byte 59
        kinds[0].scheme: expected a text that is not empty, found an empty string at byte 38
        "#);
    let page = json!({
        "x402Version": 1,
        "items": [{ "resource": "r", "type": "http", "x402Version": 1, "accepts": [], "lastUpdated": 1 }],
        "pagination": { "limit": 1, "offset": 0, "total": 1 }
    });
    insta::assert_snapshot!(refusals(&page, DiscoveryResponse::from_json, &[
        ("/pagination/limit", 101.into()),
        ("/pagination/total", (-1).into()),
        ("/items/0/lastUpdated", (-1).into()),
        ("/items/0/lastUpdated", "2023-12-21T01:50:56Z".into()),
        ("/items/0/accepts", json!([1])),
    ]), @r#"
        pagination.limit: expected an integer from 1 to 100, found 101 at byte 109
        pagination.total: expected an integer from 0 to 18446744073709551615, found -1 at byte 130
        items[0].lastUpdated: expected seconds since 1970, found -1 at byte 38
        items[0].lastUpdated: expected a number, found a string at byte 38
        items[0].accepts[0]: expected an object, found a number at byte 22
        "#);
}

/// What the constructors refuse.
#[test]
fn messages_about_construction() {
    use http402::primitives::{Address, SolanaAddress};
    use http402::x402::network::Network;
    use http402::x402::scheme::Scheme;
    use http402::x402::v1::{ErrorReason, ExactEvmExtra, SchemePayload};

    let builder = || PaymentRequirements::builder(Scheme::EXACT, Network::BASE);
    let whole = || {
        builder()
            .default_token()
            .unwrap()
            .price("1")
            .unwrap()
            .pay_to(Address::ZERO)
            .resource("a://b")
            .description("")
            .max_timeout_seconds(1)
    };
    whole().build().unwrap();
    let unknown = PaymentRequirements::builder(Scheme::EXACT, "my-testnet".parse().unwrap());
    let solana = SolanaAddress::from_bytes([1; 32]);
    let refused: [Error; 10] = [
        builder().build().unwrap_err(),
        whole().asset(solana).build().unwrap_err(),
        whole().pay_to(solana).build().unwrap_err(),
        whole().max_timeout_seconds(0).build().unwrap_err(),
        whole().extra("{}".parse().unwrap()).build().unwrap_err(),
        whole().member("payTo", "1".parse().unwrap()).unwrap_err(),
        builder().price("$4.03").unwrap_err(),
        unknown.clone().price("1").unwrap_err(),
        unknown.default_token().unwrap_err(),
        ExactEvmExtra::new("USDC", "").unwrap_err(),
    ];
    insta::assert_snapshot!(refused.map(|error| error.to_string()).join("\n"), @r#"
        asset: expected a value, found nothing
        asset: expected an EVM address, found an address of another form
        payTo: expected an EVM address, found an address of another form
        maxTimeoutSeconds: expected an integer from 1 to 18446744073709551615, found 0
        extra.name: expected a value, found nothing
        payTo: expected a new name, found a taken one
        maxAmountRequired: expected a decimal price such as 4.03, found another form
        network: expected a network with a known token, found "my-testnet"
        network: expected a network with a known token, found "my-testnet"
        version: expected a string, found an empty string
        "#);
    let payload: SchemePayload = SchemePayload::Other("{}".parse().unwrap());
    let svm = || r#"{"transaction":"AQID"}"#.parse().unwrap();
    let refused = [
        PaymentPayload::new(Scheme::EXACT, Network::BASE, payload).unwrap_err(),
        PaymentPayload::exact_svm(Network::BASE, svm()).unwrap_err(),
        PaymentPayload::new(
            "upto".parse().unwrap(),
            Network::SOLANA,
            SchemePayload::ExactSvm(svm()),
        )
        .unwrap_err(),
        SettlementResponse::success(Network::BASE, "", Address::ZERO.into()).unwrap_err(),
        SettlementResponse::failure(
            ErrorReason::INVALID_PAYLOAD,
            Network::SOLANA,
            Address::ZERO.into(),
        )
        .unwrap_err(),
        PaymentRequired::new("", Vec::new()).unwrap_err(),
    ];
    insta::assert_snapshot!(refused.map(|error| error.to_string()).join("\n"), @r#"
        payload: expected the payload of the scheme on this network, found that of another
        network: expected a Solana cluster, found another network
        payload: expected the payload of the scheme on this network, found that of another
        transaction: expected 64 hex digits after 0x, found an empty string
        payer: expected a Solana address, found an address of another form
        error: expected a reason for people, found an empty string
        "#);
}
