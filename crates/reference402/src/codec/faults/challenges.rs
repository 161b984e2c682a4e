//! Faults of challenges: their grammar, their parameters, and the lists of them.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use http402::Kind::{
    BadValue, Base64, Duplicate, EmptyField, Json, Limit, Missing, Syntax, Unsupported, Utf8,
    WrongType,
};
use serde_json::{Value, json};

use super::Deed::{
    Answers, Empties, Loses, Reads, Refuses, RefusesAnswer, RefusesText, Takes, Text,
};
use super::edit::{each, get, lose, put, text};
use super::frame::unbase64;
use super::{Row, row};

const ONE: &[&str] = &["challenge.decode"];
const LIST: &[&str] = &["challenges.decode"];
const PRINT: &[&str] = &["challenge.encode"];
const SCHEMES: &[&str] = &["challenge.decode", "credential.decode"];

#[rustfmt::skip]
pub(super) const ROWS: &[Row] = &[
    row("scheme-case-sensitive", SCHEMES,
        RefusesText(Unsupported, |text| !text.trim_start().starts_with("Payment"))),
    row("scheme-case-sensitive", LIST, Reads(|input| lines(input, |line| {
        vec![line.replace("payment ", "unknown ").replace("PAYMENT ", "unknown ")]
    }))),
    row("one-space-after-scheme", SCHEMES, RefusesText(Syntax, |text| text.starts_with("Payment  "))),
    row("first-parameter-swallowed", ONE, Loses("/id")),
    row("space-around-equals-refused", ONE, RefusesText(Syntax, |text| {
        text.contains(" =") || text.contains("= ") || text.contains("=\t")
    })),
    row("space-before-comma-refused", ONE, RefusesText(Syntax, |text| text.contains(" ,"))),
    row("comma-without-space-refused", ONE, RefusesText(Syntax, |text| {
        text.split("\",").skip(1).any(|rest| !rest.starts_with([' ', ',']))
    })),
    row("outer-spaces-refused", ONE, RefusesText(Syntax, |text| text.trim() != text)),
    row("token-value-refused", ONE, RefusesText(Syntax, |text| {
        text.split(',').any(|part| {
            part.split_once('=').is_some_and(|(_, value)| !value.trim().starts_with('"'))
        })
    })),
    row("empty-value-refused", ONE, RefusesText(EmptyField, |text| text.contains("=\"\""))),
    row("broken-grammar-tolerated", ONE, Takes(&[Syntax], "")),
    row("broken-grammar-tolerated", ONE, Takes(&[Syntax], "realm")),
    row("broken-grammar-tolerated", ONE, Takes(&[Syntax], "tier")),
    row("parameter-names-case-sensitive", ONE, RefusesText(Missing, |text| {
        ["ID=", "Id=", "REALM=", "Realm="].iter().any(|name| text.contains(name))
    })),
    row("last-duplicate-wins", ONE, Takes(&[Duplicate], "id")),
    row("last-duplicate-wins", ONE, Takes(&[Duplicate], "realm")),
    row("last-duplicate-wins", ONE, Takes(&[Duplicate], "tier")),
    row("last-duplicate-wins", ONE, Takes(&[Duplicate], "TIER")),
    row("duplicate-case-blind", ONE, Takes(&[Duplicate], "Realm")),
    row("duplicate-case-blind", ONE, Takes(&[Duplicate], "TIER")),
    row("escapes-kept", ONE, Text(|text| text.replace('\\', "\\\\"))),
    row("escape-ends-string", ONE, Text(|text| text.replace("\\\"", "\""))),
    row("value-ends-at-equals", ONE, Answers(|_, challenge| {
        text(challenge, "/id", |id| id.split('=').next().unwrap_or_default().into());
    })),
    row("tab-in-quotes-refused", ONE, RefusesText(Syntax, |text| text.contains('\t'))),
    row("escapes-not-written", PRINT, Answers(|_, printed| {
        text(printed, "", |text| text.replace("\\\"", "\"").replace("\\\\", "\\").into());
    })),
    row("line-breaks-printed", PRINT, Takes(&[Syntax], "*")),
    row("controls-stripped", PRINT, Reads(|challenge| {
        for path in ["/description", "/id", "/realm", "/extensions/tier"] {
            text(challenge, path, |value| value.replace(char::is_control, "").into());
        }
    })),
    row("tab-not-printed", PRINT, Refuses(Syntax, |challenge| get(challenge, "/description").contains('\t'))),
    row("open-quote-tolerated", ONE, Takes(&[Syntax], "description")),
    row("open-quote-tolerated", LIST, Takes(&[Syntax], "*")),
    row("quoted-value-ends-at-space", ONE, Answers(|_, challenge| {
        text(challenge, "/realm", |realm| realm.split(' ').next().unwrap_or_default().into());
    })),
    row("split-at-payment", ONE, RefusesText(Syntax, |text| text.matches("Payment").count() > 1)),
    row("split-at-payment", LIST, Reads(|input| lines(input, |line| {
        let parts: Vec<_> = line.split(", Payment ").collect();
        let quoted = parts.iter().any(|part| part.matches('"').count() % 2 == 1);
        if quoted { parts.into_iter().map(str::to_owned).collect() } else { vec![line.to_owned()] }
    }))),
    row("neighbour-realm-split", LIST, Reads(|input| lines(input, |line| {
        line.split("Payment ").map(str::to_owned).collect()
    }))),
    row("first-challenge-only", LIST, Answers(|_, answer| challenges(answer, |all| all.truncate(1)))),
    row("first-line-only", LIST, Reads(|input| {
        each(input, "/lines", &mut |lines| {
            if let Some(lines) = lines.as_array_mut() {
                lines.truncate(1);
            }
        });
    })),
    row("challenge-order-reversed", LIST, Answers(|_, answer| challenges(answer, |all| all.reverse()))),
    row("single-challenge-unwrapped", LIST, Answers(|_, answer| {
        each(answer, "/challenges", &mut |all| {
            if let Some([one]) = all.as_array().map(Vec::as_slice) {
                *all = one.clone();
            }
        });
    })),
    row("no-challenge-is-error", LIST, RefusesAnswer(Missing, |answer| answer["challenges"] == json!([]))),
    row("no-challenge-is-null", LIST, Answers(|_, answer| {
        if answer["challenges"] == json!([]) {
            put(answer, "", "challenges", Value::Null);
        }
    })),
    row("foreign-scheme-swallows", LIST, Reads(|input| lines(input, |line| {
        vec![line.replace(", Bearer ", ", ").replace(", Basic ", ", ").replace(", Digest ", ", ")]
    }))),
    row("payment-must-lead", LIST, Reads(|input| lines(input, |line| {
        if line.to_ascii_lowercase().starts_with("payment") { vec![line.to_owned()] } else { vec![] }
    }))),
    row("empty-elements-refused", &["challenge.decode", "accept-payment.decode"],
        RefusesText(Syntax, empty_element)),
    row("empty-elements-refused", LIST, Refuses(Syntax, |input| {
        let lines = input["lines"].as_array();
        lines.into_iter().flatten().filter_map(Value::as_str).any(|line| line.is_empty() || empty_element(line))
    })),
    row("fixed-parameter-order", ONE, RefusesText(Syntax, |text| !text.starts_with("Payment id="))),
    row("optional-parameters-not-printed", PRINT, Reads(|challenge| {
        lose(challenge, "/header");
        lose(challenge, "/extensions");
    })),
    row("id-empty-accepted", &["challenge.*", "rpc.error.decode"], Takes(&[EmptyField], "*id")),
    row("id-missing-accepted", ONE, Takes(&[Missing], "id")),
    row("realm-optional", ONE, Takes(&[Missing], "realm")),
    row("intent-defaults-to-charge", ONE, Takes(&[Missing], "intent")),
    row("method-optional", ONE, Takes(&[Missing], "method")),
    row("request-optional", ONE, Takes(&[Missing], "request")),
    row("bare-scheme-taken", ONE, Takes(&[Missing, Unsupported], "")),
    row("request-lost", ONE, Loses("/request")),
    row("strict-method-letters", ONE, RefusesAnswer(BadValue, |challenge| {
        get(challenge, "/method").contains(|c: char| !c.is_ascii_lowercase())
    })),
    row("intent-lowered", ONE, Answers(|_, answer| lower(answer, "/intent"))),
    row("intent-lowered", &["credential.decode"], Answers(|_, answer| lower(answer, "/challenge/intent"))),
    row("intent-lowered", &["accept-payment.decode"], Answers(|_, answer| lower(answer, "/ranges/*/intent"))),
    row("names-unchecked", ONE, Takes(&[BadValue, EmptyField], "method")),
    row("names-unchecked", ONE, Takes(&[BadValue, EmptyField], "intent")),
    row("request-any-json", ONE, Takes(&[WrongType], "request")),
    row("request-not-decoded", ONE, Takes(&[Base64, Json, Utf8, EmptyField], "request*")),
    row("utf8-replaced", ONE, Takes(&[Utf8], "request")),
    row("request-kept-as-text", ONE, Answers(|_, challenge| {
        let wire = get(challenge, "/requestText").to_owned();
        put(challenge, "", "request", wire);
    })),
    row("opaque-decoded", ONE, Answers(|_, challenge| decode(challenge, "/opaque"))),
    row("opaque-decoded", &["credential.decode"], Answers(|_, answer| decode(answer, "/challenge/opaque"))),
    row("opaque-re-encoded", &["challenge.decode"], Answers(|_, answer| re_encode(answer, "/opaque"))),
    row("opaque-re-encoded", &["credential.encode"], Reads(|input| re_encode(input, "/challenge/opaque"))),
    row("unknown-parameter-refused", ONE,
        RefusesAnswer(BadValue, |answer| answer.get("extensions").is_some())),
    row("optional-parameters-lost", ONE, Loses("/expires")),
    row("optional-parameters-lost", ONE, Loses("/description")),
    row("challenge-limit-two-kilobytes", ONE, RefusesText(Limit, |text| text.len() > 2048)),
    row("fifty-parameters-at-most", ONE, RefusesText(Limit, |text| text.matches("=\"").count() > 50)),
    row("header-lost", ONE, Loses("/header")),
    row("header-spelled-out", ONE, Answers(|_, challenge| {
        super::edit::default(challenge, "", "header", "Authorization");
    })),
    row("header-value-lowered", ONE, Answers(|_, answer| lower(answer, "/header"))),
    row("payment-written-with-non-ascii", PRINT, Answers(|input, printed| {
        let plain = get(input, "/description").to_owned();
        parameter(printed, "description", |_| plain.clone());
    })),
    row("request-echo-canonicalised", ONE, Answers(|_, answer| re_encode(answer, "/requestText"))),
    row("request-echo-canonicalised", &["credential.encode"],
        Reads(|input| re_encode(input, "/challenge/request"))),
    row("request-echo-canonicalised", &["credential.decode"],
        Answers(|_, answer| re_encode(answer, "/challenge/request"))),
    row("padding-refused-everywhere", ONE,
        RefusesText(Base64, |text| text.contains("=\"") && text.contains("0=\""))),
    row("padding-refused-everywhere", &["credential.decode", "receipt.decode"],
        RefusesText(Base64, |text| text.ends_with('='))),
    row("padding-demanded", ONE,
        RefusesText(Base64, |text| text.contains("\"lightning\"") && !text.contains("0=\""))),
    row("parameters-sorted", PRINT, Answers(|_, printed| {
        text(printed, "", |text| {
            let mut all: Vec<_> = text.trim_start_matches("Payment ").split("\", ").map(|one| one.trim_end_matches('"')).collect();
            if all.iter().any(|one| one.matches('"').count() != 1) {
                return text.into();
            }
            all.sort_unstable();
            format!("Payment {}\"", all.join("\", ")).into()
        });
    })),
    row("tokens-where-possible", PRINT, Answers(|_, printed| parameter_bare(printed, "method"))),
    row("scheme-printed-lower-case", PRINT, Answers(|_, printed| {
        text(printed, "", |text| text.replacen("Payment", "payment", 1).into());
    })),
    row("no-space-after-comma", PRINT, Answers(|_, printed| {
        text(printed, "", |text| match text.contains('\\') {
            true => text.into(),
            false => text.replace("\", ", "\",").into(),
        });
    })),
    row("opaque-checked", ONE, RefusesAnswer(BadValue, |challenge| {
        let opaque = get(challenge, "/opaque");
        let map = serde_json::from_slice::<Value>(&unbase64(opaque)).unwrap_or_default();
        let flat = map.as_object().is_some_and(|map| map.values().all(Value::is_string));
        !opaque.is_empty() && !flat
    })),
    row("quoted-pair-u", ONE, Text(|text| text.replace("\\u", "u"))),
    row("unknown-parameters-dropped", ONE, Loses("/extensions")),
    row("request-text-lost", ONE, Loses("/requestText")),
    row("unregistered-intents-refused", ONE, RefusesAnswer(Unsupported, |challenge| {
        !matches!(get(challenge, "/intent"), "charge" | "session" | "subscription" | "")
    })),
    row("method-in-capitals-empties", ONE, Empties(&[BadValue], "method")),
    row("challenge-quotes-empties", ONE, Empties(&[Syntax], "")),
    row("challenge-quotes-empties", LIST, Empties(&[Syntax], "*")),
    row("long-unclosed-empties", ONE, Empties(&[Syntax], "fuzz")),
    row("raw-bytes-empties", ONE, Empties(&[Utf8, Syntax], "*")),
    row("raw-bytes-empties", ONE, Answers(|_, challenge| {
        text(challenge, "/description", |text| text.chars().filter(char::is_ascii).collect::<String>().into());
    })),
    row("padding-empties", &["challenge.decode", "credential.decode", "receipt.decode", "base64url.decode"],
        Empties(&[Base64], "*")),
    row("padding-empties", ONE, Answers(|input, challenge| {
        if input.as_str().is_some_and(|text| text.contains("=\"") && text.contains("0=")) {
            *challenge = json!({});
        }
    })),
    row("padding-empties", &["credential.decode", "receipt.decode"], Answers(|input, answer| {
        if input.as_str().is_some_and(|text| text.ends_with('=')) {
            *answer = json!({});
        }
    })),
];

