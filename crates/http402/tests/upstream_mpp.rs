//! The official MPP vectors (tempoxyz/mpp-tools), where a copy of them lies beside the workspace.
//!
//! `HTTP402_UPSTREAM` names the folder if it is elsewhere. Without the folder nothing is checked,
//! and the output says so.
#![cfg(feature = "binding")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::too_many_lines,
    reason = "a panic is a failed test"
)]

use std::path::{Path, PathBuf};

use http402::Base64;
use http402::json::{RawObject, canonicalize};
use http402::mpp::{
    BindingKey, BodyDigest, Challenge, ChallengeBuilder, Credential, Receipt, SlotLayout, Slots,
};
use serde_json::{Value, json};

/// Where our result differs: file, scenario, operation, the requirement that justifies it, why.
const DIFFERENCES: &[(&str, &str, &str, &str, &str)] = &[
    (
        "www-authenticate",
        "unescaped_quotes_in_description",
        "parse",
        "MPP-SYN-004",
        "a value is one token or one quoted-string; what follows it is a comma or the end",
    ),
    (
        "www-authenticate",
        "adversarial_unclosed_quoted_extension",
        "parse",
        "MPP-SYN-009",
        "an unterminated quoted-string is an error",
    ),
];

#[test]
fn official_vectors() {
    let Some(folder) = folder() else {
        println!("skipped: no folder of official vectors (set HTTP402_UPSTREAM)");
        return;
    };
    let mut run = Run::default();
    run.file(&folder, "www-authenticate", www_authenticate);
    run.file(&folder, "authorization", authorization);
    run.file(&folder, "receipt", receipt);
    run.file(&folder, "receipt.pay-kit-additions", receipt);
    run.file(&folder, "challenge-id", |_, case| challenge_id(case, true));
    run.file(&folder, "challenge-id.older-short-secrets", |_, case| {
        challenge_id(case, false)
    });
    run.file(&folder, "base64url", base64url);
    run.file(&folder, "server-verification-cases", |_, case| {
        server_verification(case)
    });
    #[cfg(feature = "eip712")]
    run.file(&folder, "tempo-proof", |_, case| tempo_proof(case));
    run.finish();
}

fn folder() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../../shared/upstream/mpp-tools-conformance");
    let folder = std::env::var_os("HTTP402_UPSTREAM").map_or(beside, PathBuf::from);
    folder.is_dir().then_some(folder)
}

#[derive(Default)]
struct Run {
    cases: usize,
    explained: Vec<bool>,
    unexplained: Vec<String>,
}

impl Run {
    fn file(&mut self, folder: &Path, name: &str, check: impl Fn(&str, &Value) -> Outcome) {
        self.explained.resize(DIFFERENCES.len(), false);
        let text = std::fs::read_to_string(folder.join(format!("{name}.json"))).unwrap();
        let file: Value = serde_json::from_str(&text).unwrap();
        let cases = file.get("scenarios").or(file.get("cases")).unwrap();
        let before = self.cases;
        for case in cases.as_array().unwrap() {
            for operation in operations(case) {
                self.cases += 1;
                let outcome = check(operation, case);
                let agrees = match (&outcome, expects_success(case, operation)) {
                    (Ok(()), true) | (Err(_), false) => continue,
                    (Ok(()), false) => "accepted".to_owned(),
                    (Err(error), true) => error.clone(),
                };
                let scenario = case["name"].as_str().unwrap();
                let known = |row: &&(&str, &str, &str, &str, &str)| {
                    (row.0, row.1, row.2) == (name, scenario, operation)
                };
                match DIFFERENCES.iter().position(|row| known(&row)) {
                    Some(index) => {
                        let (.., id, why) = DIFFERENCES[index];
                        println!("{name}: {scenario}: {operation}: {id}: {why}");
                        self.explained[index] = true;
                    }
                    None => self
                        .unexplained
                        .push(format!("{name}: {scenario}: {operation}: {agrees}")),
                }
            }
        }
        println!("{name}: {} cases", self.cases - before);
    }

    fn finish(self) {
        println!(
            "official vectors: {} cases, {} differences",
            self.cases,
            DIFFERENCES.len()
        );
        assert!(
            self.unexplained.is_empty(),
            "unexplained: {:#?}",
            self.unexplained
        );
        let rows = DIFFERENCES.iter().zip(&self.explained);
        let stale: Vec<_> = rows.filter(|(_, seen)| !**seen).collect();
        assert!(stale.is_empty(), "no longer a difference: {stale:#?}");
        assert!(self.cases > 100);
    }
}

type Outcome = Result<(), String>;

