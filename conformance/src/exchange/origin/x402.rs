//! x402 version 1: offers, settlement responses, and what a payment is worth.

use alloc::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::reply::{Draft, changed};
use super::seen::{Carried, loose_base64};
use super::{Inner, Shown, State};
use crate::bytes;
use crate::clock::unix_now;
use crate::crypto::{Address, Authorization, Domain, Uint256, keccak256, recover};
use crate::decode;
use crate::exchange::network::chain_id;
use crate::vector::{Offer, Receipt, written};

/// The token that is asked for on a network: contract, and name and version of its domain.
pub(in crate::exchange) fn token(network: &str) -> (&'static str, &'static str, &'static str) {
    match network {
        "base" => (
            "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913",
            "USD Coin",
            "2",
        ),
        _ => ("0x036CbD53842c5426634e7929541eC2318f3dCF7e", "USDC", "2"),
    }
}

fn honest(state: &State) -> Value {
    let (asset, name, version) = token(&state.setting.network);
    let path = state.script.get().map_or("/", |script| &script.path);
    json!({
        "scheme": "exact",
        "network": state.setting.network,
        "maxAmountRequired": "10000",
        "resource": format!("{}{path}", state.urls[0]),
        "description": "A reading",
        "mimeType": "application/json",
        "payTo": state.setting.pay_to.to_string(),
        "maxTimeoutSeconds": 60,
        "asset": asset,
        "extra": { "name": name, "version": version },
    })
}

/// A 402 with these offers.
pub(super) fn demand(state: &State, inner: &mut Inner, offers: &[Offer], why: &str) -> Draft {
    let made = offers.iter().map(|offer| match &offer.raw {
        Some(raw) => raw.clone(),
        None => changed(honest(state), &offer.with, &offer.change),
    });
    let accepts: Vec<Value> = made.collect();
    let demand = inner.demands;
    let shown = accepts.iter().enumerate().map(|(index, terms)| Shown {
        demand,
        index,
        terms: terms.clone(),
    });
    inner.shown.extend(shown);
    let body = json!({ "x402Version": 1, "error": why, "accepts": accepts });
    Draft::json(402, body)
}

/// The content, with the settlement of what was paid.
pub(super) fn content(state: &State, payment: Option<&Value>, receipt: Option<&Receipt>) -> Draft {
    let member = |name: &str| {
        payment.and_then(|payment| payment.pointer(&format!("/payload/authorization/{name}")))
    };
    let nonce = member("nonce").map(written).unwrap_or_default();
    let settlement = json!({
        "success": true,
        "transaction": bytes::to_0x(&keccak256(&nonce)),
        "network": state.setting.network,
        "payer": member("from").cloned().unwrap_or(json!("")),
    });
    let mut draft = Draft::json(200, json!({ "data": "the content that was paid for" }));
    draft.receipt("X-PAYMENT-RESPONSE", settlement, receipt, &bytes::to_base64);
    draft
}

/// Reads a payment, and says what the origin makes of it.
pub(super) fn read(carried: &Carried, state: &State, inner: &mut Inner) -> Value {
    let text = carried.text.as_str();
    let strict = bytes::from_base64(text.as_bytes());
    let canonical = strict
        .as_deref()
        .is_some_and(|json| decode::strict_json(json).is_ok());
    let json = loose_base64(text).unwrap_or_else(|| text.as_bytes().to_vec());
    let payment = serde_json::from_slice::<Value>(&json).unwrap_or_default();
    let mut facts = Map::new();
    facts.insert("field".to_owned(), carried.field.into());
    facts.insert("lines".to_owned(), carried.count.into());
    facts.insert("canonical".to_owned(), canonical.into());
    facts.extend(judged(&payment, state, inner));
    let mut shown = match payment {
        Value::Object(members) => members,
        _ => Map::from_iter([("unreadable".to_owned(), text.into())]),
    };
    shown.insert("facts".to_owned(), Value::Object(facts));
    Value::Object(shown)
}

