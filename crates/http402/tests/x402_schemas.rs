//! The types of x402 version 1 against the JSON Schemas: on valid documents and on documents with
//! one random change, both accept or both refuse. What a schema cannot say is listed in [`beyond`],
//! after the table in `schemas/README.md`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::too_many_lines,
    reason = "a failed step fails the test"
)]

use std::path::Path;
use std::sync::OnceLock;

use http402::x402::v1::a2a::{AgentCard, PaymentMetadata};
use http402::x402::v1::discovery::DiscoveryResponse;
use http402::x402::v1::facilitator::{SupportedResponse, VerifyRequest, VerifyResponse};
use http402::x402::v1::mcp::{PaymentMeta, PaymentRequiredResult, PaymentResponseMeta};
use http402::x402::v1::{
    ExactEvmPayload, ExactSvmPayload, PaymentPayload, PaymentRequired, PaymentRequirements,
    SettlementResponse,
};
use http402::{Error, Kind};
use jsonschema::{Registry, Validator};
use proptest::prelude::*;
use serde_json::{Value, json};

fn read(path: &Path) -> Value {
    let text = std::fs::read_to_string(path).unwrap();
    serde_json::from_str(&text).unwrap()
}

struct Case {
    name: &'static str,
    parse: fn(&str) -> Result<(), Error>,
    documents: Vec<Value>,
}

/// The objects, with documents that together have every member.
fn cases() -> Vec<Case> {
    let evm = "0x857b06519E91e3A54538791bDbb0E22373e36b66";
    let key = "EwWqGE4ZFKLofuestmU4LDdK7XM1N4ALgdZccwYugwGd";
    let offer = |network: &str, account: &str, extra: Value| {
        json!({
            "scheme": "exact", "network": network, "maxAmountRequired": "10000", "asset": account,
            "payTo": account, "resource": "https://a.example/data", "description": "Data",
            "mimeType": "application/json", "outputSchema": {}, "maxTimeoutSeconds": 60,
            "extra": extra
        })
    };
    let usdc = json!({ "name": "USDC", "version": "2" });
    let on_evm = offer("base", evm, usdc);
    let on_solana = offer("solana", key, json!({ "feePayer": key }));
    let elsewhere = offer("my-testnet", "alice", json!({}));
    let exact_evm = json!({
        "signature": format!("0x{}1b", "11".repeat(64)),
        "authorization": {
            "from": evm, "to": evm, "value": "1", "validAfter": "0", "validBefore": "2",
            "nonce": format!("0x{}", "22".repeat(32))
        }
    });
    let exact_svm = json!({ "transaction": "AQID" });
    let pay = |scheme: &str, network: &str, payload: &Value| json!({ "x402Version": 1, "scheme": scheme, "network": network, "payload": payload });
    let payment = pay("exact", "base-sepolia", &exact_evm);
    let settled = json!({
        "success": true, "transaction": format!("0x{}", "ab".repeat(32)), "network": "base",
        "payer": evm
    });
    let signature =
        "5VERv8NMvzbJMEkV8xnrLkEaWRtSz9CosKDYjCJjBRnbJLgp8uirBgmQpjKhoR4tjF3ZpRzrFmBV6UjKdiSZkQUW";
    let on_cluster = json!({
        "success": true, "transaction": signature, "network": "solana", "payer": key
    });
    let failed = json!({
        "success": false, "errorReason": "late", "transaction": "", "network": "base", "payer": evm
    });
    let demand = json!({ "x402Version": 1, "error": "pay", "accepts": [on_evm, on_solana] });
    let meta = |status: &str, name: &str, value: Value| json!({ "x402.payment.status": status, name: value, "x402.payment.error": "E" });
    let text = |value: &Value| json!([{ "type": "text", "text": value.to_string() }]);
    macro_rules! case {
        ($name:literal, $type:ty, [$($document:expr),*]) => {
            Case {
                name: $name,
                parse: |text| <$type>::from_json(text).map(drop),
                documents: vec![$($document.clone()),*],
            }
        };
    }
    vec![
        case!(
            "payment-requirements",
            PaymentRequirements,
            [on_evm, on_solana, elsewhere]
        ),
        case!("payment-required", PaymentRequired, [demand]),
        case!("exact-evm-payload", ExactEvmPayload, [exact_evm]),
        case!("exact-svm-payload", ExactSvmPayload, [exact_svm]),
        case!(
            "payment-payload",
            PaymentPayload,
            [
                payment,
                pay("exact", "solana", &exact_svm),
                pay("upto", "base", &json!({}))
            ]
        ),
        case!(
            "settlement-response",
            SettlementResponse,
            [settled, on_cluster, failed]
        ),
        case!(
            "verify-request",
            VerifyRequest,
            [json!({ "x402Version": 1, "paymentPayload": payment, "paymentRequirements": on_evm })]
        ),
        case!(
            "verify-response",
            VerifyResponse,
            [
                json!({ "isValid": true, "payer": evm }),
                json!({ "isValid": false, "invalidReason": "late", "payer": evm })
            ]
        ),
        case!(
            "supported-response",
            SupportedResponse,
            [json!({ "kinds": [
            { "x402Version": 1, "scheme": "exact", "network": "base", "extra": {} },
            { "x402Version": 2, "scheme": "exact", "network": "eip155:8453" }
        ] })]
        ),
        case!(
            "discovery-response",
            DiscoveryResponse,
            [json!({
                "x402Version": 1,
                "items": [
                    { "resource": "r", "type": "http", "x402Version": 1, "accepts": [on_evm],
                      "lastUpdated": 1.5, "metadata": {} },
                    { "resource": "r", "type": "http", "x402Version": 2, "accepts": [{}],
                      "lastUpdated": 1 }
                ],
                "pagination": { "limit": 10, "offset": 0, "total": 2 }
            })]
        ),
        case!(
            "mcp-payment-meta",
            PaymentMeta,
            [json!({ "x402/payment": payment, "t": 1 })]
        ),
        case!(
            "mcp-payment-response-meta",
            PaymentResponseMeta,
            [json!({ "x402/payment-response": settled })]
        ),
        case!(
            "mcp-payment-required-result",
            PaymentRequiredResult,
            [json!({
                "isError": true, "structuredContent": demand, "content": text(&demand)
            })]
        ),
        case!(
            "a2a-message-metadata",
            PaymentMetadata,
            [
                meta("payment-required", "x402.payment.required", demand.clone()),
                meta("payment-submitted", "x402.payment.payload", payment.clone()),
                meta(
                    "payment-completed",
                    "x402.payment.receipts",
                    json!([failed, settled])
                ),
                meta("payment-failed", "x402.payment.receipts", json!([failed])),
                json!({ "x402.payment.status": "payment-rejected" })
            ]
        ),
        case!(
            "a2a-agent-card",
            AgentCard,
            [json!({ "capabilities": { "extensions": [
            { "uri": "https://github.com/google-a2a/a2a-x402/v0.1", "description": "",
              "required": true },
            { "uri": "other" }
        ] } })]
        ),
    ]
}