fn operations(case: &Value) -> Vec<&str> {
    match case.get("tests").and_then(Value::as_object) {
        Some(tests) => tests.keys().map(String::as_str).collect(),
        None => vec!["generate"],
    }
}

fn expects_success(case: &Value, operation: &str) -> bool {
    match case.get("tests").map(|tests| &tests[operation]) {
        None | Some(Value::Bool(true)) => true,
        Some(failure) => failure["success"].as_bool().unwrap(),
    }
}

#[expect(clippy::needless_pass_by_value, reason = "callers pass temporaries")]
fn same<T: PartialEq + core::fmt::Debug>(ours: T, theirs: T) -> Outcome {
    if ours == theirs {
        return Ok(());
    }
    Err(format!("{ours:?} instead of {theirs:?}"))
}

fn text<'v>(value: &'v Value, name: &str) -> &'v str {
    value.get(name).and_then(Value::as_str).unwrap_or_default()
}

fn wire(case: &Value) -> String {
    match &case["wire"] {
        Value::String(wire) => wire.clone(),
        parts => {
            let count = usize::try_from(parts["count"].as_u64().unwrap()).unwrap();
            text(parts, "prefix").to_owned() + &text(parts, "repeat").repeat(count)
        }
    }
}

fn object(value: &Value) -> RawObject {
    value.to_string().parse().unwrap()
}

fn issue(object_: &Value) -> http402::Result<Challenge<'static>> {
    let mut builder = ChallengeBuilder::new(
        text(object_, "realm"),
        &text(object_, "method").parse()?,
        &text(object_, "intent").parse()?,
        &object(&object_["request"]),
    )?;
    if let Some(expires) = object_.get("expires") {
        builder = builder.expires(&expires.as_str().unwrap().parse()?);
    }
    if let Some(digest) = object_.get("digest") {
        builder = builder.digest(&digest.as_str().unwrap().parse::<BodyDigest>()?);
    }
    if let Some(description) = object_.get("description") {
        builder = builder.description(description.as_str().unwrap())?;
    }
    if object_.get("header").is_some() {
        builder = builder.payment_authorization();
    }
    builder.with_id(text(object_, "id"))
}

/// The challenge in the form of the vectors.
fn view(challenge: &Challenge<'_>) -> Value {
    let request: Value = serde_json::from_str(challenge.request_json().as_str()).unwrap();
    let mut view = json!({
        "id": challenge.id(),
        "realm": challenge.realm(),
        "method": challenge.method(),
        "intent": challenge.intent(),
        "request": request,
    });
    for (name, value) in [
        ("expires", challenge.expires()),
        ("digest", challenge.digest()),
        ("description", challenge.description()),
        ("opaque", challenge.opaque()),
        ("header", challenge.header()),
    ] {
        if let Some(value) = value {
            view[name] = value.into();
        }
    }
    view
}

/// Parameters have no order, so what is formatted is compared parsed.
fn www_authenticate(operation: &str, case: &Value) -> Outcome {
    let error = |error: http402::Error| error.to_string();
    if operation == "format" {
        let printed = issue(&case["object"]).map_err(error)?.to_string();
        let theirs = wire(case);
        let theirs = Challenge::parse(&theirs).map_err(error)?;
        return same(&Challenge::parse(&printed).map_err(error)?, &theirs);
    }
    let wire = wire(case);
    let challenge = Challenge::parse(&wire).map_err(error)?;
    same(&view(&challenge), &case["object"])?;
    let printed = challenge.to_string();
    same(Challenge::parse(&printed).map_err(error)?, challenge)
}

/// JSON members have no order, so what is formatted is compared in canonical form.
fn authorization(operation: &str, case: &Value) -> Outcome {
    let error = |error: http402::Error| error.to_string();
    let wire = wire(case);
    let credential = Credential::from_header(&wire).map_err(error)?;
    let challenge = credential.challenge().to_challenge().map_err(error)?;
    let theirs = &case["object"];
    match operation {
        "format" => {
            let challenge = issue(&theirs["challenge"]).map_err(error)?;
            let mut ours = Credential::new(&challenge, &object(&theirs["payload"]));
            if let Some(source) = theirs.get("source") {
                ours = ours.with_source(source.as_str().unwrap()).map_err(error)?;
            }
            let json = |header: &str| {
                let text = Base64::Url.decode(header.strip_prefix("Payment ").unwrap());
                canonicalize(core::str::from_utf8(&text.unwrap()).unwrap()).unwrap()
            };
            same(json(&ours.to_header()), json(&wire))
        }
        "parse" => {
            let payload: Value = serde_json::from_str(credential.payload_json()).unwrap();
            same(&view(&challenge), &theirs["challenge"])?;
            same(&payload, &theirs["payload"])?;
            same(
                credential.source(),
                theirs.get("source").and_then(Value::as_str),
            )
        }
        _ => {
            let again = Credential::from_header(&credential.to_header()).map_err(error)?;
            same(again, credential.clone())
        }
    }
}

