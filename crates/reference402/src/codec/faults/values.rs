//! Faults of amounts, prices, addresses and networks.

use http402::Kind::{BadValue, EmptyField, Mismatch, Syntax, Unsupported};
use serde_json::{Value, json};

use super::Deed::{Answers, Loses, Reads, Refuses, RefusesAnswer, RefusesText, Takes, Works};
use super::edit::{double, each, get, put, text};
use super::{Row, row};
use crate::codec::input::Input;
use crate::codec::{Result, primitives};

const AMOUNT: &[&str] = &["uint256.decode", "x402.amount.*"];
const PRICE: &[&str] = &["x402.amount.from-price"];
const NETWORK: &[&str] = &["x402.network.lookup"];
const OFFER: &[&str] = &["x402.requirements.decode"];

#[rustfmt::skip]
pub(super) const ROWS: &[Row] = &[
    row("offer-network-of-any-type", NETWORK, Takes(&[BadValue, Unsupported], "*")),
    row("offer-amount-unbounded", AMOUNT, Takes(&[BadValue], "*")),
    row("amounts-unchecked", AMOUNT, Takes(&[EmptyField, Syntax], "*")),
    row("amounts-as-doubles", AMOUNT, Answers(|_, amount| {
        text(amount, "", |amount| match amount.contains('.') {
            true => amount.into(),
            false => double(amount).into(),
        });
    })),
    row("amounts-in-hexadecimal", &["uint256.decode", "x402.amount.from-price"], Answers(|_, amount| {
        text(amount, "", |amount| format!("0x{amount}").into());
    })),
    row("price-by-double", PRICE, Works(price_by_double)),
    row("price-in-cents", PRICE, Reads(|input| put(input, "", "decimals", 2))),
    row("price-in-millionths", PRICE, Reads(|input| put(input, "", "decimals", 6))),
    row("price-written-with-dollar", &["x402.amount.to-price"], Answers(|_, price| {
        text(price, "", |price| format!("${price}").into());
    })),
    row("price-unchecked", PRICE, Takes(&[BadValue, EmptyField, Syntax], "*")),
    row("price-with-dollar-sign-taken", PRICE, Reads(|input| {
        text(input, "/price", |price| {
            price.trim_start_matches('$').into()
        });
    })),
    row("address-unchecked", &["address.*"], Takes(&[EmptyField, Syntax], "*")),
    row("address-checksum-ignored", &["address.decode"], Takes(&[Mismatch], "*")),
    row("address-checksum-demanded", &["address.decode"], RefusesText(Mismatch, one_case)),
    row("address-checksum-demanded", OFFER, Refuses(Mismatch, |offer| {
        one_case(get(offer, "/asset")) || one_case(get(offer, "/payTo"))
    })),
    row("address-checksum-of-lower-half", &["address.*"], Answers(|_, address| {
        text(address, "", |address| address.to_ascii_uppercase().into());
    })),
    row("address-prefix-not-written", &["address.checksum"], Answers(|_, address| {
        text(address, "", |address| {
            address.trim_start_matches("0x").into()
        });
    })),
    row("network-chain-as-text", NETWORK, Answers(|_, network| {
        each(network, "/chainId", &mut |chain| {
            *chain = json!(format!("eip155:{chain}"));
        });
    })),
    row("network-unlisted-taken", NETWORK, Takes(&[Unsupported], "*")),
    row("network-polygon-under-other-name", NETWORK, Answers(|input, network| {
        if input == "polygon" {
            put(network, "", "name", "USDC");
        }
    })),
    row("network-token-lost", NETWORK, Loses("/name")),
    row("network-listed-only", NETWORK, RefusesText(Unsupported, |name| {
        !matches!(
            name,
            "base" | "base-sepolia" | "avalanche" | "avalanche-fuji"
        )
    })),
    row("price-zero-refused", PRICE, RefusesAnswer(BadValue, |amount| amount == "0")),
    row("address-of-wrong-checksum-lost", OFFER, Answers(|_, offer| lose_wrong(offer, &["/payTo", "/asset"]))),
    row("address-of-wrong-checksum-lost", &["x402.payment.decode"], Answers(|_, payment| {
        lose_wrong(payment, &["/payload/authorization/from", "/payload/authorization/to"]);
    })),
];

fn lose_wrong(value: &mut Value, paths: &[&str]) {
    for path in paths {
        if super::payments::wrong_checksum(get(value, path)) {
            super::edit::lose(value, path);
        }
    }
}

fn one_case(address: &str) -> bool {
    let digits = address.trim_start_matches("0x");
    digits.len() == 40
        && !(digits.contains(|c: char| c.is_ascii_lowercase())
            && digits.contains(|c: char| c.is_ascii_uppercase()))
}

/// Multiplies as most languages do, and cuts off what is behind the point.
#[expect(clippy::float_arithmetic, reason = "the fault itself")]
fn price_by_double(input: Input<'_>) -> Result<Value> {
    primitives::from_price(input)?;
    let price: f64 = input.str("price")?.parse().unwrap_or_default();
    let scale = 10_f64.powi(i32::try_from(input.integer("decimals")?).unwrap_or_default());
    Ok(json!(format!("{:.0}", (price * scale).trunc())))
}
