//! Faults of canonical JSON, and of times.

use http402::Kind::{BadValue, EmptyField, Syntax, Utf8};
use http402::json::{RawObject, canonicalize};
use http402::primitives::Timestamp;
use serde_json::{Value, json};

use super::Deed::{Answers, Empties, RefusesText, Takes, Text, Works};
use super::edit::{each, text};
use super::{Row, row};
use crate::codec::input::Input;
use crate::codec::{Result, primitives};

const JCS: &[&str] = &["jcs.canonicalize"];
const PRINT: &[&str] = &["challenge.encode"];
const TIME: &[&str] = &["timestamp.decode"];

#[rustfmt::skip]
pub(super) const ROWS: &[Row] = &[
    row("keys-not-sorted", JCS, Works(|input| written(input, |_| {}))),
    row("keys-by-code-point", JCS, Works(|input| written(input, |members| members.sort()))),
    row("keys-case-blind", JCS,
        Works(|input| written(input, |members| members.sort_by_key(|(name, _)| name.to_lowercase())))),
    row("keys-by-length", JCS,
        Works(|input| written(input, |members| members.sort_by_key(|(name, _)| name.len())))),
    row("non-ascii-escaped-in-json", JCS, Answers(|_, printed| text(printed, "", |text| {
        let mut escaped = String::new();
        for c in text.chars() {
            if c.is_ascii() {
                escaped.push(c);
            } else {
                let mut units = [0; 2];
                escaped.extend(c.encode_utf16(&mut units).iter().map(|unit| format!("\\u{unit:04x}")));
            }
        }
        escaped.into()
    }))),
    row("html-escaped-in-json", JCS, Answers(|_, printed| text(printed, "", |text| {
        text.replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026").into()
    }))),
    row("solidus-escaped-in-json", JCS,
        Answers(|_, printed| text(printed, "", |text| text.replace('/', "\\/").into()))),
    row("numbers-as-written", JCS, Answers(|input, printed| {
        if input.as_str().is_some_and(|text| !text.contains(['"', '{', ' '])) {
            *printed = input.clone();
        }
    })),
    row("numbers-with-fraction", JCS, Answers(|_, printed| text(printed, "", |text| {
        match text.parse::<i64>() {
            Ok(_) => format!("{text}.0").into(),
            Err(_) => text.into(),
        }
    }))),
    row("exponents-in-capitals", JCS,
        Answers(|_, printed| text(printed, "", |text| match text.parse::<f64>() {
        Ok(_) => text.replace('e', "E").into(),
        Err(_) => text.into(),
    }))),
    row("exponents-written-out", JCS, Answers(|_, printed| text(printed, "", |text| {
        text.parse::<f64>().map_or_else(|_| text.into(), |number| number.to_string().into())
    }))),
    row("numbers-as-single", JCS, Answers(|_, printed| text(printed, "", |text| {
        text.parse::<f32>().map_or_else(|_| text.into(), |number| format!("{number:e}").into())
    }))),
    row("negative-zero-kept", JCS, Answers(|input, printed| {
        if input.as_str().is_some_and(|text| text.starts_with("-0")) && printed == "0" {
            *printed = json!("-0");
        }
    })),
    row("spaced-json-printed", JCS,
        Answers(|_, printed| text(printed, "", |text| format!("{text}\n").into()))),
    row("canonical-json-unchecked", JCS, Takes(&[BadValue, Utf8], "*")),
    row("request-with-blanks", PRINT,
        Answers(|_, printed| request(printed, |json| json.replace("\":", "\": ")))),
    row("request-members-reversed", &["challenge.id"], super::Deed::Reads(|input| {
        if let Some(request) = input.pointer("/challenge/request") {
            let spaced = request.to_string().replace("\":", "\": ");
            super::edit::put(input, "/challenge", "requestText", encode(&spaced));
        }
    })),
    row("expires-date-only-accepted", TIME, Takes(&[Syntax, EmptyField], "*")),
    row("expires-date-only-accepted", &["challenge.decode"], Takes(&[Syntax, BadValue], "expires")),
    row("expires-date-only-accepted", &["subscription.boundary"], Takes(&[Syntax], "*")),
    row("calendar-not-checked", TIME, Takes(&[BadValue], "*")),
    row("offset-ignored", TIME, Text(|time| match time.len() > 20 && !time.ends_with(['Z', 'z']) {
        true => format!("{}Z", time.get(..time.len() - 6).unwrap_or(time)),
        false => time.to_owned(),
    })),
    row("fraction-refused", TIME, RefusesText(Syntax, |time| time.contains('.'))),
    row("small-letters-in-time-refused", TIME, RefusesText(Syntax, |time| time.contains(['t', 'z']))),
    row("time-in-milliseconds", TIME, Answers(|_, time| {
        each(time, "/unix", &mut |unix| *unix = json!(unix.as_i64().unwrap_or_default() * 1000));
    })),
    row("epoch-refused", TIME, RefusesText(BadValue, |time| {
        time.parse::<Timestamp>().is_ok_and(|time| time.unix() <= 0)
    })),
    row("leap-second-refused", TIME, RefusesText(BadValue, |time| time.contains(":60"))),
    row("space-in-time-empties", TIME, Empties(&[Syntax], "*")),
];

fn encode(json: &str) -> String {
    http402::Base64::Url.encode(json.as_bytes())
}

/// Changes the JSON text behind the `request` of a printed challenge.
fn request(printed: &mut Value, change: fn(&str) -> String) {
    super::challenges::parameter(printed, "request", |wire| {
        let json = String::from_utf8_lossy(&super::frame::unbase64(wire)).into_owned();
        encode(&change(&json))
    });
}

/// Canonical JSON, but for the order of members.
fn written(input: Input<'_>, order: fn(&mut Vec<(String, String)>)) -> Result<Value> {
    primitives::jcs(input)?;
    Ok(json!(ordered(&input.text()?, order)))
}

fn ordered(json: &str, order: fn(&mut Vec<(String, String)>)) -> String {
    let honest = || canonicalize(json).unwrap_or_default();
    let Ok(object) = RawObject::from_json(json) else {
        return honest();
    };
    let members = object.members();
    let mut members: Vec<_> = members
        .iter()
        .map(|(name, value)| (name.to_owned(), ordered(value.as_str(), order)))
        .collect();
    order(&mut members);
    let members = members.iter().map(|(name, value)| {
        let name = canonicalize(&json!(name).to_string()).unwrap_or_default();
        format!("{name}:{value}")
    });
    format!("{{{}}}", members.collect::<Vec<_>>().join(","))
}
