//! crate mpp: challenges, credentials, receipts, ids, Accept-Payment, digests, JSON-RPC.

use lines::{Answer, bytes, holds, serve, shown, text};
use mpp::protocol::core::accept_payment::{self, HasMethodIntent};
use mpp::protocol::core::{self, Base64UrlJson, PaymentChallenge, PaymentCredential};
use mpp::protocol::intents::{ChargeRequest, SessionRequest};
use mpp::{body_digest, mcp};
use serde_json::{Value, from_str, from_value, json};

struct Offer<'a>(&'a str);

impl HasMethodIntent for Offer<'_> {
    fn method(&self) -> &str {
        self.0.split('/').next().unwrap_or_default()
    }
    fn intent(&self) -> &str {
        self.0.split('/').nth(1).unwrap_or_default()
    }
}

/// The library carries `request` as its text.
fn challenge(given: &Value) -> Option<PaymentChallenge> {
    let mut given = given.clone();
    let request = match given.get("requestText") {
        Some(text) => text.clone(),
        None => json!(Base64UrlJson::from_value(given.get("request")?).ok()?.raw()),
    };
    given["request"] = request;
    from_value(given).ok()
}

fn decoded(challenge: &PaymentChallenge) -> Option<Value> {
    let mut value = serde_json::to_value(challenge).ok()?;
    value["requestText"] = value["request"].take();
    value["request"] = challenge.request.decode_value().ok()?;
    Some(value)
}

fn option(value: Option<Value>) -> Answer {
    shown(value.ok_or(()))
}

fn id(given: &Value) -> Answer {
    let mut with_id = given["challenge"].clone();
    with_id["id"] = json!("-");
    option(challenge(&with_id).map(|it| {
        let (opaque, header) = (
            it.opaque.as_ref().map(Base64UrlJson::raw),
            it.header.as_deref(),
        );
        let (method, intent) = (it.method.as_str(), it.intent.as_str());
        let secret = text(&given["secret"]);
        let (expires, digest) = (it.expires.as_deref(), it.digest.as_deref());
        let request = it.request.raw();
        core::compute_challenge_id_with_header(
            secret, &it.realm, method, intent, request, expires, digest, opaque, header,
        )
        .into()
    }))
}

fn list(given: &Value) -> Answer {
    let lines = given["lines"].as_array().into_iter().flatten();
    let lines: Vec<_> = lines.map(bytes).collect();
    let read = core::parse_www_authenticate_all_bytes(lines.iter().map(Vec::as_slice));
    let read = read.iter().flatten().filter_map(decoded);
    Answer::Ok(json!({ "challenges": read.collect::<Vec<_>>() }))
}

fn rank(given: &Value) -> Answer {
    let offers = given["offers"].as_array().into_iter().flatten();
    let offers: Vec<_> = offers.map(|offer| Offer(text(offer))).collect();
    let Some(header) = given.get("header") else {
        return Answer::Ok(json!({ "offers": given["offers"] }));
    };
    shown(accept_payment::parse(text(header)).map(|entries| {
        let ranked = accept_payment::rank(&offers, &entries);
        json!({ "offers": ranked.iter().map(|offer| offer.0).collect::<Vec<_>>() })
    }))
}

fn ranges(given: &Value) -> Answer {
    let range = |it: &accept_payment::Entry| {
        // Weights are thousandths; the library keeps them as `f32`.
        let q = match (it.q * 1000.0).round() {
            1000.0 => json!(1),
            0.0 => json!(0),
            q => json!(f64::from(q) / 1000.0),
        };
        json!({ "method": it.method, "intent": it.intent, "q": q })
    };
    let read = accept_payment::parse(text(given));
    shown(read.map(|read| json!({ "ranges": read.iter().map(range).collect::<Vec<_>>() })))
}

fn request(given: &Value) -> Answer {
    let json = text(&given["json"]);
    match text(&given["intent"]) {
        "charge" => shown(from_str::<ChargeRequest>(json)),
        _ => shown(from_str::<SessionRequest>(json)),
    }
}

fn meta(given: &Value, inside: &str) -> Option<Value> {
    let message: Value = from_str(text(given)).ok()?;
    message.pointer(inside)?.get("_meta").cloned()
}

fn main() {
    let operations: &[lines::Operation] = &[
        ("challenge.decode", |given| {
            option(
                core::parse_www_authenticate(text(given))
                    .ok()
                    .as_ref()
                    .and_then(decoded),
            )
        }),
        ("challenges.decode", list),
        ("challenge.encode", |given| {
            if given.get("extensions").is_some() {
                return Answer::Unsupported("the library writes no extension parameters");
            }
            option(
                challenge(given)
                    .and_then(|it| Some(core::format_www_authenticate(&it).ok()?.into())),
            )
        }),
        ("challenge.id", id),
        ("challenge.verify", |given| {
            let read = challenge(&given["challenge"]);
            holds(read.is_some_and(|it| it.verify(text(&given["secret"]))))
        }),
        ("credential.decode", |given| {
            shown(core::parse_authorization(text(given)))
        }),
        ("credential.encode", |given| {
            let read = from_value::<PaymentCredential>(given.clone()).ok();
            option(read.and_then(|it| Some(core::format_authorization(&it).ok()?.into())))
        }),
        ("receipt.decode", |given| {
            shown(core::parse_receipt(text(given)))
        }),
        ("receipt.encode", |given| {
            let read = from_value::<core::Receipt>(given.clone()).ok();
            option(read.and_then(|it| Some(core::format_receipt(&it).ok()?.into())))
        }),
        ("accept-payment.decode", ranges),
        ("accept-payment.rank", rank),
        ("digest.compute", |given| {
            Answer::Ok(body_digest::compute(&bytes(&given["body"])).into())
        }),
        ("digest.verify", |given| {
            holds(body_digest::verify(
                text(&given["digest"]),
                &bytes(&given["body"]),
            ))
        }),
        ("base64url.encode", |given| {
            Answer::Ok(core::base64url_encode(&bytes(given)).into())
        }),
        ("base64url.decode", |given| {
            let read = core::base64url_decode(text(given)).ok();
            option(read.and_then(|it| Some(String::from_utf8(it).ok()?.into())))
        }),
        ("request.decode", request),
        ("payload.decode", |given| {
            shown(from_str::<core::PaymentPayload>(text(&given["json"])))
        }),
        ("rpc.credential.decode", |given| {
            let read = meta(given, "/params")
                .as_ref()
                .and_then(mcp::extract_credential);
            shown(read.ok_or(()).map(|it| mcp::credential_value(&it).ok()))
        }),
        ("rpc.receipt.decode", |given| {
            shown(
                meta(given, "")
                    .as_ref()
                    .and_then(mcp::extract_receipt)
                    .ok_or(()),
            )
        }),
    ];
    let typed = |method, intent| json!({ "method": method, "intent": intent });
    let (charge, session) = (typed("tempo", "charge"), typed("tempo", "session"));
    serve(
        "mpp",
        "0.18.2",
        operations,
        json!({
            "digest.compute": [{ "form": "bare" }],
            "payload.decode": [charge],
            "request.decode": [charge, session, typed("stripe", "charge")],
        }),
    );
}
