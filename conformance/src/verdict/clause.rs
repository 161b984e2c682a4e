use serde_json::{Map, Value, json};

use super::matching::{Mismatch, matches};
use crate::bytes;
use crate::exchange::Observation;
use crate::exchange::http::{Fault, Head, Response};

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
    canary: Option<&str>,
) -> Result<Finding, String> {
    let kind = name.split(':').next().unwrap_or(name);
    match kind {
        "facilitator" => return Ok(compare(expected, Some(calls(observation)))),
        "tally" => return Ok(compare(expected, Some(tally(observation, canary)))),
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
        "canary" => {
            let canary = canary.ok_or("the profile states no canary")?;
            compare(expected, Some(leaks(answer, canary).into()))
        }
        _ => return Err(format!("no clause is called {kind:?}")),
    })
}

fn compare(expected: &Value, got: Option<Value>) -> Finding {
    let unmet = matches(expected, got.as_ref()).err();
    let token = match &unmet {
        Some(Mismatch { at, got, .. }) if !at.is_empty() => format!("{at}={}", token(got.as_ref())),
        _ => token(got.as_ref()),
    };
    Finding {
        got: got.unwrap_or(json!("(no JSON)")),
        token,
        unmet,
    }
}

fn unanswered(expected: &Value, fault: &Fault) -> Finding {
    let got = Value::String(format!("no answer: {fault}"));
    let token = match fault {
        Fault::Connect(_) => "no-connection",
        Fault::Timeout => "timeout",
        Fault::Reset(_) | Fault::Silence | Fault::Truncated => "closed",
        Fault::HeadTooLarge | Fault::BodyTooLarge => "too-large",
        Fault::Garbage(_) => "garbage",
    };
    let unmet = Mismatch {
        at: String::new(),
        expected: expected.clone(),
        got: Some(got.clone()),
    };
    Finding {
        got,
        token: token.to_owned(),
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

fn leaks(answer: &Response, canary: &str) -> bool {
    let canary = canary.as_bytes();
    let has = |text: &[u8]| {
        text.windows(canary.len().max(1))
            .any(|window| window == canary)
    };
    has(&answer.body) || answer.head.headers.iter().any(|(_, value)| has(value))
}

fn calls(observation: &Observation) -> Value {
    let of = |endpoint: &'static str| {
        observation
            .calls
            .iter()
            .filter(move |call| call.endpoint == endpoint)
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
        "verify": last("verify"),
        "settle": last("settle"),
    })
}

/// How repeated sendings were answered: numbers by class of status, and of canaries.
fn tally(observation: &Observation, canary: Option<&str>) -> Value {
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
    let leaking = canary.map(|canary| answered().filter(|answer| leaks(answer, canary)).count());
    json!({
        "2xx": class(2),
        "3xx": class(3),
        "4xx": class(4),
        "5xx": class(5),
        "unanswered": observation.answers.len() - answered().count(),
        "canary": leaking,
    })
}

/// A short form that does not change from run to run.
pub(super) fn token(value: Option<&Value>) -> String {
    const LONGEST: usize = 40;
    match value {
        None => "absent".to_owned(),
        Some(Value::String(text)) if text.starts_with("0x") && text.len() > 18 => "0x…".to_owned(),
        Some(Value::String(text)) if text.len() > LONGEST => "text".to_owned(),
        Some(Value::String(text)) => text.replace(char::is_whitespace, "_"),
        Some(Value::Object(_)) => "object".to_owned(),
        Some(Value::Array(items)) => format!("array[{}]", items.len()),
        Some(other) => other.to_string(),
    }
}
