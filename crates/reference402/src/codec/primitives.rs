//! Integers, addresses, times, canonical JSON.

use core::cmp::Ordering;

use http402::Base64;
use http402::json::canonicalize;
use http402::primitives::{Address, Timestamp, U256};
use serde_json::{Value, json};

use super::input::Input;
use super::{Result, Table, hex};

pub(super) const OPERATIONS: Table = &[
    ("uint256.decode", uint256_decode),
    ("uint256.compare", uint256_compare),
    ("address.decode", address_decode),
    ("address.checksum", address_checksum),
    ("x402.amount.from-price", from_price),
    ("x402.amount.to-price", to_price),
    ("jcs.canonicalize", jcs),
    ("timestamp.decode", timestamp),
    ("base64url.encode", base64url_encode),
    ("base64url.decode", base64url_decode),
];

fn uint256_decode(input: Input<'_>) -> Result<Value> {
    Ok(json!(input.parse::<U256>()?.to_string()))
}

fn uint256_compare(input: Input<'_>) -> Result<Value> {
    let (a, b) = (input.parsed::<U256>("a")?, input.parsed::<U256>("b")?);
    Ok(json!(match a.cmp(&b) {
        Ordering::Less => "less",
        Ordering::Equal => "equal",
        Ordering::Greater => "greater",
    }))
}

fn address_decode(input: Input<'_>) -> Result<Value> {
    let text = input.text()?;
    let address = text.parse::<Address>()?;
    // Letters of one case carry no checksum (EIP-55); mixed letters must carry the right one.
    let mixed = text.contains(|c: char| matches!(c, 'a'..='f'))
        && text.contains(|c: char| matches!(c, 'A'..='F'));
    let address = if mixed {
        Address::parse_checksummed(&text)?
    } else {
        address
    };
    Ok(json!(address.to_checksummed().to_string()))
}

fn address_checksum(input: Input<'_>) -> Result<Value> {
    Ok(json!(
        input.parse::<Address>()?.to_checksummed().to_string()
    ))
}

fn decimals(input: Input<'_>) -> Result<u8> {
    let decimals = u8::try_from(input.integer("decimals")?);
    decimals.map_err(|_| super::Refusal::Usage("expected at most 255 decimals".to_owned()))
}

pub(super) fn from_price(input: Input<'_>) -> Result<Value> {
    Ok(json!(
        U256::from_decimal(input.str("price")?, decimals(input)?)?.to_string()
    ))
}

fn to_price(input: Input<'_>) -> Result<Value> {
    Ok(json!(
        input.parsed::<U256>("amount")?.to_decimal(decimals(input)?)
    ))
}

pub(super) fn jcs(input: Input<'_>) -> Result<Value> {
    Ok(json!(canonicalize(&input.text()?)?))
}

fn timestamp(input: Input<'_>) -> Result<Value> {
    Ok(json!({ "unix": input.parse::<Timestamp>()?.unix() }))
}

fn base64url_encode(input: Input<'_>) -> Result<Value> {
    Ok(json!(Base64::Url.encode(&input.bytes()?)))
}

fn base64url_decode(input: Input<'_>) -> Result<Value> {
    Ok(
        match String::from_utf8(Base64::Url.decode(&input.text()?)?) {
            Ok(text) => json!(text),
            Err(error) => json!({ "hex": hex(error.as_bytes()) }),
        },
    )
}
