//! The core types of MPP against the JSON Schemas: on valid documents and on documents with random
//! changes, both accept or both refuse. The schemas describe what a careful sender writes; where
//! readers take more, [`careful`] says what and by which requirement. What a schema cannot say is
//! listed in [`beyond`], after the table in `schemas/README.md`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a failed step fails the test"
)]

use std::path::Path;
use std::sync::OnceLock;

use http402::mpp::discovery::{Discovery, PaymentInfo, ServiceInfo};
use http402::mpp::rpc::{Capability, Challenge, RpcError, find_credential, find_receipt};
use http402::mpp::{Credential, MethodId, Problem, Receipt};
use http402::{Error, Kind};
use jsonschema::{Registry, Validator};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

struct Case {
    name: &'static str,
    parse: fn(&str) -> Result<(), Error>,
    documents: Vec<Value>,
}

/// The objects, with documents that together have every member.
fn cases() -> Vec<Case> {
    let echo = json!({
        "id": "c1", "realm": "a.example", "method": "tempo", "intent": "charge", "request": "e30",
        "expires": "2026-11-20T09:30:00Z", "digest": "sha-256=:AQ==:", "description": "d",
        "opaque": "e30", "header": "Payment-Authorization"
    });
    let credential = json!({ "challenge": echo, "source": "did:key:z6Mk", "payload": {} });
    let receipt = json!({
        "status": "success", "method": "tempo", "timestamp": "2026-11-20T09:30:00.5+01:00",
        "reference": "r1", "chainId": 1
    });
    let problem = json!({
        "type": "https://paymentauth.org/problems/payment-required", "title": "t", "status": 402,
        "detail": "d", "instance": "/1"
    });
    let challenge = json!({
        "id": "c1", "realm": "a.example", "method": "tempo", "intent": "charge", "request": {},
        "expires": "2026-11-20T09:30:00Z", "description": "d"
    });
    let error = json!({
        "code": -32042, "message": "m", "data": {
            "httpStatus": 402, "challenges": [challenge], "problem": problem,
            "failure": { "reason": "r", "detail": "d" }
        }
    });
    let meta = json!({ "org.paymentauth/credential": {
        "challenge": challenge, "payload": {}, "source": "s"
    } });
    let receipt_meta = json!({ "org.paymentauth/receipt": {
        "status": "success", "method": "tempo", "timestamp": "2026-11-20T09:30:00Z",
        "challengeId": "c1", "reference": "r1"
    } });
    let offer = json!({
        "intent": "charge", "method": "tempo", "amount": "500", "currency": "usd",
        "description": "d"
    });
    let dynamic = json!({ "intent": "session", "method": "stripe", "amount": null });
    let service = json!({ "categories": ["data"], "docs": {
        "apiReference": "https://a.example/r", "homepage": "https://a.example/",
        "llms": "https://a.example/llms.txt"
    } });
    let document = json!({
        "openapi": "3.1.0", "info": { "title": "t", "version": "1" }, "x-service-info": service,
        "paths": { "/a": { "get": {
            "x-payment-info": { "offers": [offer] }, "responses": { "402": {} }
        }, "post": {} } }
    });
    let capability = json!({ "methods": { "tempo": { "intents": ["charge"] } } });
    let case = |name, parse, documents: &[&Value]| Case {
        name,
        parse,
        documents: documents
            .iter()
            .map(|document| (*document).clone())
            .collect(),
    };
    vec![
        case("credential", parse_credential, &[&credential]),
        case(
            "receipt",
            |text| Receipt::from_json(text).map(drop),
            &[&receipt],
        ),
        case(
            "problem",
            |text| Problem::from_json(text).map(drop),
            &[&problem],
        ),
        case(
            "rpc-challenge",
            |text| Challenge::from_json(text).map(drop),
            &[&challenge],
        ),
        case("rpc-error", parse_payment_error, &[&error]),
        case("rpc-credential-meta", parse_credential_meta, &[&meta]),
        case("rpc-receipt-meta", parse_receipt_meta, &[&receipt_meta]),
        case(
            "rpc-capability",
            |text| Capability::from_json(text).map(drop),
            &[&capability],
        ),
        case(
            "x-payment-info",
            |text| PaymentInfo::from_json(text).map(drop),
            &[&offer, &dynamic, &json!({ "offers": [offer, dynamic] })],
        ),
        case(
            "x-service-info",
            |text| ServiceInfo::from_json(text).map(drop),
            &[&service],
        ),
        case(
            "discovery-document",
            |text| Discovery::from_json(text).map(drop),
            &[&document],
        ),
    ]
}

