use alloc::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::matching::{Mismatch, matches};
use crate::bytes;
use crate::decode::operations;
use crate::exchange::http::{Fault, Head, Response};
use crate::exchange::{Observation, offers, receipt};

/// What clauses depend on besides the observation.
pub(super) struct About<'a> {
    /// The protocol family of the scenario.
    pub(super) spec: &'a str,
    /// Text that only the paid content has.
    pub(super) canary: Option<&'a str>,
    /// The target's binding secret.
    pub(super) secret: Option<&'a str>,
}

/// What a clause found.
pub(super) struct Finding {
    /// What came, in the clause's own terms.
    pub(super) got: Value,
    /// A short, stable form of it.
    pub(super) token: String,
    /// The first mismatch.
    pub(super) unmet: Option<Mismatch>,
}

/// Evaluates one clause; its kind is the name before any colon.
pub(super) fn evaluate(
    name: &str,
    expected: &Value,
    observation: &Observation,
    about: &About<'_>,
) -> Result<Finding, String> {
    let canary = about.canary;
    let kind = name.split(':').next().unwrap_or(name);
    match kind {
        "facilitator" => return Ok(compare(expected, Some(calls(observation)))),
        "tally" => return Ok(steady(compare(expected, Some(tally(observation, about))))),
        "handler" => {
            let runs = observation
                .handler_runs
                .ok_or("handler runs were not counted")?;
            return Ok(compare(expected, Some(json!({ "runs": runs }))));
        }
        _ => {}
    }
    let answer = match observation.answers.first() {
        Some(Ok(answer)) => answer,
        Some(Err(fault)) => return Ok(unanswered(expected, fault)),
        None => return Err("the step sent nothing".to_owned()),
    };
    Ok(match kind {
        "status" => compare(expected, Some(answer.head.status.into())),
        "headers" => headers(expected, &answer.head)?,
        "body" => compare(expected, serde_json::from_slice(&answer.body).ok()),
        "text" => compare(
            expected,
            Some(bytes::show(&answer.body, answer.body.len()).into()),
        ),
        "offers" => every(expected, offers(about.spec, answer, observation.now)),
        "count" => match offers(about.spec, answer, observation.now) {
            Ok(offers) => compare(expected, Some(json!({ "offers": offers.len() }))),
            Err(why) => unreadable(expected, &why),
        },
        "operations" => every(expected, operations(&answer.body)),
        "advertised" => every(expected, operations(&answer.body).map(advertised)),
        "challenges" => read(
            expected,
            offers(about.spec, answer, observation.now).map(Value::Array),
        ),
        "receipt" => match receipt(answer) {
            Ok(receipt) => compare(expected, receipt),
            Err(why) => unreadable(expected, &why),
        },
        "problem" => compare(expected, problem(&answer.body)),
        "secret" => {
            let secret = about.secret.ok_or("the profile states no binding secret")?;
            compare(expected, Some(spills(answer, secret).into()))
        }
        "canary" => {
            let canary = canary.ok_or("the profile states no canary")?;
            compare(expected, Some(whereabouts(answer, canary)))
        }
        _ => return Err(format!("no clause is called {kind:?}")),
    })
}

/// Every offer of every operation, each with its path and HTTP method.
fn advertised(operations: Vec<Value>) -> Vec<Value> {
    let of_one = |operation: Value| {
        let offers = operation.get("offers").and_then(Value::as_array).cloned();
        let (path, method) = (
            operation.get("path").cloned(),
            operation.get("method").cloned(),
        );
        offers
            .into_iter()
            .flatten()
            .map(move |offer| json!({ "path": path, "method": method, "offer": offer }))
    };
    operations.into_iter().flat_map(of_one).collect()
}

