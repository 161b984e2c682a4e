//! MPP: challenges, receipts, and what a credential is worth.

use serde_json::{Map, Value, json};

use super::reply::{Draft, changed, edited};
use super::seen::{Carried, loose_base64};
use super::x402::token;
use super::{Inner, Shown, State, proof};
use crate::bytes;
use crate::clock::unix_now;
use crate::crypto::sha256;
use crate::decode;
use crate::exchange::http::Response;
use crate::exchange::network::chain_id;
use crate::vector::{Offer, Place, Receipt};

/// The order in which parameters are written; others follow.
const ORDER: [&str; 10] = [
    "id",
    "realm",
    "method",
    "intent",
    "request",
    "expires",
    "digest",
    "opaque",
    "description",
    "header",
];

fn honest(state: &State, offer: &Offer, id: &str) -> Value {
    let setting = &state.setting;
    let method = offer.build.as_deref().unwrap_or(&setting.method);
    let request = match method {
        "tempo" => json!({
            "amount": "0",
            "currency": proof::TEMPO_TOKEN,
            "recipient": setting.pay_to.to_string().to_ascii_lowercase(),
            "methodDetails": { "chainId": proof::TEMPO_CHAIN },
        }),
        "evm" => json!({
            "amount": "10000",
            "currency": token(&setting.network).0,
            "recipient": setting.pay_to.to_string(),
            "methodDetails": {
                "chainId": chain_id(&setting.network),
                "credentialTypes": ["authorization"],
                "decimals": 6,
            },
        }),
        _ => json!({ "amount": "250", "currency": "usd", "recipient": "conform402" }),
    };
    let authority = state.urls[0].split("//").nth(1).unwrap_or_default();
    let now = i64::try_from(unix_now()).unwrap_or(i64::MAX);
    json!({
        "id": id,
        "realm": authority,
        "method": method,
        "intent": "charge",
        "request": request,
        "expires": decode::to_rfc3339(now.saturating_add(300)),
    })
}

/// A 402 with these challenges.
pub(super) fn demand(
    state: &State,
    inner: &mut Inner,
    offers: &[Offer],
    join: bool,
    why: &str,
) -> Draft {
    let demand = inner.demands;
    let mut lines: Vec<Vec<u8>> = Vec::new();
    for (index, offer) in offers.iter().enumerate() {
        let line = if let Some(raw) = &offer.raw {
            crate::vector::written(raw)
        } else {
            let honest = honest(state, offer, &state.id(demand, index));
            let challenge = changed(honest, &offer.with, &offer.change);
            let parameters = parameters(&challenge, offer);
            let line = edited(text(&parameters).into_bytes(), Place::Header, &offer.change);
            // What cannot be read back was spoilt on purpose; what was meant still counts.
            if decode::parameters(&String::from_utf8_lossy(&line)).is_err() {
                inner.shown.push(Shown {
                    demand,
                    index,
                    terms: Value::Object(parameters),
                });
            }
            line
        };
        let read = decode::parameters(&String::from_utf8_lossy(&line)).unwrap_or_default();
        inner.shown.extend(read.into_iter().map(|terms| Shown {
            demand,
            index,
            terms: Value::Object(terms),
        }));
        lines.push(line);
    }
    if join {
        lines = vec![lines.join(&b", "[..])];
    }
    let mut draft = Draft::json(
        402,
        json!({
            "type": "https://paymentauth.org/problems/payment-required",
            "title": "Payment Required",
            "status": 402,
            "detail": why,
        }),
    );
    draft.headers = vec![
        (
            "Content-Type".to_owned(),
            b"application/problem+json".to_vec(),
        ),
        ("Cache-Control".to_owned(), b"no-store".to_vec()),
    ];
    let field = |line| ("WWW-Authenticate".to_owned(), line);
    draft.headers.extend(lines.into_iter().map(field));
    draft
}

/// The parameters of a challenge as text.
fn parameters(challenge: &Value, offer: &Offer) -> Map<String, Value> {
    let mut parameters = Map::new();
    for (name, value) in challenge.as_object().into_iter().flatten() {
        let text = match (name.as_str(), value) {
            ("request", Value::Object(_) | Value::Array(_)) => {
                let json = value.to_string().into_bytes();
                bytes::to_base64url(&edited(json, Place::Json, &offer.change))
            }
            (_, Value::String(text)) => text.clone(),
            ("opaque", Value::Object(_) | Value::Array(_)) => {
                bytes::to_base64url(value.to_string().as_bytes())
            }
            (_, other) => other.to_string(),
        };
        let name = if name == "requestText" {
            "request"
        } else {
            name
        };
        parameters.insert(name.to_owned(), text.into());
    }
    parameters
}

fn text(parameters: &Map<String, Value>) -> String {
    let known = ORDER
        .iter()
        .filter_map(|name| Some((*name, parameters.get(*name)?)));
    let others = parameters
        .iter()
        .filter(|(name, _)| !ORDER.contains(&name.as_str()))
        .map(|(name, value)| (name.as_str(), value));
    let written = known.chain(others).map(|(name, value)| {
        let value = value.as_str().unwrap_or_default();
        format!(
            "{name}=\"{}\"",
            value.replace('\\', "\\\\").replace('"', "\\\"")
        )
    });
    format!("Payment {}", written.collect::<Vec<_>>().join(", "))
}

