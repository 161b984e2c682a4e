//! What came, without what differs from run to run.

use std::time::{SystemTime, UNIX_EPOCH};

use base64::Engine as _;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use http402::x402::v1::{Offers, PaymentPayload};

use crate::origin::Seen;
use crate::script::{Run, Script};

/// A line for each request, and the end.
pub(crate) fn transcript(script: &Script, run: &Run) -> Vec<String> {
    let seen = run.seen.iter();
    let mut lines: Vec<String> = seen.map(|seen| request(script, seen)).collect();
    lines.push(match &run.last {
        Ok(outcome) => format!("{} {:?}", outcome.status, outcome.settlement),
        Err(refusal) => refusal
            .to_string()
            .replace(|c: char| c.is_ascii_digit(), "0"),
    });
    lines
}

fn request(script: &Script, seen: &Seen) -> String {
    let mut fields = Vec::new();
    for (name, value) in &seen.lines {
        if name.eq_ignore_ascii_case("host") {
            continue;
        }
        let carries = seen.payments().iter().any(|(_, payment)| payment == value);
        let value = if carries {
            payment(script, value)
        } else {
            value.clone()
        };
        fields.push(format!("{name}: {value}"));
    }
    let target = match seen.target.split_once("payment=") {
        Some((before, value)) => format!("{before}payment={} characters", value.len()),
        None => seen.target.clone(),
    };
    let body = String::from_utf8_lossy(&seen.body);
    format!("{} {} {target} {fields:?} {body}", seen.origin, seen.method)
}

/// A payment: the way it is encoded, its JSON with times relative, whether it pays.
fn payment(script: &Script, value: &str) -> String {
    let (scheme, token) = value.rsplit_once(' ').unwrap_or(("", value));
    let decoded = [
        ("base64", BASE64_STANDARD.decode(token)),
        ("base64url", BASE64_URL_SAFE_NO_PAD.decode(token)),
    ];
    let mut decoded = decoded
        .into_iter()
        .filter_map(|(form, bytes)| Some((form, bytes.ok()?)));
    let Some((form, bytes)) = decoded.next() else {
        return masked(value);
    };
    let json = String::from_utf8_lossy(&bytes);
    let pays = pays(script, token);
    format!("{scheme} {form} {} {pays}", masked(&json))
}

/// Whether a strict verifier takes the payment for one of the offers.
fn pays(script: &Script, token: &str) -> bool {
    let body = script
        .unpaid
        .split_once("\n\n")
        .map_or("", |(_, body)| body);
    let (Ok(payment), Ok(offers)) = (PaymentPayload::from_header(token), Offers::from_json(body))
    else {
        return false;
    };
    offers
        .usable()
        .any(|offer| payment.verify(offer, now()).is_ok())
}

fn now() -> u64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap()
        .as_secs()
}

/// Times by their distance from now, in steps of a quarter minute; signatures by their shape.
pub(crate) fn masked(json: &str) -> String {
    let mut masked = Vec::new();
    for part in json.split_inclusive(['"', ':', ',', '}']) {
        let text = part.trim_end_matches(['"', ':', ',', '}']);
        let number = text
            .parse::<u64>()
            .ok()
            .filter(|number| *number > 1_000_000_000);
        let now = now();
        match number {
            Some(time) if time.abs_diff(now) < 100_000 => {
                let steps = (time + 100_007 - now) / 15;
                masked.push(format!("time{steps}"));
            }
            Some(time) if time.abs_diff(now * 1000) < 100_000_000 => {
                masked.push("milliseconds".to_owned());
            }
            _ if text.trim_start_matches("0x").len() >= 128 => {
                let upper = text.bytes().any(|byte| byte.is_ascii_uppercase());
                let ends = text
                    .get(text.len() - 2..)
                    .is_some_and(|v| ["1b", "1c", "1B", "1C"].contains(&v));
                let prefix = text.starts_with("0x");
                masked.push(format!("signature({} {prefix} {upper} {ends})", text.len()));
            }
            _ => masked.push(text.to_owned()),
        }
        masked.push(part[text.len()..].to_owned());
    }
    masked.concat()
}
