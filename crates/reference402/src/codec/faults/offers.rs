//! Faults of the demand of x402, its offers, networks, amounts and addresses.

use http402::Kind::{
    BadValue, Base64, EmptyField, Json, Mismatch, Missing, Syntax, Trailing, Unsupported, Utf8,
    WrongType,
};
use serde_json::{Value, json};

use super::Deed::{Answers, Empties, Inner, Loses, Reads, Refuses, Takes, Works};
use super::edit::{each, get, put, text};
use super::payments::wrong_checksum;
use super::{Row, row};
use crate::codec::input::Input;
use crate::codec::{Refusal, Result, x402};

const DEMAND: &[&str] = &["x402.required.decode", "x402.accepts.decode"];
const DEMANDS: &[&str] = &[
    "x402.required.decode",
    "x402.accepts.decode",
    "x402.mcp.required.decode",
];
const OFFER: &[&str] = &["x402.requirements.decode"];
/// Everything that holds an offer.
const OFFERS: &[&str] = &[
    "x402.required.decode",
    "x402.requirements.decode",
    "x402.verify-request.decode",
    "x402.mcp.required.decode",
    "x402.discovery.decode",
    "x402.a2a.metadata.decode",
];

#[rustfmt::skip]
pub(super) const ROWS: &[Row] = &[
    row("demand-version-of-any-type", DEMANDS, Takes(&[Missing, WrongType, BadValue], "x402Version")),
    row("demand-error-of-any-type", DEMANDS, Takes(&[WrongType], "error")),
    row("demand-accepts-of-any-type", DEMANDS, Takes(&[Missing, WrongType], "accepts")),
    row("demand-accepts-of-any-type", DEMANDS, Takes(&[WrongType], "accepts[]")),
    row("demand-order-reversed", DEMANDS, Answers(|_, demand| {
        if let Some(Value::Array(offers)) = demand.pointer_mut("/accepts") {
            offers.reverse();
        }
    })),
    row("demand-accepts-lost", DEMAND, Loses("/accepts")),
    row("demand-broken-is-empty", DEMANDS, Takes(&[Json, Trailing, Utf8, WrongType], "")),
    row("demand-broken-is-empty", DEMANDS, Takes(&[Json, WrongType], "accepts")),
    row("demand-broken-is-empty", DEMANDS, Takes(&[Missing], "x402Version")),
    row("offer-version-two-taken", DEMANDS, Inner(|json| {
        ["0", "2", "3"]
            .iter()
            .fold(json.to_owned(), |json, version| {
                json.replace(&format!("\"x402Version\":{version}"), "\"x402Version\":1")
            })
    })),
    row(
        "offers-spoiled-by-one",
        &["x402.accepts.decode"],
        Works(|input| x402::required(input).map(|demand| json!({ "accepts": demand["accepts"] }))),
    ),
    row("offers-last-only", &["x402.accepts.decode"], Answers(|_, offers| {
        each(offers, "/accepts", &mut |accepts| {
            if let Some(accepts) = accepts.as_array_mut() {
                accepts.drain(..accepts.len().saturating_sub(1));
            }
        });
    })),
    row("offers-none-is-error", &["x402.accepts.decode"], Works(offers_or_error)),
    row("offers-unusable-kept", &["x402.accepts.decode"], Answers(|input, offers| {
        let all = input
            .as_str()
            .and_then(|json| serde_json::from_str::<Value>(json).ok());
        put(
            offers,
            "",
            "accepts",
            all.unwrap_or_default()["accepts"].clone(),
        );
    })),
    row("offer-broken-is-empty", OFFER, Takes(&[Json, Trailing, WrongType], "")),
    row("offer-scheme-of-any-type", OFFERS, Takes(&[Missing, WrongType], "*scheme")),
    row("offer-scheme-lost", OFFER, Loses("/scheme")),
    row("offer-network-of-any-type", OFFERS, Takes(&[Missing, WrongType, BadValue], "*network")),
    row("offer-network-lost", &["x402.requirements.decode", "x402.payment.decode"], Loses("/network")),
    row("offer-amount-number-taken", OFFERS, Takes(&[WrongType], "*maxAmountRequired")),
    row("offer-amount-unbounded", OFFERS, Takes(&[BadValue], "*maxAmountRequired")),
    row("offer-amount-unchecked", OFFERS, Takes(&[Missing, EmptyField, Syntax], "*maxAmountRequired")),
    row("offer-amount-lost", OFFER, Loses("/maxAmountRequired")),
    row("offer-asset-unchecked", OFFERS, Takes(&[Missing, WrongType, EmptyField, Syntax], "*asset")),
    row("offer-pay-to-unchecked", OFFERS, Takes(&[Missing, WrongType, EmptyField, Syntax], "*payTo")),
    row("offer-pay-to-lost", OFFER, Loses("/payTo")),
    row("offer-resource-of-any-type", OFFERS, Takes(&[WrongType], "*resource")),
    row("offer-resource-lost", OFFER, Loses("/resource")),
    row("offer-description-of-any-type", OFFERS, Takes(&[WrongType], "*description")),
    row("offer-description-lost", OFFER, Loses("/description")),
    row("offer-mime-type-of-any-type", OFFERS, Takes(&[WrongType], "*mimeType")),
    row("offer-mime-type-demanded", OFFER, Refuses(Missing, |offer| get(offer, "/mimeType").is_empty())),
    row("offer-schema-of-any-type", OFFERS, Takes(&[WrongType], "*outputSchema")),
    row("offer-schema-lost", OFFER, Loses("/outputSchema")),
    row("offer-timeout-text-taken", OFFERS, Takes(&[WrongType], "*maxTimeoutSeconds")),
    row("offer-timeout-optional", OFFERS, Takes(&[Missing], "*maxTimeoutSeconds")),
    row("offer-timeout-as-text", OFFER, Answers(|_, offer| {
        each(offer, "/maxTimeoutSeconds", &mut |timeout| {
            *timeout = json!(timeout.to_string());
        });
    })),
    row("offer-extra-of-any-type", OFFERS, Takes(&[WrongType], "*extra*")),
    row("offer-domain-lost", OFFER, Loses("/extra/name")),
    row("offer-domain-lost", OFFER, Loses("/extra/version")),
    row("offer-fee-payer-lost", OFFER, Loses("/extra/feePayer")),
    row("offer-unknown-members-refused", &["x402.*.decode"], Refuses(BadValue, unknown)),
    row("offer-null-members-taken", OFFER, Reads(|offer| {
        if let Some(members) = offer.as_object_mut() {
            members
                .retain(|name, value| !value.is_null() || !OPTIONAL.contains(&name.as_str()));
        }
    })),
    row("offer-texts-optional", OFFER, Reads(|offer| {
        for name in ["description", "resource"] {
            super::edit::default(offer, "", name, "");
        }
    })),
    row("unknown-schemes-refused", &["x402.requirements.decode", "x402.payment.decode"],
        Refuses(Unsupported, |json| {
        !matches!(get(json, "/scheme"), "" | "exact")
    })),
    row("checksum-enforced-in-offers", OFFER, Refuses(Mismatch, |offer| {
        wrong_checksum(get(offer, "/payTo")) || wrong_checksum(get(offer, "/asset"))
    })),
    row("unknown-scheme-is-exact", &["x402.payment.decode", "x402.requirements.decode"], Answers(|_, json| {
        text(json, "/scheme", |_| "exact".into());
        text(json, "/network", |network| network.to_lowercase().into());
    })),
    row("unknown-network-is-base", &["x402.payment.decode"], Answers(|_, json| {
        text(json, "/network", |network| match network {
            "testnet-of-tomorrow" => "base".into(),
            known => known.into(),
        });
    })),
    row("offer-unknown-members-refused", &["x402.verify-request.decode"],
        Refuses(BadValue, |request| request.get("metadata").is_some())),
    row("offer-lenient-reading-empties", OFFERS, Empties(&[Missing, WrongType, EmptyField], "*outputSchema")),
    row("offer-lenient-reading-empties", OFFERS, Empties(&[Missing, WrongType, EmptyField], "*error")),
    row("offer-lenient-reading-empties", OFFERS, Empties(&[Missing, WrongType, EmptyField], "*extra")),
    row("offer-lenient-reading-empties", OFFERS, Empties(&[Missing, WrongType, EmptyField], "*description")),
    row("offer-lenient-reading-empties", OFFERS, Empties(&[Missing, WrongType, EmptyField], "*resource")),
    row("offer-lenient-reading-empties", OFFERS, Empties(&[Missing, WrongType, EmptyField], "*mimeType")),
    row("offer-without-fee-payer-empties", OFFERS,
        Empties(&[Missing, WrongType, EmptyField, Syntax, BadValue], "*extra*")),
    row("offer-without-domain-empties", OFFERS,
        Empties(&[Missing, WrongType, EmptyField, BadValue], "*extra.*")),
    row("offer-timeout-wrong-empties", OFFERS, Empties(&[BadValue], "*maxTimeoutSeconds")),
    row("offer-resource-wrong-empties", OFFERS, Empties(&[EmptyField, Syntax, BadValue], "*resource")),
    row("offer-network-wrong-empties", &["x402.requirements.decode", "x402.payment.decode"],
        Empties(&[BadValue], "*network")),
    row("demand-error-empty-empties", DEMAND, Empties(&[EmptyField], "error")),
    row("header-lenient-reading-empties", &["x402.payment.decode", "x402.settlement.decode"],
        Empties(&[Base64], "*")),
    row("offer-version-two-empties", DEMANDS, Empties(&[Unsupported], "x402Version")),
];

