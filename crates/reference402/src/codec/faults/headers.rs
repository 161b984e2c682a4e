//! Faults of the two headers of x402, and of JSON wherever it is read.

use http402::Kind::{
    self, BadValue, Base64, Duplicate, EmptyField, Json, Limit, Missing, Syntax, Unsupported, Utf8,
    WrongType,
};
use http402::json::RawObject;
use serde_json::Value;

use super::Deed::{Answers, Inner, Loses, Reads, RefusesText, Takes, Text, Writes};
use super::edit::rename;
use super::frame::unbase64;
use super::{Row, row};

const READ: &[&str] = &["x402.payment.decode", "x402.settlement.decode"];
const WRITTEN: &[&str] = &["x402.payment.encode", "x402.settlement.encode"];
const ANY: &[Kind] = &[
    BadValue,
    EmptyField,
    Missing,
    Syntax,
    Unsupported,
    WrongType,
];
const PAYMENT: &[&str] = &["x402.payment.decode"];

#[rustfmt::skip]
pub(super) const ROWS: &[Row] = &[
    row("header-written-in-url-alphabet", WRITTEN, Answers(|_, header| {
        edited(header, |text| text.replace('+', "-").replace('/', "_"));
    })),
    row("header-written-without-padding", WRITTEN, Answers(|_, header| {
        edited(header, |text| text.trim_end_matches('=').to_owned());
    })),
    row("header-written-as-json", WRITTEN, Answers(|_, header| {
        edited(header, |text| {
            String::from_utf8_lossy(&unbase64(text)).into_owned()
        });
    })),
    row("header-utf8-read-as-latin1", READ, Inner(|json| json.bytes().map(char::from).collect())),
    row("header-spaced-json-refused", READ, Inner(|json| {
        if json.contains('\n') {
            String::new()
        } else {
            json.to_owned()
        }
    })),
    row("header-escapes-kept", READ, Inner(|json| json.replace("\\u", "\\\\u"))),
    row("header-members-in-one-order", READ, Inner(|json| {
        let sorted = RawObject::from_json(json)
            .is_ok_and(|object| object.members().iter().map(|(name, _)| name).is_sorted());
        if sorted {
            json.to_owned()
        } else {
            String::new()
        }
    })),
    row("header-padding-refused", READ, RefusesText(Base64, |text| text.ends_with('='))),
    row("header-padding-demanded", READ, RefusesText(Base64, |text| !text.ends_with('='))),
    row("header-json-in-raw-utf8", WRITTEN, Writes(compact)),
    row("header-non-ascii-dropped", WRITTEN,
        Writes(|json| compact(json).chars().filter(char::is_ascii).collect())),
    row("header-invalid-utf8-replaced", READ, Takes(&[Utf8], "")),
    row("header-stray-characters-skipped", READ, Takes(&[Base64], "*")),
    row("header-stops-at-padding", READ, Text(|header| {
        let end = header.find('=').map_or(header.len(), |at| {
            let padding = header.bytes().skip(at).take_while(|byte| *byte == b'=');
            at + padding.count()
        });
        header.get(..end).unwrap_or_default().to_owned()
    })),
    row("header-raw-json-taken", READ, Text(|header| match header.starts_with('{') {
        true => http402::Base64::Standard.encode(header.as_bytes()),
        false => header.to_owned(),
    })),
    row("header-array-unwrapped", READ, Reads(|json| {
        if let Value::Array(elements) = json {
            *json = elements.pop().unwrap_or_default();
        }
    })),
    row("header-any-json-taken", READ, Takes(&[WrongType], "")),
    row("header-broken-json-is-empty", READ, Takes(&[Json], "*")),
    row("header-text-after-json-ignored", READ, Inner(first_value)),
    row("header-json-comments-skipped", READ, Inner(uncommented)),
    row("header-padding-optional", READ,
        Text(|header| format!("{header}{}", "=".repeat((4 - header.len() % 4) % 4)))),
    row("header-url-alphabet-taken", READ, Text(|header| header.replace('-', "+").replace('_', "/"))),
    row("payment-members-reordered", WRITTEN, Writes(reversed)),
    row("header-json-spaced", WRITTEN, Writes(|json| json.replace("\",\"", "\", \""))),
    row("header-solidus-escaped", WRITTEN, Writes(|json| json.replace('/', "\\/"))),
    row("duplicate-members-last-wins", &["x402.*", "eip712.*"], Takes(&[Duplicate], "*")),
    row("duplicate-members-last-wins", &["x402.mcp.required.decode"], Takes(&[Missing], "")),
    row("nesting-unbounded", &["*"], Takes(&[Limit], "*[][][]*")),
    row("nesting-unbounded", &["*"], Takes(&[Limit], "*.a.a.a*")),
    row("nesting-of-16", &["*"], Inner(|json| {
        let deep = json.contains("[[[[[[[[[[[[[[[[[") || json.matches("{\"a\":").count() > 16;
        if deep { String::new() } else { json.to_owned() }
    })),
    row("size-unbounded", &["*"], Takes(&[Limit], "")),
    row("size-unbounded", &["*"], Takes(&[Limit], "X-PAYMENT*")),
    row("size-of-16-kilobytes", PAYMENT, RefusesText(Limit, |text| text.len() > 16_384)),
    row("members-unbounded", &["*"], Takes(&[Limit], "memo")),
    row("members-unbounded", &["jcs.canonicalize"], Takes(&[Limit], "")),
    row("members-of-1000", &["*"], Inner(|json| {
        if json.matches(',').count() > 1000 {
            String::new()
        } else {
            json.to_owned()
        }
    })),
    row("lone-surrogates-replaced", &["*"], Takes(&[Utf8], "*memo")),
    row("lone-surrogates-replaced", &["*"], Takes(&[Utf8], "request.a")),
    row("empty-texts-taken", &["x402.*", "signature.inspect"], Takes(&[EmptyField], "*")),
    row("leading-zeros-dropped", &["x402.*", "uint256.*"], Takes(&[Syntax], "*")),
    row("byte-order-mark-skipped", &["x402.*", "challenge.decode"], Takes(&[Json], "")),
    row("byte-order-mark-skipped", &["challenge.decode"], Takes(&[Json], "request")),
    row("fractions-taken-as-whole", &["x402.*"], Takes(&[BadValue], "*x402Version")),
    row("fractions-taken-as-whole", &["x402.*"], Takes(&[BadValue], "*maxTimeoutSeconds")),
    row("member-names-in-any-case", &["x402.*"], Takes(&[Missing], "*")),
    row("settlement-snake-case-read", &["x402.settle*.decode"], Reads(|json| {
        rename(json, "", "error_reason", "errorReason");
    })),
    row("settlement-snake-case-written", &["x402.settlement.encode"],
        Writes(|json| json.replace("\"errorReason\"", "\"error_reason\""))),
    row("settlement-reason-always-written", &["x402.settlement.encode"], Writes(|json| {
        if json.contains("\"errorReason\"") {
            return json.to_owned();
        }
        json.replacen('{', "{\"errorReason\":\"\",", 1)
    })),
    row("unknown-members-dropped", &["x402.*.decode"], Loses("/memo")),
    row("encoders-unchecked", &["*.encode"], Takes(ANY, "*")),
    row("proto-members-inherited", &["x402.*.decode"], Reads(inherit)),
    row("settlement-transaction-not-written", &["x402.settlement.encode"], Writes(|json| {
        json.replace("\"transaction\"", "\"tx\"")
    })),
];