fn receipt(operation: &str, case: &Value) -> Outcome {
    let error = |error: http402::Error| error.to_string();
    let wire = wire(case);
    let receipt = Receipt::from_header(&wire).map_err(error)?;
    let ours: Value = serde_json::from_str(&receipt.to_json()).unwrap();
    same(&ours, &case["object"])?;
    if operation != "parse" {
        same(
            Receipt::from_header(&receipt.to_header()).map_err(error)?,
            receipt,
        )?;
    }
    Ok(())
}

fn challenge_id(case: &Value, strong: bool) -> Outcome {
    let input = &case["input"];
    let secret = text(input, "secretKey").as_bytes();
    let key = if strong {
        BindingKey::new_strong(secret)
    } else {
        BindingKey::new(secret)
    };
    let key = key.map_err(|error| error.to_string())?;
    let request = canonicalize(&input["request"].to_string()).unwrap();
    let slots = Slots {
        realm: text(input, "realm"),
        method: text(input, "method"),
        intent: text(input, "intent"),
        request: &Base64::Url.encode(request.as_bytes()),
        expires: text(input, "expires"),
        digest: text(input, "digest"),
        // `Authorization` is the default: such a challenge has no `header` (MPP-CORE-026).
        header: Some(text(input, "header"))
            .filter(|name| *name != "Authorization")
            .unwrap_or_default(),
        opaque: text(input, "opaque"),
    };
    let id = key.compute(&slots, SlotLayout::Draft01);
    same(id.as_str(), text(case, "expected"))
}

fn base64url(operation: &str, case: &Value) -> Outcome {
    let (decoded, encoded) = (text(case, "decoded"), text(case, "encoded"));
    if operation != "parse" {
        same(Base64::Url.encode(decoded.as_bytes()).as_str(), encoded)?;
    }
    let ours = Base64::Url
        .decode(encoded)
        .map_err(|error| error.to_string())?;
    let ours = String::from_utf8(ours).map_err(|error| error.to_string())?;
    same(ours.as_str(), decoded)
}

/// A server of a few lines: it issues the challenge of the route again and compares.
fn server_verification(case: &Value) -> Outcome {
    let input = &case["input"];
    let key = BindingKey::new(text(input, "secretKey").as_bytes()).unwrap();
    let issued = ChallengeBuilder::new(
        text(input, "realm"),
        &text(input, "method").parse().unwrap(),
        &text(input, "intent").parse().unwrap(),
        &object(&input["request"]),
    );
    let issued = issued
        .unwrap()
        .expires(&text(input, "expires").parse().unwrap());
    let issued = issued.bind(&key, SlotLayout::Draft01).unwrap();
    let mut credential = input["credential"].clone();
    let request = canonicalize(&credential["challenge"]["request"].to_string()).unwrap();
    credential["challenge"]["request"] = Base64::Url.encode(request.as_bytes()).into();
    let credential = credential.to_string();
    let credential = Credential::from_json(&credential).unwrap();
    let echo = credential.challenge();
    let now = 1_769_688_000; // 2026-01-29T12:00:00Z
    let ours = if !echo.matches(&issued) {
        "invalid_challenge"
    } else if echo.is_expired(now) {
        "payment_expired"
    } else if input.get("verificationError").is_some() {
        "verification_failed"
    } else {
        "ok"
    };
    let expected = &case["expected"];
    let theirs = if expected["ok"] == true {
        "ok"
    } else {
        text(expected, "errorType")
    };
    same(ours, theirs)?;
    // The ids of the vectors are those of the echoed parameters, but for the tampered one.
    let bound = key.verify_echo(echo, SlotLayout::Draft01).is_ok();
    same(
        bound,
        text(case, "name") != "tampered_challenge_id_rejected",
    )
}

/// The vector pins the typed data of proof version 2 (A19); ours must have the same digest.
#[cfg(feature = "eip712")]
fn tempo_proof(case: &Value) -> Outcome {
    use http402::eip712::tempo::ProofV2;
    use http402::eip712::{TypedData, signing_digest};

    let input = &case["input"];
    let proof = ProofV2 {
        challenge_id: text(input, "challengeId"),
        realm: text(input, "realm"),
    };
    let domain = ProofV2::domain(input["chainId"].as_u64().unwrap());
    let theirs = case["expected"]["value"].to_string().parse::<TypedData>();
    let theirs = theirs.map_err(|error| error.to_string())?;
    same(
        signing_digest(&domain.separator(), &proof),
        theirs.signing_digest(),
    )
}
