//! Answers of the MPP server without what differs from run to run.

use std::time::{SystemTime, UNIX_EPOCH};

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use http402::primitives::Timestamp;
use serde_json::Value;

/// A header line without ids, nonces and times.
pub(crate) fn masked(line: &str) -> String {
    let Some((name, value)) = line.split_once(": ") else {
        return line.to_owned();
    };
    let value = match name.to_ascii_lowercase().as_str() {
        "payment-receipt" => masked_json(value),
        "www-authenticate" => {
            let parameters = value.split(',').map(|parameter| {
                let (name, text) = parameter.split_once('=').unwrap_or((parameter, ""));
                match name.trim().rsplit(' ').next().unwrap() {
                    "id" => format!("{name}=({} characters)", text.len()),
                    "expires" => format!("{name}={}", shape(text)),
                    "opaque" => format!("{name}={}", masked_json(text.trim_matches('"'))),
                    "request" => format!("{name}={}", without_channel(text)),
                    _ => parameter.to_owned(),
                }
            });
            parameters.collect::<Vec<_>>().join(",")
        }
        _ => value.to_owned(),
    };
    format!("{name}: {value}")
}

/// A request without the channel that it names; others as they are.
fn without_channel(text: &str) -> String {
    let bytes = BASE64_URL_SAFE_NO_PAD.decode(text.trim_matches('"'));
    let request = bytes
        .ok()
        .and_then(|bytes| serde_json::from_slice(&bytes).ok());
    let mut request: Value = request.unwrap_or_default();
    match request.pointer_mut("/methodDetails/channelId") {
        Some(channel) => {
            *channel = Value::Null;
            request.to_string()
        }
        None => text.to_owned(),
    }
}

/// Times by their form, and how many half hours ahead they are.
fn shape(text: &str) -> String {
    let time = text.trim_matches('"').parse::<Timestamp>();
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap()
        .as_secs();
    let ahead = time.map_or(0, |time| (time.unix() - i64::try_from(now).unwrap()) / 1800);
    let form = text
        .chars()
        .map(|c| if c.is_ascii_digit() { '0' } else { c });
    format!("{ahead} {}", form.collect::<String>())
}

/// The members of base64url JSON, long values by their length.
fn masked_json(text: &str) -> String {
    let Ok(bytes) = BASE64_URL_SAFE_NO_PAD.decode(text) else {
        return format!("no base64url {}", text.ends_with('='));
    };
    let Ok(Value::Object(members)) = serde_json::from_slice(&bytes) else {
        return format!("no JSON object {}", bytes.len());
    };
    let lines = bytes.split(|byte| *byte == b'\n').count() - 1;
    let members = members.iter().map(|(name, value)| match value {
        Value::String(text) if name == "timestamp" => format!("{name} {}", shape(text)),
        Value::String(text) if text.len() > 30 => format!("{name} long {}", text.starts_with("0x")),
        other => format!("{name} {other}"),
    });
    format!("{lines} {}", members.collect::<Vec<_>>().join(" "))
}