fn validator(name: &str) -> &'static Validator {
    static ALL: OnceLock<Vec<(String, Validator)>> = OnceLock::new();
    let all = ALL.get_or_init(|| {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../schemas");
        let mut schemas = vec![read(&folder.join("common.schema.json"))];
        for entry in std::fs::read_dir(folder.join("x402-v1")).unwrap() {
            schemas.push(read(&entry.unwrap().path()));
        }
        let id = |schema: &Value| schema["$id"].as_str().unwrap().to_owned();
        let registry = schemas.iter().fold(Registry::new(), |registry, schema| {
            registry.add(id(schema), schema).unwrap()
        });
        let registry = registry.prepare().unwrap();
        schemas
            .iter()
            .map(|schema| {
                let name = id(schema).rsplit('/').next().unwrap().to_owned();
                let options = jsonschema::options().with_registry(&registry);
                (name, options.build(schema).unwrap())
            })
            .collect()
    });
    let file = format!("{name}.schema.json");
    &all.iter().find(|(known, _)| *known == file).unwrap().1
}

/// What the types refuse and the schemas cannot: see `schemas/README.md`.
fn beyond(document: &str, error: &Error) -> bool {
    let field = error.field();
    let last = field.rsplit('.').next().unwrap_or_default();
    match error.kind() {
        // 2^256 and more.
        Kind::BadValue if error.expected() == "an integer below 2^256" => true,
        // `1.0` and `1e0` are the number 1 to a schema.
        Kind::BadValue if document.contains(".0") || document.contains('e') => {
            matches!(
                last,
                "x402Version" | "maxTimeoutSeconds" | "limit" | "offset" | "total"
            )
        }
        // base58 of another number of bytes.
        Kind::Syntax => error.expected().ends_with("in base58") && error.found().contains("bytes"),
        // Unused bits of base64.
        Kind::Base64 => error.found() == "trailing bits that are not zero",
        // The text of `content` beside `structuredContent`.
        Kind::Mismatch => last == "text",
        _ => false,
    }
}

fn agree(case: &Case, document: &Value) -> Result<(), String> {
    let text = document.to_string();
    let ours = (case.parse)(&text);
    let schema = validator(case.name).is_valid(document);
    match (&ours, schema) {
        (Ok(()), true) | (Err(_), false) => Ok(()),
        (Err(error), true) if beyond(&text, error) => Ok(()),
        _ => Err(format!(
            "{}: schema {schema}, type {ours:?}: {text}",
            case.name
        )),
    }
}

