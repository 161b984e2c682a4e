//! The offers of a 402, and how clients misread them.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use http402::primitives::Address;
use http402::x402::network::{EvmToken, Network};
use http402::x402::v1::{Offers, PaymentRequirements};
use serde_json::{Map, Value, json};

use super::Offer;
use crate::Faults;
use crate::client::Client;
use crate::client::outcome::{Refusal, refused};
use crate::http::Response;

/// Every entry of `accepts`, or why it cannot be used.
pub(super) fn offers(
    client: &Client,
    demand: &Response,
) -> Result<Vec<Result<Offer, http402::Error>>, Refusal> {
    let faults = &client.faults;
    let text = String::from_utf8_lossy(&demand.body);
    let first = parse(client, &text);
    if first.is_ok() {
        return first;
    }
    let header = demand.fields.get("PAYMENT-REQUIRED");
    if let Some(header) = header.filter(|_| faults.has("next-version-header-paid")) {
        let json = BASE64_STANDARD.decode(header).unwrap_or_default();
        return parse(client, &String::from_utf8_lossy(&json));
    }
    let remembered = client.memory.demand.as_ref();
    if let Some(remembered) = remembered.filter(|_| faults.has("empty-402-paid-from-memory")) {
        return parse(client, &String::from_utf8_lossy(&remembered.body));
    }
    first
}

fn parse(client: &Client, text: &str) -> Result<Vec<Result<Offer, http402::Error>>, Refusal> {
    let faults = &client.faults;
    let text = page(text, faults);
    let respelled = respelled(client, text);
    let offers = Offers::from_json(respelled.as_deref().unwrap_or(text));
    let offers = offers.map_err(|error| refused(format!("no x402 demand: {error}")))?;
    let original: Value = serde_json::from_str(text).unwrap_or_default();
    let named = |index: usize, name: &str| {
        let entry = entries(&original).and_then(|all| all.get(index));
        entry
            .and_then(|entry| entry.get(name))
            .and_then(Value::as_str)
    };
    let offer = |(index, terms): (usize, &Result<PaymentRequirements, http402::Error>)| {
        let terms = terms.clone()?;
        let or = |name, otherwise: &str| named(index, name).unwrap_or(otherwise).to_owned();
        Ok(Offer {
            scheme: or("scheme", terms.scheme().as_str()),
            network: or("network", terms.network().as_str()),
            terms,
        })
    };
    Ok(offers.accepts().iter().enumerate().map(offer).collect())
}

/// The JSON in a web page, for the fault that looks for it there.
fn page<'a>(text: &'a str, faults: &Faults) -> &'a str {
    let html = text.trim_start().starts_with('<') && faults.has("offers-in-html-paid");
    let ends = text.find('{').zip(text.rfind('}'));
    ends.filter(|_| html)
        .and_then(|(start, end)| text.get(start..=end))
        .unwrap_or(text)
}

fn entries(body: &Value) -> Option<&Vec<Value>> {
    match body {
        Value::Array(list) => Some(list),
        other => other.get("accepts").and_then(Value::as_array),
    }
}

/// The body as a client with a fault takes it; nothing where there is no such fault.
fn respelled(client: &Client, text: &str) -> Option<String> {
    let faults = &client.faults;
    if faults.is_empty() {
        return None;
    }
    let mut body: Value = serde_json::from_str(text).ok()?;
    if body.is_array() && faults.has("bare-list-paid") {
        body = json!({ "x402Version": 1, "error": "pay", "accepts": body });
    }
    if body.get("scheme").is_some() && faults.has("bare-offer-paid") {
        body = json!({ "x402Version": 1, "error": "pay", "accepts": [body] });
    }
    let object = body.as_object_mut()?;
    let version = object.get("x402Version");
    let taken = faults.has("other-version-paid") && version.is_some()
        || faults.has("next-version-header-paid")
        || faults.has("version-as-text-paid") && version.is_some_and(|it| it == "1")
        || faults.has("absent-version-paid") && version.is_none();
    if taken {
        object.insert("x402Version".to_owned(), 1.into());
    }
    let silent = |error: Option<&Value>| error.is_none_or(|error| error == "");
    if silent(object.get("error"))
        && (faults.has("error-optional") || faults.has("next-version-header-paid"))
    {
        object.insert("error".to_owned(), "pay".into());
    }
    let accepts = object.get_mut("accepts").and_then(Value::as_array_mut);
    for entry in accepts.into_iter().flatten() {
        if let Some(entry) = entry.as_object_mut() {
            mistake(client, entry);
        }
    }
    Some(body.to_string())
}

