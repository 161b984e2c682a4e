//! x402, version 1: the demand, the payment, the settlement, the facilitator's messages.

use core::fmt::Display;
use core::str::FromStr;

use http402::Error;
use http402::x402::network::Network;
use http402::x402::v1::{Offers, PaymentPayload, PaymentRequired, PaymentRequirements};
use serde_json::{Map, Value, json};

use super::input::Input;
use super::{Refusal, Result, Table, object};
use crate::Faults;

pub(super) const OPERATIONS: Table = &[
    ("x402.required.decode", decode::<PaymentRequired>),
    ("x402.requirements.decode", decode::<PaymentRequirements>),
    ("x402.accepts.decode", accepts),
    ("x402.payment.decode", payment_decode),
    ("x402.payment.encode", payment_encode),
    ("x402.network.lookup", network),
];

/// Reads the JSON text of a wire object.
fn decode<T: FromStr<Err = Error> + Display>(input: Input<'_>, _: &Faults) -> Result<Value> {
    Ok(object(&input.parse::<T>()?))
}

fn accepts(input: Input<'_>, _: &Faults) -> Result<Value> {
    let offers = Offers::from_json(&input.text()?)?;
    let entries = offers.accepts().iter().map(|entry| match entry {
        Ok(requirements) => object(requirements),
        Err(error) => json!({ "reject": error.kind().as_str() }),
    });
    Ok(json!({ "accepts": entries.collect::<Vec<_>>() }))
}

fn payment_decode(input: Input<'_>, _: &Faults) -> Result<Value> {
    Ok(object(&PaymentPayload::from_header(&input.text()?)?))
}

fn payment_encode(input: Input<'_>, _: &Faults) -> Result<Value> {
    Ok(json!(
        PaymentPayload::from_json(&input.to_json())?.to_header()
    ))
}

fn network(input: Input<'_>, _: &Faults) -> Result<Value> {
    let network = input.parse::<Network>()?;
    if network.info().is_none() {
        return Err(Refusal::Kind(http402::Kind::Unsupported));
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
