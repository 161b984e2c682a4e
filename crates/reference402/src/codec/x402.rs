//! x402, version 1: the demand, the payment, the settlement, the facilitator's messages.

use core::fmt::Display;
use core::str::FromStr;

use http402::json::RawObject;
use http402::x402::network::Network;
use http402::x402::v1::a2a::PaymentMetadata;
use http402::x402::v1::discovery::DiscoveryResponse;
use http402::x402::v1::facilitator::{SupportedResponse, VerifyRequest, VerifyResponse};
use http402::x402::v1::{
    ErrorClass, ErrorReason, Offers, PaymentPayload, PaymentRequired, PaymentRequirements,
    SettlementResponse, mcp,
};
use http402::{Decoder, Error, Kind};
use serde_json::{Map, Value, json};

use super::input::Input;
use super::{Refusal, Result, Table, object};

pub(super) const OPERATIONS: Table = &[
    ("x402.required.decode", required),
    ("x402.requirements.decode", decode::<PaymentRequirements>),
    ("x402.accepts.decode", accepts),
    ("x402.payment.decode", payment_decode),
    ("x402.payment.encode", payment_encode),
    ("x402.settlement.decode", settlement_decode),
    ("x402.settlement.encode", settlement_encode),
    ("x402.verify-request.decode", decode::<VerifyRequest>),
    ("x402.verify-response.decode", decode::<VerifyResponse>),
    ("x402.settle-response.decode", decode::<SettlementResponse>),
    ("x402.supported.decode", decode::<SupportedResponse>),
    ("x402.discovery.decode", decode::<DiscoveryResponse>),
    ("x402.error.class", error_class),
    ("x402.network.lookup", network),
    ("x402.mcp.required.decode", mcp_required),
    ("x402.mcp.payment.decode", mcp_payment),
    ("x402.mcp.settlement.decode", mcp_settlement),
    ("x402.a2a.metadata.decode", a2a_metadata),
];

/// Reads the JSON text of a wire object.
fn decode<T: FromStr<Err = Error> + Display>(input: Input<'_>) -> Result<Value> {
    Ok(object(&input.parse::<T>()?))
}

pub(super) fn required(input: Input<'_>) -> Result<Value> {
    decode::<PaymentRequired>(input)
}

pub(super) fn accepts(input: Input<'_>) -> Result<Value> {
    let offers = Offers::from_json(&input.text()?)?;
    let entries = offers.accepts().iter().map(|entry| match entry {
        Ok(requirements) => object(requirements),
        Err(error) => json!({ "reject": error.kind().as_str() }),
    });
    Ok(json!({ "accepts": entries.collect::<Vec<_>>() }))
}

fn payment_decode(input: Input<'_>) -> Result<Value> {
    Ok(object(&PaymentPayload::from_header(&input.text()?)?))
}

fn payment_encode(input: Input<'_>) -> Result<Value> {
    Ok(json!(
        PaymentPayload::from_json(&input.to_json())?.to_header()
    ))
}

fn settlement_decode(input: Input<'_>) -> Result<Value> {
    Ok(object(&SettlementResponse::from_header(&input.text()?)?))
}

fn settlement_encode(input: Input<'_>) -> Result<Value> {
    Ok(json!(
        SettlementResponse::from_json(&input.to_json())?.to_header()
    ))
}

fn error_class(input: Input<'_>) -> Result<Value> {
    let class = input.parse::<ErrorReason>()?.class();
    Ok(json!({ "class": class.map_or("other", ErrorClass::as_str) }))
}

fn mcp_required(input: Input<'_>) -> Result<Value> {
    let demand = mcp::find_payment_required(&input.text()?, &Decoder::STRICT)?;
    let demand = demand.ok_or(Refusal::Kind(Kind::Missing))?;
    Ok(object(&demand.value))
}

/// The object at `_meta`.
fn meta(input: Input<'_>) -> Result<String> {
    let message = RawObject::from_json(&input.text()?)?;
    let meta = message.get("_meta").ok_or(Refusal::Kind(Kind::Missing))?;
    Ok(meta.as_str().to_owned())
}

fn mcp_payment(input: Input<'_>) -> Result<Value> {
    Ok(object(
        mcp::PaymentMeta::from_json(&meta(input)?)?.payment(),
    ))
}

fn mcp_settlement(input: Input<'_>) -> Result<Value> {
    Ok(object(
        mcp::PaymentResponseMeta::from_json(&meta(input)?)?.payment_response(),
    ))
}

/// The `x402.payment.*` members without their prefix.
fn a2a_metadata(input: Input<'_>) -> Result<Value> {
    let metadata = input.parse::<PaymentMetadata>()?;
    let Value::Object(members) = object(&metadata) else {
        return Ok(Value::Null);
    };
    let strip = |(name, value): (String, Value)| {
        Some((name.strip_prefix("x402.payment.")?.to_owned(), value))
    };
    Ok(members
        .into_iter()
        .filter_map(strip)
        .collect::<Map<_, _>>()
        .into())
}

fn network(input: Input<'_>) -> Result<Value> {
    let network = input.parse::<Network>()?;
    if network.info().is_none() {
        return Err(Refusal::Kind(Kind::Unsupported));
    }
    let mut known = Map::new();
    if let Some(chain) = network.evm() {
        known.insert("chainId".to_owned(), json!(chain.id));
        if let Some(token) = chain.token {
            known.insert("asset".to_owned(), json!(token.asset.to_string()));
            known.insert("name".to_owned(), json!(token.name));
            known.insert("version".to_owned(), json!(token.version));
            known.insert("decimals".to_owned(), json!(token.decimals));
        }
    }
    Ok(known.into())
}
