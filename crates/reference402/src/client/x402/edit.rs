//! How a signed payment is written: mistakes and liberties behind the signature.

use base64::Engine as _;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use http402::primitives::{Signature, U256};
use http402::x402::v1::PaymentPayload;
use serde_json::{Map, Value};

use super::Offer;
use crate::Faults;

/// The header of a payment that is not written as `http402` writes it.
pub(super) fn respelled(
    faults: &Faults,
    payment: &PaymentPayload,
    offer: &Offer,
    first: &Offer,
) -> Option<String> {
    if faults.is_empty() {
        return None;
    }
    let honest = payment.to_json();
    let mut json: Value = serde_json::from_str(&honest).ok()?;
    envelope(faults, json.as_object_mut()?, offer, first);
    payload(faults, json.get_mut("payload")?);
    if faults.has("authorization-flat") {
        let authorization = json.pointer_mut("/payload/authorization")?.take();
        let payload = json.get_mut("payload")?.as_object_mut()?;
        payload.remove("authorization");
        payload.extend(authorization.as_object()?.clone());
    }
    if faults.has("payload-as-text") {
        let text = json.get("payload")?.to_string();
        *json.get_mut("payload")? = text.into();
    }
    let unchanged = serde_json::from_str::<Value>(&honest).ok()? == json;
    let text = if unchanged { honest } else { json.to_string() };
    Some(encode(faults, styled(faults, text, &json)))
}

fn envelope(faults: &Faults, json: &mut Map<String, Value>, offer: &Offer, first: &Offer) {
    let terms = &offer.terms;
    // A fault that reads a name its own way still repeats it as it came.
    json.insert("scheme".to_owned(), offer.scheme.clone().into());
    json.insert("network".to_owned(), offer.network.clone().into());
    let caip2 = terms.network().to_caip2().unwrap_or_default();
    let capitals = offer.scheme.to_ascii_uppercase();
    for (on, name, value) in [
        (
            faults.has("version-sent-as-text"),
            "x402Version",
            "1".into(),
        ),
        (faults.has("version-two-sent"), "x402Version", 2.into()),
        (faults.has("network-sent-as-caip2"), "network", caip2.into()),
        (
            faults.has("scheme-sent-in-capitals"),
            "scheme",
            capitals.into(),
        ),
        (
            faults.has("network-of-first-offer-sent"),
            "network",
            Value::from(&*first.network),
        ),
    ] {
        if on {
            json.insert(name.to_owned(), value);
        }
    }
    if faults.has("version-not-sent") {
        json.remove("x402Version");
    }
}

/// What a value becomes.
type Edit = fn(&str) -> Value;

fn payload(faults: &Faults, payload: &mut Value) {
    if let Some(object) = payload
        .as_object_mut()
        .filter(|_| faults.has("signature-not-sent"))
    {
        object.remove("signature");
    }
    let bare: Edit = |text| text.trim_start_matches("0x").into();
    let number: Edit = |text| text.parse::<u64>().map_or(text.into(), Value::from);
    let hex: Edit = |text| {
        text.parse::<u128>()
            .map_or(text.into(), |it| format!("{it:#x}").into())
    };
    let short: Edit = |text| text.get(..34).unwrap_or(text).into();
    let capitals: Edit = |text| text.to_ascii_uppercase().replacen("0X", "0x", 1).into();
    let compact: Edit = |text| compact(text).unwrap_or_else(|| text.into());
    let v_first: Edit = |text| v_first(text).unwrap_or_else(|| text.into());
    for (on, place, edit) in [
        (faults.has("signature-without-prefix"), "/signature", bare),
        (faults.has("signature-compact"), "/signature", compact),
        (faults.has("signature-v-first"), "/signature", v_first),
        (faults.has("signature-in-capitals"), "/signature", capitals),
        (
            faults.has("address-without-prefix"),
            "/authorization/to",
            bare,
        ),
        (
            faults.has("value-as-number"),
            "/authorization/value",
            number,
        ),
        (faults.has("value-in-hex"), "/authorization/value", hex),
        (
            faults.has("window-as-numbers"),
            "/authorization/validAfter",
            number,
        ),
        (
            faults.has("window-as-numbers"),
            "/authorization/validBefore",
            number,
        ),
        (faults.has("nonce-short"), "/authorization/nonce", short),
    ] {
        let Some(value) = payload.pointer_mut(place).filter(|_| on) else {
            continue;
        };
        if let Value::String(text) = &value {
            *value = edit(text);
        }
    }
}

/// r, then s with the parity of y in its highest bit (EIP-2098).
fn compact(text: &str) -> Option<Value> {
    let (rs, v) = text.split_at_checked(text.len().checked_sub(2)?)?;
    let (r, s) = rs.split_at_checked(66)?;
    let (high, rest) = s.split_at_checked(1)?;
    let high = u8::from_str_radix(high, 16).ok()? | if v == "1c" { 8 } else { 0 };
    Some(format!("{r}{high:x}{rest}").into())
}

fn v_first(text: &str) -> Option<Value> {
    let (rs, v) = text.split_at_checked(text.len().checked_sub(2)?)?;
    Some(format!("0x{v}{}", rs.trim_start_matches("0x")).into())
}

/// Another signature by the same key over the same digest.
pub(super) fn signature(faults: &Faults, signature: &Signature) -> Option<Signature> {
    let mut bytes = *signature.as_account()?;
    let [.., v] = &mut bytes;
    if faults.has("signature-v-zero") {
        *v -= 27;
        return Some(Signature::from_account(bytes));
    }
    if !faults.has("signature-high-s") {
        return None;
    }
    *v = 55 - *v;
    let (_, half) = bytes.split_at_mut(32);
    let half = half.first_chunk_mut::<32>()?;
    let order = U256::from_be_bytes(ORDER);
    *half = order.checked_sub(U256::from_be_bytes(*half))?.to_be_bytes();
    Some(Signature::from_account(bytes))
}

/// The same JSON in another style.
fn styled(faults: &Faults, text: String, json: &Value) -> String {
    if faults.has("payment-with-spaces") {
        return format!("{json:#}");
    }
    if faults.has("payment-with-escapes") {
        return text.replace("\"exact\"", "\"\\u0065xact\"");
    }
    if faults.has("payment-in-other-order") {
        let member = |name: &str| format!("\"{name}\":{}", json.get(name).unwrap_or(&Value::Null));
        let members = ["payload", "network", "scheme", "x402Version"].map(member);
        return format!("{{{}}}", members.join(","));
    }
    text
}

fn encode(faults: &Faults, mut text: String) -> String {
    if faults.has("payment-plain-json") {
        return text;
    }
    if faults.has("payment-url-safe") {
        // Where no padding is due, nothing would show.
        while text.len().is_multiple_of(3) {
            text.push(' ');
        }
        return BASE64_URL_SAFE_NO_PAD.encode(text);
    }
    BASE64_STANDARD.encode(text)
}

/// The order of secp256k1.
const ORDER: [u8; 32] = [
    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xfe,
    0xba, 0xae, 0xdc, 0xe6, 0xaf, 0x48, 0xa0, 0x3b, 0xbf, 0xd2, 0x5e, 0x8c, 0xd0, 0x36, 0x41, 0x41,
];
