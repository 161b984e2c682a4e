//! Faults of the demand of x402, its offers, networks, amounts and addresses.

use http402::Kind::{
    BadValue, EmptyField, Json, Limit, Mismatch, Missing, Syntax, Trailing, Unsupported, Utf8,
    WrongType,
};
use serde_json::{Value, json};

use super::Deed::{Answers, Inner, Loses, Reads, Refuses, RefusesText, Takes, Works};
use super::edit::{double, each, get, put, text};
use super::payments::wrong_checksum;
use super::{Row, row};
use crate::codec::input::Input;
use crate::codec::{Refusal, Result, primitives, x402};

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
const AMOUNT: &[&str] = &["uint256.decode", "x402.amount.*"];

pub(super) const ROWS: &[Row] = &[
    row(
        "demand-version-of-any-type",
        DEMANDS,
        Takes(&[Missing, WrongType, BadValue], "x402Version"),
    ),
    row(
        "demand-error-of-any-type",
        DEMANDS,
        Takes(&[WrongType], "error"),
    ),
    row(
        "demand-accepts-of-any-type",
        DEMANDS,
        Takes(&[Missing, WrongType], "accepts"),
    ),
    row(
        "demand-accepts-of-any-type",
        DEMANDS,
        Takes(&[WrongType], "accepts[]"),
    ),
    row(
        "demand-order-reversed",
        DEMANDS,
        Answers(|_, demand| {
            if let Some(Value::Array(offers)) = demand.pointer_mut("/accepts") {
                offers.reverse();
            }
        }),
    ),
    row("demand-accepts-lost", DEMAND, Loses("/accepts")),
    row(
        "demand-broken-is-empty",
        DEMANDS,
        Takes(&[Json, Trailing, Utf8, WrongType], ""),
    ),
    row(
        "demand-broken-is-empty",
        DEMANDS,
        Takes(&[Json, WrongType], "accepts"),
    ),
    row(
        "demand-broken-is-empty",
        DEMANDS,
        Takes(&[Missing], "x402Version"),
    ),
    row(
        "offer-version-two-taken",
        DEMANDS,
        Inner(|json| {
            ["0", "2", "3"]
                .iter()
                .fold(json.to_owned(), |json, version| {
                    json.replace(&format!("\"x402Version\":{version}"), "\"x402Version\":1")
                })
        }),
    ),
    row(
        "offers-spoiled-by-one",
        &["x402.accepts.decode"],
        Works(|input| x402::required(input).map(|demand| json!({ "accepts": demand["accepts"] }))),
    ),
    row(
        "offers-last-only",
        &["x402.accepts.decode"],
        Answers(|_, offers| {
            each(offers, "/accepts", &mut |accepts| {
                if let Some(accepts) = accepts.as_array_mut() {
                    accepts.drain(..accepts.len().saturating_sub(1));
                }
            });
        }),
    ),
    row(
        "offers-none-is-error",
        &["x402.accepts.decode"],
        Works(offers_or_error),
    ),
    row(
        "offers-unusable-kept",
        &["x402.accepts.decode"],
        Answers(|input, offers| {
            let all = input
                .as_str()
                .and_then(|json| serde_json::from_str::<Value>(json).ok());
            put(
                offers,
                "",
                "accepts",
                all.unwrap_or_default()["accepts"].clone(),
            );
        }),
    ),
    row(
        "offer-broken-is-empty",
        OFFER,
        Takes(&[Json, Trailing, WrongType], ""),
    ),
    row(
        "offer-scheme-of-any-type",
        OFFERS,
        Takes(&[Missing, WrongType], "*scheme"),
    ),
    row("offer-scheme-lost", OFFER, Loses("/scheme")),
    row(
        "offer-network-of-any-type",
        OFFERS,
        Takes(&[Missing, WrongType, BadValue], "*network"),
    ),
    row(
        "offer-network-of-any-type",
        &["x402.network.lookup"],
        Takes(&[BadValue], "*"),
    ),
    row(
        "offer-network-lost",
        &["x402.requirements.decode", "x402.payment.decode"],
        Loses("/network"),
    ),
    row(
        "offer-amount-number-taken",
        OFFERS,
        Takes(&[WrongType], "*maxAmountRequired"),
    ),
    row(
        "offer-amount-unbounded",
        OFFERS,
        Takes(&[BadValue], "*maxAmountRequired"),
    ),
    row("offer-amount-unbounded", AMOUNT, Takes(&[BadValue], "*")),
    row(
        "offer-amount-unchecked",
        OFFERS,
        Takes(&[Missing, EmptyField, Syntax], "*maxAmountRequired"),
    ),
    row(
        "amounts-unchecked",
        AMOUNT,
        Takes(&[EmptyField, Syntax], "*"),
    ),
    row(
        "amounts-as-doubles",
        AMOUNT,
        Answers(|_, amount| {
            text(amount, "", |amount| match amount.contains('.') {
                true => amount.into(),
                false => double(amount).into(),
            });
        }),
    ),
    row(
        "amounts-in-hexadecimal",
        &["uint256.decode"],
        Answers(|_, amount| {
            text(amount, "", |amount| format!("0x{amount}").into());
        }),
    ),
    row("offer-amount-lost", OFFER, Loses("/maxAmountRequired")),
    row(
        "price-by-double",
        &["x402.amount.from-price"],
        Works(price_by_double),
    ),
    row(
        "price-in-cents",
        &["x402.amount.from-price"],
        Reads(|input| put(input, "", "decimals", 2)),
    ),
    row(
        "price-in-millionths",
        &["x402.amount.from-price"],
        Reads(|input| put(input, "", "decimals", 6)),
    ),
    row(
        "price-written-with-dollar",
        &["x402.amount.to-price"],
        Answers(|_, price| {
            text(price, "", |price| format!("${price}").into());
        }),
    ),
    row(
        "price-unchecked",
        &["x402.amount.from-price"],
        Takes(&[BadValue, EmptyField, Syntax], "*"),
    ),
    row(
        "price-with-dollar-sign-taken",
        &["x402.amount.from-price"],
        Reads(|input| {
            text(input, "/price", |price| {
                price.trim_start_matches('$').into()
            });
        }),
    ),
    row(
        "offer-asset-unchecked",
        OFFERS,
        Takes(&[Missing, WrongType, EmptyField, Syntax], "*asset"),
    ),
    row(
        "address-unchecked",
        &["address.*"],
        Takes(&[EmptyField, Syntax], "*"),
    ),
    row(
        "offer-pay-to-unchecked",
        OFFERS,
        Takes(&[Missing, WrongType, EmptyField, Syntax], "*payTo"),
    ),
    row("offer-pay-to-lost", OFFER, Loses("/payTo")),
    row(
        "address-checksum-ignored",
        &["address.decode"],
        Takes(&[Mismatch], "*"),
    ),
    row(
        "address-checksum-demanded",
        &["address.decode"],
        RefusesText(Mismatch, one_case),
    ),
    row(
        "address-checksum-demanded",
        OFFER,
        Refuses(Mismatch, |offer| {
            one_case(get(offer, "/asset")) || one_case(get(offer, "/payTo"))
        }),
    ),
    row(
        "address-checksum-of-lower-half",
        &["address.*"],
        Answers(|_, address| {
            text(address, "", |address| address.to_ascii_uppercase().into());
        }),
    ),
    row(
        "address-prefix-not-written",
        &["address.checksum"],
        Answers(|_, address| {
            text(address, "", |address| {
                address.trim_start_matches("0x").into()
            });
        }),
    ),
    row(
        "offer-resource-of-any-type",
        OFFERS,
        Takes(&[WrongType], "*resource"),
    ),
    row("offer-resource-lost", OFFER, Loses("/resource")),
    row(
        "offer-description-of-any-type",
        OFFERS,
        Takes(&[WrongType], "*description"),
    ),
    row("offer-description-lost", OFFER, Loses("/description")),
    row(
        "offer-mime-type-of-any-type",
        OFFERS,
        Takes(&[WrongType], "*mimeType"),
    ),
    row(
        "offer-mime-type-demanded",
        OFFER,
        Refuses(Missing, |offer| get(offer, "/mimeType").is_empty()),
    ),
    row(
        "offer-schema-of-any-type",
        OFFERS,
        Takes(&[WrongType], "*outputSchema"),
    ),
    row("offer-schema-lost", OFFER, Loses("/outputSchema")),
    row(
        "offer-timeout-text-taken",
        OFFERS,
        Takes(&[WrongType], "*maxTimeoutSeconds"),
    ),
    row(
        "offer-timeout-optional",
        OFFERS,
        Takes(&[Missing], "*maxTimeoutSeconds"),
    ),
    row(
        "offer-timeout-as-text",
        OFFER,
        Answers(|_, offer| {
            each(offer, "/maxTimeoutSeconds", &mut |timeout| {
                *timeout = json!(timeout.to_string())
            });
        }),
    ),
    row(
        "offer-extra-of-any-type",
        OFFERS,
        Takes(&[WrongType], "*extra*"),
    ),
    row("offer-domain-lost", OFFER, Loses("/extra/name")),
    row("offer-domain-lost", OFFER, Loses("/extra/version")),
    row("offer-fee-payer-lost", OFFER, Loses("/extra/feePayer")),
    row(
        "offer-unknown-members-refused",
        &["x402.*.decode"],
        Refuses(BadValue, unknown),
    ),
    row(
        "offer-null-members-taken",
        OFFER,
        Reads(|offer| {
            if let Some(members) = offer.as_object_mut() {
                members
                    .retain(|name, value| !value.is_null() || !OPTIONAL.contains(&name.as_str()));
            }
        }),
    ),
    row(
        "offer-texts-optional",
        OFFER,
        Reads(|offer| {
            for name in ["description", "resource"] {
                super::edit::default(offer, "", name, "");
            }
        }),
    ),
    row(
        "unknown-schemes-refused",
        &["x402.requirements.decode", "x402.payment.decode"],
        Refuses(Unsupported, |json| {
            !matches!(get(json, "/scheme"), "" | "exact")
        }),
    ),
    row(
        "checksum-enforced-in-offers",
        OFFER,
        Refuses(Mismatch, |offer| {
            wrong_checksum(get(offer, "/payTo")) || wrong_checksum(get(offer, "/asset"))
        }),
    ),
    row(
        "network-chain-as-text",
        &["x402.network.lookup"],
        Answers(|_, network| {
            each(network, "/chainId", &mut |chain| {
                *chain = json!(format!("eip155:{chain}"))
            });
        }),
    ),
    row(
        "network-unlisted-taken",
        &["x402.network.lookup"],
        Takes(&[Unsupported], "*"),
    ),
    row(
        "network-polygon-under-other-name",
        &["x402.network.lookup"],
        Answers(|input, network| {
            if input == "polygon" {
                put(network, "", "name", "USDC");
            }
        }),
    ),
    row(
        "network-token-lost",
        &["x402.network.lookup"],
        Loses("/name"),
    ),
    row(
        "network-listed-only",
        &["x402.network.lookup"],
        RefusesText(Unsupported, |name| {
            !matches!(
                name,
                "base" | "base-sepolia" | "avalanche" | "avalanche-fuji"
            )
        }),
    ),
    row(
        "network-sizes-unbounded",
        &["x402.network.lookup"],
        Takes(&[Limit], "*"),
    ),
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

fn one_case(address: &str) -> bool {
    let digits = address.trim_start_matches("0x");
    digits.len() == 40
        && !(digits.contains(|c: char| c.is_ascii_lowercase())
            && digits.contains(|c: char| c.is_ascii_uppercase()))
}

fn offers_or_error(input: Input<'_>) -> Result<Value> {
    let offers = x402::accepts(input)?;
    let usable = |offer: &Value| offer.get("reject").is_none();
    let any = offers["accepts"]
        .as_array()
        .is_some_and(|all| all.iter().any(usable));
    any.then_some(offers).ok_or(Refusal::Kind(Missing))
}

/// Multiplies as most languages do, and cuts off what is behind the point.
#[expect(clippy::float_arithmetic, reason = "the fault itself")]
fn price_by_double(input: Input<'_>) -> Result<Value> {
    primitives::from_price(input)?;
    let price: f64 = input.str("price")?.parse().unwrap_or_default();
    let scale = 10_f64.powi(i32::try_from(input.integer("decimals")?).unwrap_or_default());
    Ok(json!(format!("{:.0}", (price * scale).trunc())))
}