pub(super) fn compare(expected: &Value, got: Option<Value>) -> Finding {
    let unmet = matches(expected, got.as_ref()).err();
    let token = match &unmet {
        Some(Mismatch { at, got, .. }) if !at.is_empty() => format!("{at}={}", token(got.as_ref())),
        _ => token(got.as_ref()),
    };
    let unmet = unmet.map(|unmet| Mismatch {
        got: unmet.got.map(bounded),
        ..unmet
    });
    Finding {
        got: bounded(got.unwrap_or(json!("(no JSON)"))),
        token,
        unmet,
    }
}

/// What a report can hold: a target may answer with a million offers.
fn bounded(value: Value) -> Value {
    const MOST: usize = 16 * 1024;
    let text = value.to_string();
    if text.len() <= MOST {
        return value;
    }
    let start: String = text.chars().take(MOST / 4).collect();
    json!(format!("{start}… ({} bytes of JSON)", text.len()))
}

/// How many of several requests won a race differs from run to run.
fn steady(finding: Finding) -> Finding {
    let several = |unmet: &Mismatch| {
        let number = unmet.got.as_ref().and_then(Value::as_u64);
        number.is_some_and(|number| number > 1)
    };
    let token = match &finding.unmet {
        Some(unmet) if several(unmet) => format!("{}=several", unmet.at),
        _ => finding.token,
    };
    Finding { token, ..finding }
}

/// Every item must be as expected, and there must be one.
fn every(expected: &Value, items: Result<Vec<Value>, String>) -> Finding {
    let items = match items {
        Ok(items) => items,
        Err(why) => return unreadable(expected, &why),
    };
    for (index, item) in items.iter().enumerate() {
        let mut finding = compare(expected, Some(item.clone()));
        if let Some(unmet) = &mut finding.unmet {
            unmet.at = format!("/{index}{}", unmet.at);
            return finding;
        }
    }
    let mut finding = compare(expected, Some(Value::Array(items.clone())));
    finding.unmet = items.is_empty().then(|| Mismatch {
        at: String::new(),
        expected: expected.clone(),
        got: None,
    });
    finding
}

fn read(expected: &Value, value: Result<Value, String>) -> Finding {
    match value {
        Ok(value) => compare(expected, Some(value)),
        Err(why) => unreadable(expected, &why),
    }
}

fn unreadable(expected: &Value, why: &str) -> Finding {
    let got = Value::String(format!("unreadable: {why}"));
    let unmet = Mismatch {
        at: String::new(),
        expected: expected.clone(),
        got: Some(got.clone()),
    };
    Finding {
        got,
        token: "unreadable".to_owned(),
        unmet: Some(unmet),
    }
}

/// The last part of a problem type at paymentauth.org, or the whole type elsewhere.
fn problem(body: &[u8]) -> Option<Value> {
    let body: Value = serde_json::from_slice(body).ok()?;
    let kind = body.get("type")?.as_str()?;
    Some(
        kind.strip_prefix("https://paymentauth.org/problems/")
            .unwrap_or(kind)
            .into(),
    )
}

/// Whether an answer holds a secret, as it is or in a usual encoding.
fn spills(answer: &Response, secret: &str) -> bool {
    let secret = secret.as_bytes();
    let spellings = [
        String::from_utf8_lossy(secret).into_owned(),
        bytes::to_hex(secret),
        bytes::to_base64(secret).trim_end_matches('=').to_owned(),
        bytes::to_base64url(secret),
    ];
    let somewhere = |spelling: &String| has(&answer.body, spelling) || in_fields(answer, spelling);
    spellings.iter().any(somewhere)
}

fn unanswered(expected: &Value, fault: &Fault) -> Finding {
    let got = Value::String(format!("no answer: {fault}"));
    let unmet = Mismatch {
        at: String::new(),
        expected: expected.clone(),
        got: Some(got.clone()),
    };
    Finding {
        got,
        token: fault.token().to_owned(),
        unmet: Some(unmet),
    }
}