#[test]
fn documents_are_valid() {
    for case in cases() {
        for document in &case.documents {
            let text = document.to_string();
            assert!(
                (case.parse)(&text).is_ok(),
                "{}: {:?}",
                case.name,
                (case.parse)(&text)
            );
            let errors: Vec<_> = validator(case.name)
                .iter_errors(document)
                .map(|e| e.to_string())
                .collect();
            assert!(errors.is_empty(), "{}: {errors:?}", case.name);
        }
    }
}

fn pointers(value: &Value, at: &str, found: &mut Vec<String>) {
    let children: Vec<(String, &Value)> = match value {
        Value::Object(members) => members
            .iter()
            .map(|(name, child)| (name.replace('~', "~0").replace('/', "~1"), child))
            .collect(),
        Value::Array(items) => items
            .iter()
            .enumerate()
            .map(|(at, item)| (at.to_string(), item))
            .collect(),
        _ => Vec::new(),
    };
    for (name, child) in children {
        let path = format!("{at}/{name}");
        pointers(child, &path, found);
        found.push(path);
    }
}

/// Values that are at, near or beyond some rule.
fn values() -> Vec<Value> {
    let texts = [
        "",
        "x",
        "0",
        "1",
        "01",
        "-1",
        "1.0",
        "1e4",
        " 1",
        "0x",
        "0x1",
        "0x12",
        "base",
        "Base",
        "base_x",
        "solana",
        "my-testnet",
        "eip155:8453",
        "exact",
        "upto",
        "https://a.example",
        "https://",
        "/data",
        "a://b c",
        "AQID",
        "AQI=",
        "AQI",
        "A===",
        "true",
        "payment-required",
        "payment-failed",
        "payment-completed",
        "payment-verified",
        "payment-rejected",
        "2023-12-21T01:50:56Z",
        "text",
        "0x857b06519E91e3A54538791bDbb0E22373e36b66",
        "0X857b06519E91e3A54538791bDbb0E22373e36b66",
        "EwWqGE4ZFKLofuestmU4LDdK7XM1N4ALgdZccwYugwGd",
        "EwWqGE4ZFKLofuestmU4LDdK7XM1N4ALgdZccwYugwG0",
        "115792089237316195423570985008687907853269984665640564039457584007913129639935",
        "115792089237316195423570985008687907853269984665640564039457584007913129639936",
    ];
    let mut all: Vec<Value> = texts.iter().map(|text| Value::from(*text)).collect();
    all.push(format!("0x{}", "ab".repeat(32)).into());
    all.extend([
        json!(null),
        json!(true),
        json!(false),
        json!([]),
        json!({}),
        json!([{}]),
        json!([1]),
    ]);
    all.extend([
        json!(0),
        json!(1),
        json!(2),
        json!(-1),
        json!(1.5),
        json!(100),
        json!(101),
    ]);
    all
}

/// Every member of every document removed, and replaced by every value.
#[test]
fn single_changes() {
    let mut failures = Vec::new();
    for case in cases() {
        for document in &case.documents {
            let mut found = Vec::new();
            pointers(document, "", &mut found);
            for path in found {
                for value in values() {
                    let mut copy = document.clone();
                    *copy.pointer_mut(&path).unwrap() = value;
                    failures.extend(agree(&case, &copy).err());
                }
                let (parent, name) = path.rsplit_once('/').unwrap();
                let mut copy = document.clone();
                if let Some(members) = copy.pointer_mut(parent).and_then(Value::as_object_mut) {
                    members.remove(&name.replace("~1", "/"));
                    failures.extend(agree(&case, &copy).err());
                }
            }
        }
    }
    failures.sort();
    failures.dedup();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// Several random changes at once.
    #[test]
    fn random_changes(
        case in any::<prop::sample::Index>(),
        document in any::<prop::sample::Index>(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>()), 1..4),
        text in "\\PC{0,6}",
    ) {
        let cases = cases();
        let case = &cases[case.index(cases.len())];
        let mut document = case.documents[document.index(case.documents.len())].clone();
        let mut values = values();
        values.push(text.into());
        for (path, value) in changes {
            let mut found = Vec::new();
            pointers(&document, "", &mut found);
            if let Some(path) = found.get(path.index(found.len().max(1))) {
                *document.pointer_mut(path).unwrap() = values[value.index(values.len())].clone();
            }
        }
        prop_assert!(agree(case, &document).is_ok(), "{}", agree(case, &document).unwrap_err());
    }
}