const OPTIONAL: &[&str] = &["outputSchema", "extra", "mimeType"];

/// The members that the text names.
const KNOWN: &[&str] = &[
    "accepts",
    "asset",
    "authorization",
    "content",
    "description",
    "error",
    "errorReason",
    "extra",
    "feePayer",
    "from",
    "invalidReason",
    "isValid",
    "items",
    "kinds",
    "lastUpdated",
    "limit",
    "maxAmountRequired",
    "maxTimeoutSeconds",
    "metadata",
    "mimeType",
    "name",
    "network",
    "nonce",
    "offset",
    "outputSchema",
    "pagination",
    "payTo",
    "payer",
    "payload",
    "paymentPayload",
    "paymentRequirements",
    "resource",
    "scheme",
    "signature",
    "structuredContent",
    "success",
    "text",
    "to",
    "total",
    "transaction",
    "type",
    "validAfter",
    "validBefore",
    "value",
    "version",
    "x402.payment.error",
    "x402.payment.payload",
    "x402.payment.receipts",
    "x402.payment.required",
    "x402.payment.status",
    "x402Version",
    "isError",
];

fn unknown(json: &Value) -> bool {
    let open = ["outputSchema", "metadata"];
    match json {
        Value::Object(members) => members.iter().any(|(name, value)| {
            let known = KNOWN.contains(&name.as_str());
            !known || !open.contains(&name.as_str()) && unknown(value)
        }),
        Value::Array(elements) => elements.iter().any(unknown),
        _ => false,
    }
}

fn offers_or_error(input: Input<'_>) -> Result<Value> {
    let offers = x402::accepts(input)?;
    let usable = |offer: &Value| offer.get("reject").is_none();
    let any = offers["accepts"]
        .as_array()
        .is_some_and(|all| all.iter().any(usable));
    any.then_some(offers).ok_or(Refusal::Kind(Missing))
}
