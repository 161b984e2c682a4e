//! Conversations in which the faults of an x402 client show.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};

use crate::script::{CONTENT, Script};

/// An honest offer with some members replaced; null removes.
pub(crate) fn offer(changes: &Value) -> Value {
    let mut offer = json!({
        "scheme": "exact", "network": "base-sepolia", "maxAmountRequired": "10000",
        "asset": "0x036CbD53842c5426634e7929541eC2318f3dCF7e",
        "payTo": "0x209693Bc6afc0C5328bA36FaF03C514EF312287C",
        "resource": "http://shop.example/elsewhere", "description": "", "mimeType": "text/plain",
        "maxTimeoutSeconds": 60, "extra": { "name": "USDC", "version": "2" },
    });
    for (name, value) in changes.as_object().unwrap() {
        match value {
            Value::Null => drop(offer.as_object_mut().unwrap().remove(name)),
            value => offer[name] = value.clone(),
        }
    }
    offer
}

/// The body of a demand.
pub(crate) fn body(offers: &[Value]) -> Value {
    json!({ "x402Version": 1, "error": "pay", "accepts": offers })
}

fn answer(status: &str, body: &Value) -> String {
    format!("{status}\nContent-Type: application/json\n\n{body}")
}

fn demand(offers: &[Value]) -> String {
    answer("402 Payment Required", &body(offers))
}

fn one(changes: &Value) -> String {
    demand(&[offer(changes)])
}

fn settled(name: &str, settlement: &Value) -> String {
    let header = BASE64_STANDARD.encode(settlement.to_string());
    format!("200 OK\n{name}: {header}\n\nthe content")
}

fn settlement() -> Value {
    let hash = format!("0x{}", "ab".repeat(32));
    let payer = "0x209693Bc6afc0C5328bA36FaF03C514EF312287C";
    json!({ "success": true, "transaction": hash, "network": "base-sepolia", "payer": payer })
}

/// What an honest shop says about a payment.
pub(crate) fn paid() -> String {
    settled("X-PAYMENT-RESPONSE", &settlement())
}

/// Another token, another payee, another timeout.
fn dearer() -> Value {
    offer(&json!({
        "maxAmountRequired": "9007199254740993", "maxTimeoutSeconds": 120,
        "asset": "0x1111111111111111111111111111111111111111",
        "payTo": "0x2222222222222222222222222222222222222222",
        "extra": { "name": "Odd Dollar", "version": "7" },
    }))
}

/// Conversations that end with a payment.
pub(crate) fn payable() -> Vec<Script> {
    let paid = paid();
    let script = |name, unpaid| Script::new(name, unpaid, &paid);
    let body_text = json!({ "text": "b".repeat(2000) }).to_string();
    let foreign = offer(&json!({
        "network": "base", "payTo": "0x3333333333333333333333333333333333333333",
        "maxTimeoutSeconds": 300, "extra": { "name": "USD Coin", "version": "2" },
    }));
    let moved = "302 Found\nLocation: /moved\n\n".to_owned();
    let gone = "302 Found\nLocation: {other}/moved\n\n".to_owned();
    let null =
        json!({ "success": true, "transaction": "0x", "network": "base-sepolia", "payer": null });
    vec![
        script("plain", one(&json!({}))),
        script("within the cap", one(&json!({}))).cap("10000"),
        script("post", one(&json!({}))).post(&body_text),
        script("second is payable", demand(&[foreign, dearer()])),
        script("both payable", demand(&[offer(&json!({})), dearer()])).cap("99999"),
        script("cheaper last", demand(&[dearer(), offer(&json!({}))])),
        script(
            "bad beside good",
            demand(&[json!({ "scheme": 7 }), offer(&json!({}))]),
        ),
        script(
            "unknown beside good",
            demand(&[
                offer(&json!({ "network": "moon", "asset": "m", "payTo": "p" })),
                offer(&json!({})),
            ]),
        ),
        Script {
            calls: 2,
            ..script("two calls", one(&json!({})))
        },
        script("moved before", one(&json!({}))).route("0 /paid", moved.clone()),
        Script {
            paid: moved,
            ..script("moved after", one(&json!({})))
        }
        .route("0 /moved", CONTENT.to_owned()),
        Script {
            paid: gone,
            ..script("gone after", one(&json!({})))
        }
        .route("1 /moved", CONTENT.to_owned()),
        Script {
            paid: one(&json!({})),
            ..script("asked again", one(&json!({})))
        },
        Script {
            paid: "500 Oops\n\n".to_owned(),
            ..script("error after", one(&json!({})))
        },
        Script {
            paid: CONTENT.to_owned(),
            ..script("no settlement", one(&json!({})))
        },
        Script {
            paid: settled("x-payment-response", &settlement()),
            ..script("settlement in lower case", one(&json!({})))
        },
        Script {
            paid: settled("X-PAYMENT-RESPONSE", &null),
            ..script("null in settlement", one(&json!({})))
        },
        Script {
            paid: settled("PAYMENT-RESPONSE", &settlement()),
            ..script("settlement by another name", one(&json!({})))
        },
    ]
}