/// The content, with the receipt of what was paid.
pub(super) fn content(state: &State, payment: Option<&Value>, receipt: Option<&Receipt>) -> Draft {
    let echoed = |name: &str| {
        let found = payment.and_then(|payment| payment.pointer(&format!("/challenge/{name}")));
        found.cloned()
    };
    let now = i64::try_from(unix_now()).unwrap_or(i64::MAX);
    let honest = json!({
        "status": "success",
        "method": echoed("method").unwrap_or(json!(state.setting.method)),
        "timestamp": decode::to_rfc3339(now),
        "reference": echoed("id").unwrap_or(json!("none")),
    });
    let mut draft = Draft::json(200, json!({ "data": "the content that was paid for" }));
    draft.receipt("Payment-Receipt", honest, receipt, &bytes::to_base64url);
    draft
}

/// Reads a credential, and says what the origin makes of it.
pub(super) fn read(
    carried: &Carried,
    state: &State,
    inner: &mut Inner,
    request: &Response,
) -> Value {
    let whole = carried.text.as_str();
    let (scheme, text) = whole.split_once(' ').unwrap_or(("", whole));
    let text = text.trim_start();
    let is_payment = scheme.eq_ignore_ascii_case("payment");
    let canonical = is_payment && decode::base64url_json(text).is_ok_and(|json| json.is_object());
    let json = loose_base64(text)
        .or_else(|| loose_base64(whole))
        .unwrap_or_else(|| text.as_bytes().to_vec());
    let credential = serde_json::from_slice::<Value>(&json).unwrap_or_default();
    let mut facts = Map::new();
    facts.insert("field".to_owned(), carried.field.into());
    facts.insert("lines".to_owned(), carried.count.into());
    facts.insert("canonical".to_owned(), canonical.into());
    facts.extend(judged(&credential, canonical, state, inner, request));
    let mut shown = match credential {
        Value::Object(members) => members,
        _ => Map::from_iter([("unreadable".to_owned(), whole.into())]),
    };
    shown.insert("facts".to_owned(), Value::Object(facts));
    Value::Object(shown)
}

fn judged(
    credential: &Value,
    canonical: bool,
    state: &State,
    inner: &mut Inner,
    request: &Response,
) -> Map<String, Value> {
    let mut facts = Map::new();
    let mut note = |name: &str, value: Value| {
        facts.insert(name.to_owned(), value);
    };
    let echo = credential.get("challenge").unwrap_or(&Value::Null);
    let Some(shown) = chosen(echo, inner) else {
        note("offer", Value::Null);
        note("valid", false.into());
        return facts;
    };
    let known = shown.terms.get("id").is_some() && shown.terms.get("id") == echo.get("id");
    let compared = compared(&shown.terms, echo);
    let same = compared
        .iter()
        // `description` and `header` are not what a challenge is recognised by.
        .all(|(name, how)| how == "same" || matches!(name.as_str(), "description" | "header"));
    let expires = shown.terms.get("expires").and_then(Value::as_str);
    let now = i64::try_from(unix_now()).unwrap_or(i64::MAX);
    let live = expires.is_none_or(|text| decode::rfc3339(text).is_some_and(|time| time > now));
    let id = echo.get("id").map(ToString::to_string).unwrap_or_default();
    let fresh = !inner.used.contains(&id);
    let digest = shown.terms.get("digest").and_then(Value::as_str);
    let digest = digest.map(|digest| digest.contains(&bytes::to_base64(&sha256(&request.body))));
    let proof = proof::check(credential, &shown.terms, &state.setting);
    note("offer", known.then_some(shown.index).into());
    note("latest", (shown.demand == inner.demands).into());
    note("echo", Value::Object(compared));
    note("live", live.into());
    note("fresh", fresh.into());
    note("proof", proof.holds.into());
    if let Some(wallet) = proof.wallet {
        note("wallet", wallet.into());
    }
    if let Some(digest) = digest {
        note("digest", digest.into());
    }
    let valid = canonical && known && same && live && fresh && proof.holds && digest != Some(false);
    note("valid", valid.into());
    inner.used.insert(id);
    facts
}

/// The challenge that an echo is of, or comes nearest to; the newest of equals.
fn chosen(echo: &Value, inner: &Inner) -> Option<Shown> {
    let rated = inner.shown.iter().map(|shown| {
        let same = |name: &&&str| {
            echo.get(**name).is_some() && echo.get(**name) == shown.terms.get(**name)
        };
        let id = if same(&&"id") { 100 } else { 0 };
        (id + ORDER.iter().filter(same).count(), shown)
    });
    rated
        .filter(|(rating, _)| *rating > 0)
        .max_by_key(|(rating, shown)| (*rating, shown.demand))
        .map(|(_, shown)| shown.clone())
}

/// How each parameter came back.
fn compared(terms: &Value, echo: &Value) -> Map<String, Value> {
    let pairs = ORDER
        .iter()
        .map(|name| (*name, terms.get(*name), echo.get(*name)));
    let compared = pairs.filter_map(|(name, sent, came)| {
        let how = match (sent, came) {
            (None, None) => return None,
            (Some(sent), Some(came)) if sent == came => "same",
            (Some(_), Some(_)) => "changed",
            (Some(_), None) => "missing",
            (None, Some(_)) => "added",
        };
        Some((name.to_owned(), how.into()))
    });
    compared.collect()
}
