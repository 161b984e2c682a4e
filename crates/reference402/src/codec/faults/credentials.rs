//! Faults of credentials and receipts.

use http402::Kind::{
    BadValue, Base64, Duplicate, EmptyField, Json, Limit, Missing, Syntax, Trailing, Unsupported,
    Utf8, WrongType,
};
use http402::primitives::Timestamp;
use serde_json::{Value, json};

use super::Deed::{Answers, Loses, Reads, Refuses, RefusesText, Takes, Text, Writes};
use super::edit::{lose, put, text};
use super::{Row, row};

const CREDENTIAL: &[&str] = &["credential.decode"];
const CREDENTIALS: &[&str] = &["credential.*"];
const WRITTEN: &[&str] = &["credential.encode"];
const RECEIPT: &[&str] = &["receipt.decode"];
const RECEIPT_WRITTEN: &[&str] = &["receipt.encode"];
/// All of MPP that reads JSON.
const JSON: &[&str] = &[
    "challenge*",
    "credential*",
    "receipt*",
    "jcs*",
    "problem*",
    "rpc*",
];
const BASE64: &[&str] = &[
    "challenge.decode",
    "credential.decode",
    "receipt.decode",
    "base64url.decode",
];

#[rustfmt::skip]
pub(super) const ROWS: &[Row] = &[
    row("credential-without-scheme", WRITTEN, Answers(|_, header| {
        text(header, "", |header| header.trim_start_matches("Payment ").into());
    })),
    row("echo-of-options-lost", CREDENTIAL, Loses("/challenge/expires")),
    row("echo-of-options-lost", WRITTEN, Reads(|credential| lose(credential, "/challenge/expires"))),
    row("header-not-echoed", CREDENTIAL, Loses("/challenge/header")),
    row("header-not-echoed", WRITTEN, Reads(|credential| lose(credential, "/challenge/header"))),
    row("challenge-member-optional", CREDENTIALS, Takes(&[Missing, WrongType], "challenge")),
    row("payload-any-type", CREDENTIALS, Takes(&[Missing, WrongType], "payload")),
    row("payload-any-type", CREDENTIALS, Takes(&[WrongType], "")),
    row("payload-lost", CREDENTIAL, Loses("/payload")),
    row("source-required", CREDENTIAL, Refuses(Missing, |credential| credential.get("source").is_none())),
    row("source-any-type", CREDENTIAL, Takes(&[WrongType], "source")),
    row("source-lost", CREDENTIAL, Loses("/source")),
    row("source-lost", WRITTEN, Reads(|credential| lose(credential, "/source"))),
    row("echo-unchecked", CREDENTIALS, Takes(&[Missing, WrongType, EmptyField], "challenge.*")),
    row("credential-extras-refused", CREDENTIAL, Refuses(BadValue, |credential| {
        others(credential, &["challenge", "payload", "source"])
            || credential.get("challenge").is_some_and(|challenge| others(challenge, CHALLENGE))
    })),
    row("payload-extras-refused", &["payload.decode*"], Refuses(BadValue, |payload| {
        others(payload, &["type", "signature", "hash", "transaction", "transactionId", "proof"])
    })),
    row("credential-standard-base64", CREDENTIAL, Takes(&[Base64], "")),
    row("credential-broken-is-empty", CREDENTIAL, Takes(&[Json, Utf8, Missing, Unsupported], "")),
    row("credential-broken-is-empty", CREDENTIAL, Takes(&[Json], "challenge")),
    row("credential-limit-four-kilobytes", CREDENTIAL, RefusesText(Limit, |text| text.len() > 4096)),
    row("json-duplicates-last-wins", JSON, Takes(&[Duplicate], "*")),
    row("json-tail-ignored", JSON, Takes(&[Trailing], "*")),
    row("broken-json-is-empty", &["jcs.canonicalize"], Takes(&[Json, Trailing], "*")),
    row("json-bytes-replaced", &["jcs.canonicalize"], Takes(&[Utf8], "*")),
    row("base64-unused-bits-ignored", BASE64, Takes(&[Base64], "*")),
    row("junk-skipped-in-base64", BASE64, Takes(&[Base64, Syntax], "")),
    row("decoded-bytes-as-hex", &["base64url.decode"], Answers(|_, decoded| {
        text(decoded, "", |text| crate::codec::hex(text.as_bytes()).into());
        let digits = decoded.take();
        *decoded = json!({ "hex": digits });
    })),
    row("base64url-padded", &["credential.encode", "receipt.encode", "base64url.encode"],
        Answers(|_, written| {
        text(written, "", |text| {
            let body = text.len() - text.find(' ').map_or(0, |at| at + 1);
            format!("{text}{}", "=".repeat((4 - body % 4) % 4)).into()
        });
    })),
    row("base64url-padded", &["challenge.encode"], Answers(|_, printed| {
        super::challenges::parameter(printed, "request", |text| {
            format!("{text}{}", "=".repeat((4 - text.len() % 4) % 4))
        });
    })),
    row("standard-alphabet-printed", &["credential.encode", "receipt.encode", "base64url.encode"],
        Answers(|_, written| {
        text(written, "", |text| text.replace('-', "+").replace('_', "/").into());
    })),
    row("base64-with-line-break", &["credential.encode", "receipt.encode", "base64url.encode"],
        Answers(|_, written| {
        text(written, "", |text| format!("{text}\r\n").into());
    })),
    row("base64-with-line-break", &["challenge.encode"], Answers(|_, printed| {
        super::challenges::parameter(printed, "request", |text| format!("{text}\r\n"));
    })),
    row("receipt-reference-lost", RECEIPT, Loses("/reference")),
    row("receipt-reference-lost", &["method-receipt.decode:tempo/charge", "method-receipt.decode:evm/charge"],
        Loses("/reference")),
    row("receipt-reference-lost", RECEIPT_WRITTEN, Writes(|json| json.replace("\"reference\"", "\"ref\""))),
    row("receipt-written-unchecked", RECEIPT_WRITTEN, Takes(&[Missing], "reference")),
    row("receipt-status-written-unchecked", RECEIPT_WRITTEN, Takes(&[BadValue], "status")),
    row("receipt-time-in-utc", RECEIPT, Answers(|_, receipt| {
        text(receipt, "/timestamp", |time| {
            let parsed = time.parse::<Timestamp>().and_then(|time| Timestamp::from_unix(time.unix()));
            parsed.map_or_else(|_| time.into(), |time| time.to_string().into())
        });
    })),
    row("receipt-members-closed", &["receipt.*"],
        Refuses(BadValue, |receipt| others(receipt, RECEIPT_MEMBERS))),
    row("receipt-members-closed", &["rpc.receipt.decode"], Refuses(BadValue, |message| {
        message.pointer("/_meta/org.paymentauth~1receipt").is_some_and(|receipt| {
            others(receipt, &["challengeId", "method", "reference", "status", "timestamp"])
        })
    })),
    row("receipt-status-any", RECEIPT, Takes(&[BadValue, Missing], "status")),
    row("receipt-reference-optional", RECEIPT, Takes(&[Missing], "*")),
    row("receipt-broken-is-empty", RECEIPT, Takes(&[Base64, Json, Utf8, WrongType], "")),
    row("receipt-members-of-any-type", RECEIPT, Takes(&[WrongType], "*")),
    row("receipt-time-unchecked", RECEIPT, Takes(&[Syntax, BadValue, WrongType, EmptyField], "timestamp")),
    row("credential-members-reordered", WRITTEN, Writes(|json| {
        let value: Value = serde_json::from_str(json).unwrap_or_default();
        let mut members: Vec<_> = value.as_object().into_iter().flatten()
            .map(|(name, value)| format!("{}:{value}", json!(name))).collect();
        members.reverse();
        format!("{{{}}}", members.join(","))
    })),
    row("receipt-with-extra-member", RECEIPT_WRITTEN, Reads(|receipt| put(receipt, "", "x-shard", "7"))),
    row("padding-accepted", &["credential.decode", "receipt.decode", "base64url.decode"], Text(|text| {
        text.trim_end_matches('=').to_owned()
    })),
    row("json-blanks-in-credential", WRITTEN, Writes(|json| json.replace("\":{", "\" : {"))),
];

const CHALLENGE: &[&str] = &[
    "id",
    "realm",
    "method",
    "intent",
    "request",
    "expires",
    "digest",
    "opaque",
    "header",
    "description",
];
const RECEIPT_MEMBERS: &[&str] = &["status", "method", "reference", "timestamp"];

/// Whether an object has members beside these.
fn others(value: &Value, known: &[&str]) -> bool {
    let mut names = value.as_object().into_iter().flatten();
    names.any(|(name, _)| !known.contains(&name.as_str()))
}