/// Field values by name; several lines count as one list, as HTTP says.
fn headers(expected: &Value, head: &Head) -> Result<Finding, String> {
    let expected_members = expected.as_object().ok_or("headers: expected an object")?;
    let mut got = Map::new();
    for name in expected_members.keys() {
        let lines: Vec<_> = head
            .lines(name)
            .map(|line| bytes::show(line, line.len()))
            .collect();
        if !lines.is_empty() {
            got.insert(name.clone(), lines.join(", ").into());
        }
    }
    Ok(compare(expected, Some(Value::Object(got))))
}

/// Where an answer holds a text: `true` in the body, `"fields"` in header fields alone.
fn whereabouts(answer: &Response, text: &str) -> Value {
    if served(answer, text) {
        true.into()
    } else if in_fields(answer, text) {
        "fields".into()
    } else {
        false.into()
    }
}

/// Whether the body holds a text, as it is or escaped in JSON.
fn served(answer: &Response, text: &str) -> bool {
    let read = || serde_json::from_slice::<Value>(&answer.body).ok();
    has(&answer.body, text) || read().is_some_and(|value| value.to_string().contains(text))
}

fn in_fields(answer: &Response, text: &str) -> bool {
    let mut values = answer.head.headers.iter().map(|(_, value)| value);
    values.any(|value| has(value, text))
}

fn has(bytes: &[u8], text: &str) -> bool {
    let text = text.as_bytes();
    bytes
        .windows(text.len().max(1))
        .any(|window| window == text)
}

fn calls(observation: &Observation) -> Value {
    let of = |endpoint: &'static str| {
        observation
            .calls
            .iter()
            .filter(move |call| call.endpoint == endpoint)
    };
    let stray = |path: &&str| {
        let path = path.strip_prefix("/moved").unwrap_or(path);
        !["/verify", "/settle", "/supported"].contains(&path)
    };
    let last = |endpoint| {
        of(endpoint)
            .next_back()
            .map_or(Value::Null, |call| call.request.clone())
    };
    json!({
        "verify_calls": of("verify").count(),
        "settle_calls": of("settle").count(),
        "settled": observation.calls.iter().filter(|call| call.settled).count(),
        "stray_paths": observation.calls.iter().map(|call| call.path.as_str()).filter(stray).collect::<Vec<_>>(),
        "verify": last("verify"),
        "settle": last("settle"),
    })
}

/// How repeated sendings were answered: numbers by class of status, bodies with the canary, and
/// whether all challenge ids differ.
fn tally(observation: &Observation, about: &About<'_>) -> Value {
    let canary = about.canary;
    let answered = || {
        observation
            .answers
            .iter()
            .filter_map(|answer| answer.as_ref().ok())
    };
    let class = |hundreds| {
        answered()
            .filter(|answer| answer.head.status / 100 == hundreds)
            .count()
    };
    let serving = canary.map(|canary| answered().filter(|answer| served(answer, canary)).count());
    let ids: BTreeSet<String> = answered()
        .filter_map(|answer| offers(about.spec, answer, observation.now).ok())
        .filter_map(|offers| Some(offers.first()?.get("id")?.as_str()?.to_owned()))
        .collect();
    json!({
        "2xx": class(2),
        "3xx": class(3),
        "4xx": class(4),
        "5xx": class(5),
        "unanswered": observation.answers.len() - answered().count(),
        "canary": serving,
        "unique": ids.len() == observation.answers.len(),
    })
}

/// A short form that does not change from run to run.
pub(super) fn token(value: Option<&Value>) -> String {
    const LONGEST: usize = 40;
    match value {
        None => "absent".to_owned(),
        Some(Value::String(text)) if text.is_empty() => "empty".to_owned(),
        Some(Value::String(text)) if text.starts_with("0x") && text.len() > 18 => "0x…".to_owned(),
        Some(Value::String(text)) if text.len() > LONGEST => "text".to_owned(),
        Some(Value::String(text)) => text.replace(char::is_whitespace, "_"),
        Some(Value::Object(_)) => "object".to_owned(),
        Some(Value::Array(items)) => format!("array[{}]", items.len()),
        Some(other) => other.to_string(),
    }
}