fn empty_element(text: &str) -> bool {
    let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    text.contains(",,") || text.starts_with(',') || text.ends_with(',') || text.contains("Payment,")
}

/// Reads other field lines.
fn lines(input: &mut Value, change: fn(&str) -> Vec<String>) {
    each(input, "/lines", &mut |lines| {
        let old = lines.as_array().cloned().unwrap_or_default();
        let new = old.iter().filter_map(Value::as_str).flat_map(change);
        *lines = new.map(Value::from).collect();
    });
}

fn challenges(answer: &mut Value, change: fn(&mut Vec<Value>)) {
    each(answer, "/challenges", &mut |all| {
        if let Some(all) = all.as_array_mut() {
            change(all);
        }
    });
}

fn lower(answer: &mut Value, path: &str) {
    text(answer, path, |text| text.to_lowercase().into());
}

/// Shows what is behind the base64url.
fn decode(answer: &mut Value, path: &str) {
    text(answer, path, |wire| {
        let bytes = unbase64(wire);
        serde_json::from_slice(&bytes).unwrap_or_else(|_| String::from_utf8_lossy(&bytes).into())
    });
}

/// Decodes and writes again, in a spelling of its own.
fn re_encode(answer: &mut Value, path: &str) {
    text(answer, path, |wire| {
        match serde_json::from_slice::<Value>(&unbase64(wire)) {
            Ok(value) => BASE64_URL_SAFE_NO_PAD.encode(value.to_string()).into(),
            Err(_) => wire.into(),
        }
    });
}

/// Changes the value of a printed parameter.
pub(super) fn parameter(printed: &mut Value, name: &str, change: impl Fn(&str) -> String) {
    text(printed, "", |text| {
        let Some((before, rest)) = text.split_once(&format!(" {name}=\"")) else {
            return text.into();
        };
        let (value, after) = rest.split_once('"').unwrap_or((rest, ""));
        format!("{before} {name}=\"{}\"{after}", change(value)).into()
    });
}

fn parameter_bare(printed: &mut Value, name: &str) {
    text(printed, "", |text| {
        let Some((before, rest)) = text.split_once(&format!(" {name}=\"")) else {
            return text.into();
        };
        let (value, after) = rest.split_once('"').unwrap_or((rest, ""));
        format!("{before} {name}={value}{after}").into()
    });
}