/// Conversations in which nothing is to be paid.
pub(crate) fn unpayable() -> Vec<Script> {
    let paid = paid();
    let script = |name, unpaid| Script::new(name, unpaid, &paid);
    let changed = |name, changes: Value| script(name, one(&changes));
    let version = |version: Value| {
        let mut body = body(&[offer(&json!({}))]);
        body["x402Version"] = version;
        answer("402 Payment Required", &body)
    };
    let mut unversioned = body(&[offer(&json!({}))]);
    unversioned.as_object_mut().unwrap().remove("x402Version");
    let html = format!(
        "402 Payment Required\n\n<html>{}</html>",
        body(&[offer(&json!({}))])
    );
    let next = json!({ "x402Version": 2, "error": "pay", "accepts": [{
        "scheme": "exact", "network": "eip155:84532", "amount": "10000",
        "asset": "0x036CbD53842c5426634e7929541eC2318f3dCF7e", "maxTimeoutSeconds": 60,
        "payTo": "0x209693Bc6afc0C5328bA36FaF03C514EF312287C",
        "extra": { "name": "USDC", "version": "2" },
    }]});
    let next = BASE64_STANDARD.encode(next.to_string());
    let status = |name, status: &str| {
        let body = body(&[offer(&json!({}))]);
        script(name, answer(status, &body))
    };
    let absurd = "1".to_owned() + &"0".repeat(77) + "5";
    let gone = "302 Found\nLocation: {other}/moved\n\n".to_owned();
    vec![
        changed("over the cap", json!({ "maxAmountRequired": "100000" })).cap("99999"),
        changed(
            "over by one",
            json!({ "maxAmountRequired": "9007199254740993" }),
        )
        .cap("9007199254740992"),
        changed(
            "over by 64 bits",
            json!({ "maxAmountRequired": "18446744073709551617" }),
        )
        .cap("10000"),
        changed("unknown scheme", json!({ "scheme": "upto" })),
        changed("unknown network", json!({ "network": "moon" })),
        changed("network of version 2", json!({ "network": "eip155:84532" })),
        changed("network of others", json!({ "network": "base" })),
        changed("network in capitals", json!({ "network": "Base-Sepolia" })),
        script("version 2", version(json!(2))),
        script("version as text", version(json!("1"))),
        script("no version", answer("402 Payment Required", &unversioned)),
        script(
            "header of version 2",
            format!("402 Payment Required\nPAYMENT-REQUIRED: {next}\n\n{{}}"),
        ),
        status("200", "200 OK"),
        status("401", "401 Unauthorized"),
        status("403", "403 Forbidden"),
        status("500", "500 Internal Server Error"),
        script("html", html),
        script(
            "bare offer",
            answer("402 Payment Required", &offer(&json!({}))),
        ),
        script(
            "bare list",
            answer("402 Payment Required", &json!([offer(&json!({}))])),
        ),
        changed("amount as number", json!({ "maxAmountRequired": 10000 })),
        changed("amount negative", json!({ "maxAmountRequired": "-10000" })),
        changed(
            "amount with fraction",
            json!({ "maxAmountRequired": "1.5" }),
        ),
        changed("amount in hex", json!({ "maxAmountRequired": "0x10" })),
        changed("amount too large", json!({ "maxAmountRequired": absurd })),
        changed("timeout 0", json!({ "maxTimeoutSeconds": 0 })),
        changed("no timeout", json!({ "maxTimeoutSeconds": null })),
        changed("no recipient", json!({ "payTo": null })),
        changed("no asset", json!({ "asset": null })),
        changed("no domain", json!({ "extra": null })),
        changed(
            "timeout of years",
            json!({ "maxTimeoutSeconds": 99_999_999 }),
        ),
        script("gone before", one(&json!({}))).route("0 /paid", gone),
    ]
}

/// A shop that demands properly once, and then with an empty 402.
pub(crate) fn forgetful() -> Script {
    let script = Script::new("empty 402", one(&json!({})), &paid());
    Script { calls: 2, ..script }.route("#2", "402 Payment Required\n\n".to_owned())
}