/// Makes an unusable entry usable, as the faults would.
fn mistake(client: &Client, entry: &mut Map<String, Value>) {
    let faults = &client.faults;
    if faults.has("next-version-header-paid") {
        downgrade(entry);
    }
    scheme_and_network(client, entry);
    let network = entry.get("network").and_then(Value::as_str);
    let network = network.and_then(|name| name.parse::<Network>().ok());
    let token = network.and_then(|network| network.evm()?.token);
    if let Some(amount) = entry.get_mut("maxAmountRequired")
        && let Some(read) = misread_amount(faults, amount)
    {
        *amount = read.into();
    }
    let timeout = entry
        .get("maxTimeoutSeconds")
        .map(|seconds| seconds.as_i64().unwrap_or(1));
    if timeout.is_none() && faults.has("absent-timeout-paid")
        || timeout.is_some_and(|seconds| seconds <= 0) && faults.has("timeout-of-zero-paid")
    {
        entry.insert("maxTimeoutSeconds".to_owned(), 60.into());
    }
    if faults.has("absent-recipient-paid") && absent(entry, "payTo") {
        let nobody = Address::from_bytes([0; 20]).to_string();
        entry.insert("payTo".to_owned(), nobody.into());
    }
    if let Some(token) = token {
        if faults.has("absent-asset-paid") && absent(entry, "asset") {
            entry.insert("asset".to_owned(), token.asset.to_string().into());
        }
        if faults.has("absent-domain-guessed") {
            guess_domain(entry, &token);
        }
    }
}

fn absent(entry: &Map<String, Value>, name: &str) -> bool {
    entry
        .get(name)
        .is_none_or(|value| value.is_null() || value == "")
}

fn guess_domain(entry: &mut Map<String, Value>, token: &EvmToken) {
    let extra = entry.get("extra").and_then(Value::as_object);
    let mut extra = extra.cloned().unwrap_or_default();
    for (name, value) in [("name", token.name), ("version", token.version)] {
        if extra
            .get(name)
            .and_then(Value::as_str)
            .is_none_or(str::is_empty)
        {
            extra.insert(name.to_owned(), value.into());
        }
    }
    entry.insert("extra".to_owned(), extra.into());
}

fn scheme_and_network(client: &Client, entry: &mut Map<String, Value>) {
    let faults = &client.faults;
    let text = |name: &str| entry.get(name).and_then(Value::as_str).unwrap_or_default();
    let network = text("network");
    let known = network
        .parse::<Network>()
        .is_ok_and(|network| network.info().is_some());
    let from_caip2 = Network::from_caip2(network);
    let lower = network.to_ascii_lowercase();
    let mut replaced = None;
    if let Some(short) = from_caip2 {
        let taken = faults.has("caip2-network-paid") || faults.has("next-version-header-paid");
        replaced = taken.then(|| short.as_str().to_owned());
    } else if !known && faults.has("network-case-ignored") {
        replaced = Some(lower);
    } else if !known && !network.is_empty() && faults.has("unknown-network-paid") {
        replaced = client.options.networks.first().cloned();
    }
    let scheme = text("scheme");
    let other = !scheme.is_empty() && scheme != "exact" && faults.has("unknown-scheme-paid");
    if let Some(network) = replaced {
        entry.insert("network".to_owned(), network.into());
    }
    if other {
        entry.insert("scheme".to_owned(), "exact".into());
    }
}

/// The amount as a careless reader takes it.
fn misread_amount(faults: &Faults, amount: &Value) -> Option<String> {
    match amount {
        Value::Number(number) if faults.has("amount-as-number-paid") => Some(number.to_string()),
        Value::String(text) => misread(faults, text),
        _ => None,
    }
}

fn misread(faults: &Faults, text: &str) -> Option<String> {
    if let Some(positive) = text.strip_prefix('-') {
        return faults
            .has("amount-negative-paid")
            .then(|| positive.to_owned());
    }
    if let Some((whole, _)) = text.split_once('.') {
        return faults.has("amount-fraction-paid").then(|| whole.to_owned());
    }
    if let Some(digits) = text.strip_prefix("0x") {
        let number = u128::from_str_radix(digits, 16).ok();
        return number
            .filter(|_| faults.has("amount-in-hex-paid"))
            .map(|it| it.to_string());
    }
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let large = digits && text.parse::<http402::primitives::U256>().is_err();
    if large && faults.has("amount-too-large-paid") {
        let wrapped =
            |sum: u64, byte: u8| sum.wrapping_mul(10).wrapping_add(u64::from(byte - b'0'));
        return Some(text.bytes().fold(0, wrapped).to_string());
    }
    None
}

/// An offer of version 2 with the member names of version 1.
fn downgrade(entry: &mut Map<String, Value>) {
    if let Some(amount) = entry.remove("amount") {
        entry.insert("maxAmountRequired".to_owned(), amount);
    }
    for (name, value) in [("resource", "http://127.0.0.1/"), ("description", "")] {
        entry.entry(name).or_insert_with(|| value.into());
    }
}