/// The values of the echo are read only after they were compared; here at once.
fn parse_credential(text: &str) -> Result<(), Error> {
    let credential = Credential::from_json(text)?;
    credential.challenge().to_challenge().map(drop)
}

/// The schema is that of the two codes which ask for payment.
fn parse_payment_error(text: &str) -> Result<(), Error> {
    let error = RpcError::from_json(text)?;
    match error.payment() {
        Some(_) => Ok(()),
        None => Credential::from_json("{}").map(drop),
    }
}

fn parse_credential_meta(text: &str) -> Result<(), Error> {
    let found = find_credential(&format!(r#"{{"_meta":{text}}}"#).parse()?)?;
    found.map_or_else(|| Credential::from_json("{}").map(drop), |_| Ok(()))
}

fn parse_receipt_meta(text: &str) -> Result<(), Error> {
    let found = find_receipt(&format!(r#"{{"_meta":{text}}}"#).parse()?)?;
    found.map_or_else(|| Receipt::from_json("{}").map(drop), |_| Ok(()))
}

fn validator(name: &str) -> &'static Validator {
    static ALL: OnceLock<Vec<(String, Validator)>> = OnceLock::new();
    let all = ALL.get_or_init(|| {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../schemas");
        let read = |path: &Path| -> Value {
            serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
        };
        let mut schemas = vec![read(&folder.join("common.schema.json"))];
        for entry in std::fs::read_dir(folder.join("mpp")).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() {
                schemas.push(read(&path));
            }
        }
        let id = |schema: &Value| schema["$id"].as_str().unwrap().to_owned();
        let registry = schemas.iter().fold(Registry::new(), |registry, schema| {
            registry.add(id(schema), schema).unwrap()
        });
        let registry = registry.prepare().unwrap();
        let build = |schema: &Value| {
            let name = id(schema).rsplit('/').next().unwrap().to_owned();
            let options = jsonschema::options().with_registry(&registry);
            (name, options.build(schema).unwrap())
        };
        schemas.iter().map(build).collect()
    });
    let file = format!("{name}.schema.json");
    &all.iter().find(|(known, _)| *known == file).unwrap().1
}

/// What a careful sender would have written for a document that readers take.
fn careful(name: &str, document: &Value) -> Value {
    let mut document = document.clone();
    each_object(&mut document, &mut |members| {
        // MPP-CORE-008: the wider grammar of methods.
        if let Some(Value::String(method)) = members.get_mut("method") {
            if method.parse::<MethodId>().is_ok() {
                "tempo".clone_into(method);
            }
        }
        // MPP-LC-006: padding of the right length.
        if let Some(Value::String(request)) = members.get_mut("request") {
            if request.len() % 4 == 0 && !request.ends_with("===") {
                request.truncate(request.trim_end_matches('=').len());
            }
        }
        // MPP-CORE-018, MPP-CORE-020, MPP-BIND-014: texts that come back unchanged.
        for (parameter, text) in [
            ("opaque", "e30"),
            ("header", "Payment-Authorization"),
            ("digest", "sha-256=:AQ==:"),
        ] {
            if let Some(Value::String(value)) = members.get_mut(parameter) {
                text.clone_into(value);
            }
        }
        // MPP-CORE-020, MPP-CRED-012: unknown parameters.
        if name == "credential" && members.contains_key("realm") {
            let known = [
                "id",
                "realm",
                "method",
                "intent",
                "request",
                "expires",
                "digest",
                "description",
                "opaque",
                "header",
            ];
            members.retain(|name, _| known.contains(&&**name));
        }
        // RFC 9457 section 3.1: no member of a problem is required, others are ignored.
        if let Some(problem @ Value::Object(_)) = members.get_mut("problem") {
            *problem = careful_problem();
        }
        // MPP-MCP-015: texts that inform may be empty.
        if let Some(Value::Object(failure)) = members.get_mut("failure") {
            failure.retain(|_, value| value != "");
        }
    });
    if name == "problem" && document.is_object() {
        return careful_problem();
    }
    // The keys of a capability are methods too.
    if let Some(methods) = document.get_mut("methods").and_then(Value::as_object_mut) {
        let values: Vec<_> = core::mem::take(methods).into_iter().collect();
        for (index, (method, value)) in values.into_iter().enumerate() {
            let letter = ["a", "b", "c", "d"][index % 4];
            let known = method.parse::<MethodId>().is_ok();
            methods.insert(if known { letter.to_owned() } else { method }, value);
        }
    }
    document
}

fn careful_problem() -> Value {
    json!({ "type": "about:blank", "title": "t", "status": 402, "detail": "d" })
}

fn each_object(value: &mut Value, visit: &mut impl FnMut(&mut Map<String, Value>)) {
    match value {
        Value::Object(members) => {
            visit(members);
            members
                .values_mut()
                .for_each(|child| each_object(child, visit));
        }
        Value::Array(items) => items.iter_mut().for_each(|child| each_object(child, visit)),
        _ => {}
    }
}

/// What the types refuse and the schemas cannot: see `schemas/README.md`.
fn beyond(document: &str, error: &Error) -> bool {
    let last = error.field().rsplit('.').next().unwrap_or_default();
    match error.kind() {
        // `request` decodes to a request (MPP-CORE-011).
        Kind::Base64 | Kind::Utf8 | Kind::Json | Kind::WrongType | Kind::Trailing => {
            last == "request" && document.contains("\"request\":\"")
        }
        // 2^256 and more.
        Kind::BadValue if error.expected() == "an integer below 2^256" => true,
        // Days that a month does not have.
        Kind::BadValue if error.expected().starts_with("a number from 1 to 2") => true,
        // `402.0` and `-32042.0` are integers to a schema.
        Kind::BadValue | Kind::Unsupported => document.contains(".0"),
        // Controls that no field value can hold.
        Kind::Syntax => error.found().contains("control"),
        _ => false,
    }
}

fn agree(case: &Case, document: &Value) -> Result<(), String> {
    let text = document.to_string();
    let ours = (case.parse)(&text);
    let schema = |document: &Value| validator(case.name).is_valid(document);
    match &ours {
        Ok(()) if schema(document) || schema(&careful(case.name, document)) => Ok(()),
        Err(error) if !schema(document) || beyond(&text, error) => Ok(()),
        _ => Err(format!("{}: type {ours:?}: {text}", case.name)),
    }
}

#[test]
fn documents_are_valid() {
    for case in cases() {
        for document in &case.documents {
            let text = document.to_string();
            assert_eq!(
                (case.parse)(&text).map_err(|error| error.to_string()),
                Ok(()),
                "{text}"
            );
            let errors = validator(case.name).iter_errors(document);
            let errors: Vec<_> = errors.map(|error| error.to_string()).collect();
            assert!(errors.is_empty(), "{}: {errors:?}", case.name);
        }
    }
}

fn pointers(value: &Value, at: &str, found: &mut Vec<String>) {
    let children: Vec<(String, &Value)> = match value {
        Value::Object(members) => {
            let escape = |name: &str| name.replace('~', "~0").replace('/', "~1");
            members
                .iter()
                .map(|(name, child)| (escape(name), child))
                .collect()
        }
        Value::Array(items) => {
            let items = items.iter().enumerate();
            items
                .map(|(index, child)| (index.to_string(), child))
                .collect()
        }
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
        "X",
        "tempo",
        "Tempo",
        "tempo-2:x",
        "charge",
        "Charge-1",
        "a b",
        "a_b",
        "e30",
        "e30=",
        "e31",
        "W10",
        "eyJhIjoiYiJ9",
        "+/",
        "_w",
        "0",
        "1",
        "01",
        "-1",
        "1.0",
        "success",
        "pending",
        "2026-11-20T09:30:00Z",
        "2026-11-20t09:30:00z",
        "2026-11-20 09:30:00Z",
        "2026-11-20T09:30:00",
        "2026-13-20T09:30:00Z",
        "2026-02-30T09:30:00Z",
        "soon",
        "sha-256=:AQ==:",
        "sha-256=AQ==",
        "Payment-Authorization",
        "X-Foo",
        "https://a.example/",
        "a.example",
        "mailto:a@b",
        "a b:c",
        "about:blank",
        "3.0.3",
        "3.1",
        "2.0.0",
        "3.x.1",
        "did:key:z6Mk",
        "a\u{1}",
        "é",
        "115792089237316195423570985008687907853269984665640564039457584007913129639935",
        "115792089237316195423570985008687907853269984665640564039457584007913129639936",
    ];
    let mut all: Vec<Value> = texts.iter().map(|text| Value::from(*text)).collect();
    all.extend([
        json!(null),
        json!(true),
        json!([]),
        json!({}),
        json!([{}]),
        json!([1]),
        json!(["a"]),
    ]);
    all.extend([
        json!(0),
        json!(1),
        json!(402),
        json!(402.0),
        json!(401),
        json!(-32042),
        json!(-32043),
    ]);
    all.extend([
        json!(-32602),
        json!(-32042.0),
        json!(-1),
        json!(1.5),
        json!({ "a": "b" }),
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