fn judged(payment: &Value, state: &State, inner: &mut Inner) -> Map<String, Value> {
    let mut facts = Map::new();
    let mut note = |name: &str, value: Value| {
        facts.insert(name.to_owned(), value);
    };
    let signed = payment
        .pointer("/payload/authorization")
        .and_then(crate::exchange::payer::authorization);
    let signature = payment
        .pointer("/payload/signature")
        .and_then(Value::as_str)
        .and_then(bytes::from_hex)
        .unwrap_or_default();
    let chosen = chosen(payment, signed.as_ref(), &signature, inner);
    note("offer", chosen.map(|(shown, _)| shown.index).into());
    if let (Some(v), 65) = (signature.last(), signature.len()) {
        note("v", (*v).into());
        note("lowS", decode::is_low_s(&signature).into());
    }
    let Some(signed) = signed else {
        note("valid", false.into());
        return facts;
    };
    let now = unix_now();
    let started = signed.valid_after < Uint256::from_u64(now);
    let live = started && signed.valid_before > Uint256::from_u64(now);
    let nonce = bytes::to_0x(&signed.nonce);
    let fresh = !inner.used.contains(&nonce);
    note("wallet", (signed.from == state.setting.wallet).into());
    note("started", started.into());
    note("live", live.into());
    note("fresh", fresh.into());
    let different: BTreeSet<u8> = signed.nonce.iter().copied().collect();
    note("random", (different.len() >= RANDOM).into());
    let mut valid = live && fresh && payment.get("x402Version") == Some(&json!(1));
    if let Some((shown, signature)) = chosen {
        let text = |name: &str| shown.terms.get(name).and_then(Value::as_str);
        let to = text("payTo").and_then(Address::parse) == Some(signed.to);
        let amount = text("maxAmountRequired").and_then(Uint256::from_decimal);
        let value = match amount.map(|amount| signed.value.cmp(&amount)) {
            Some(core::cmp::Ordering::Equal) => "equal",
            Some(core::cmp::Ordering::Greater) => "more",
            Some(core::cmp::Ordering::Less) => "less",
            None => "other",
        };
        valid &= to && signature && matches!(value, "equal" | "more");
        note("to", to.into());
        note("value", value.into());
        note("signature", signature.into());
        if let Some(window) = window(&shown.terms, &signed, now) {
            note("window", window.into());
        }
    }
    note("valid", (valid && chosen.is_some()).into());
    inner.used.insert(nonce);
    facts
}

/// So many of 32 random bytes differ, but for a chance of less than 2^-50.
const RANDOM: usize = 16;

/// The offer of the last 402 that a payment fits best, and whether its signature holds there.
fn chosen<'a>(
    payment: &Value,
    signed: Option<&Authorization>,
    signature: &[u8],
    inner: &'a Inner,
) -> Option<(&'a Shown, bool)> {
    let last = inner.shown.last()?.demand;
    let same = |terms: &Value, name: &str| {
        terms.get(name).is_some() && terms.get(name) == payment.get(name)
    };
    let fits = inner.shown.iter().filter(|shown| {
        shown.demand == last && same(&shown.terms, "scheme") && same(&shown.terms, "network")
    });
    let rated = fits.map(|shown| {
        let text = |name: &str| shown.terms.get(name).and_then(Value::as_str);
        let holds = signed.is_some_and(|signed| {
            domain(&shown.terms).is_some_and(|domain| {
                recover(&domain.digest(&signed.struct_hash()), signature) == Some(signed.from)
            })
        });
        let to = signed.map(|signed| signed.to);
        let value = signed.map(|signed| signed.value);
        let rating = 4 * u8::from(holds)
            + 2 * u8::from(to.is_some() && text("payTo").and_then(Address::parse) == to)
            + u8::from(
                value.is_some()
                    && text("maxAmountRequired").and_then(Uint256::from_decimal) == value,
            );
        (rating, shown, holds)
    });
    // Of equals the first counts, as `max_by_key` would not have it.
    let best = rated.reduce(|best, next| if next.0 > best.0 { next } else { best });
    best.map(|(_, shown, holds)| (shown, holds))
}

/// The domain that an offer asks for.
fn domain(terms: &Value) -> Option<Domain> {
    let text = |name: &str| terms.get(name).and_then(Value::as_str);
    let extra = |name: &str| terms.get("extra")?.get(name)?.as_str();
    Some(Domain {
        name: extra("name")?.to_owned(),
        version: extra("version")?.to_owned(),
        chain_id: chain_id(text("network")?)?,
        contract: text("asset").and_then(Address::parse)?,
    })
}

/// How long the authorization is valid, against what the offer allows.
fn window(terms: &Value, signed: &Authorization, now: u64) -> Option<&'static str> {
    const SLACK: i64 = 2;
    let timeout = terms.get("maxTimeoutSeconds")?.as_u64()?;
    let due = Uint256::from_u64(now.checked_add(timeout)?);
    let (early, late) = (due.step(-SLACK)?, due.step(SLACK)?);
    Some(if signed.valid_before < early {
        "shorter"
    } else if signed.valid_before > late {
        "longer"
    } else {
        "exact"
    })
}