/// Copies members as an assignment in some languages does: those of `__proto__` seem to be there.
fn inherit(json: &mut Value) {
    match json {
        Value::Object(members) => {
            members.values_mut().for_each(inherit);
            if let Some(Value::Object(lent)) = members.remove("__proto__") {
                for (name, value) in lent {
                    members.entry(name).or_insert(value);
                }
            }
        }
        Value::Array(elements) => elements.iter_mut().for_each(inherit),
        _ => {}
    }
}

fn edited(header: &mut Value, change: impl Fn(&str) -> String) {
    if let Value::String(text) = header {
        *text = change(text);
    }
}

/// The same value without white space and without escapes that it can do without.
fn compact(json: &str) -> String {
    serde_json::from_str::<Value>(json)
        .unwrap_or_default()
        .to_string()
}

/// The object with its members in reverse order, their values as they are.
fn reversed(json: &str) -> String {
    let Ok(object) = RawObject::from_json(json) else {
        return json.to_owned();
    };
    let members = object.members();
    let mut members: Vec<_> = members
        .iter()
        .map(|(name, value)| format!("{}:{}", Value::from(name), value.as_str()))
        .collect();
    members.reverse();
    format!("{{{}}}", members.join(","))
}

/// The first JSON value of a text, as a reader sees it that stops there.
fn first_value(text: &str) -> String {
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<Value>();
    match values.next() {
        Some(Ok(_)) => text
            .get(..values.byte_offset())
            .unwrap_or_default()
            .to_owned(),
        _ => text.to_owned(),
    }
}

/// Without what stands between `/*` and `*/`.
fn uncommented(json: &str) -> String {
    let Some((before, rest)) = json.split_once("/*") else {
        return json.to_owned();
    };
    let after = rest.split_once("*/").map_or("", |(_, after)| after);
    format!("{before}{after}")
}
