use serde_json::{Map, Value, json};

use super::network::chain_id;
use crate::bytes;
use crate::crypto::{Address, Authorization, Domain, Uint256, Wallet};
use crate::vector::{Mutation, Place, Sign};

/// What to pay, and how far from honestly.
#[derive(Debug)]
#[non_exhaustive]
pub struct Order<'a> {
    /// The offer.
    pub terms: &'a Value,
    /// Who pays.
    pub wallet: &'a Wallet,
    /// The single-use nonce.
    pub nonce: [u8; 32],
    /// Unix seconds.
    pub now: u64,
    /// Which content the signature covers.
    pub sign: Sign,
    /// Domain members that differ from the offer.
    pub domain: &'a Map<String, Value>,
    /// Departures.
    pub mutate: &'a [Mutation],
}

/// A payment, ready to be sent.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Payment {
    /// The encoded header value.
    pub header: Vec<u8>,
    /// The message before it was written, mutations included.
    pub payload: Value,
}

/// Builds an exact-EVM payment for an x402 v1 offer.
///
/// # Errors
///
/// Where the offer cannot be paid, or a mutation does not fit: the case is inconclusive.
pub fn pay(order: &Order<'_>) -> Result<Payment, String> {
    let mut payload = unsigned(order)?;
    let (on_signature, on_content): (Vec<_>, Vec<_>) = order
        .mutate
        .iter()
        .partition(|mutation| mutation.at.as_deref().is_some_and(concerns_signature));
    if order.sign == Sign::After {
        apply(&mut payload, &on_content)?;
    }
    let signature = signature(order, &payload)?;
    if let Some(inner) = payload.get_mut("payload").and_then(Value::as_object_mut) {
        inner.insert("signature".to_owned(), signature.into());
    }
    if order.sign == Sign::Before {
        apply(&mut payload, &on_content)?;
    }
    apply(&mut payload, &on_signature)?;
    let mut text = payload.to_string().into_bytes();
    for mutation in order.mutate {
        mutation.apply_text(Place::Json, &mut text)?;
    }
    let mut header = bytes::to_base64(&text).into_bytes();
    for mutation in order.mutate {
        mutation.apply_text(Place::Header, &mut header)?;
    }
    Ok(Payment { header, payload })
}

/// A mutation of the signature, or of something that holds it, always comes after signing.
fn concerns_signature(pointer: &str) -> bool {
    pointer.is_empty() || pointer == "/payload" || pointer.starts_with("/payload/signature")
}

fn apply(payload: &mut Value, mutations: &[&Mutation]) -> Result<(), String> {
    mutations
        .iter()
        .try_for_each(|mutation| mutation.apply(payload))
}

fn unsigned(order: &Order<'_>) -> Result<Value, String> {
    let text = |name: &str| member(order.terms, name);
    let timeout = order.terms.get("maxTimeoutSeconds").and_then(Value::as_u64);
    let timeout = timeout.ok_or("the offer has no positive integer maxTimeoutSeconds")?;
    Ok(json!({
        "x402Version": 1,
        "scheme": text("scheme")?,
        "network": text("network")?,
        "payload": {
            "authorization": {
                "from": order.wallet.address().to_string(),
                "to": text("payTo")?,
                "value": text("maxAmountRequired")?,
                "validAfter": order.now.saturating_sub(600).to_string(),
                "validBefore": order.now.saturating_add(timeout).to_string(),
                "nonce": bytes::to_0x(&order.nonce),
            }
        }
    }))
}

/// Signs whatever the authorization says; content that cannot be hashed gets the honest signature.
fn signature(order: &Order<'_>, payload: &Value) -> Result<String, String> {
    let honest = unsigned(order)?;
    let domain = domain(order)?;
    let authorization = payload
        .pointer("/payload/authorization")
        .and_then(authorization)
        .or_else(|| {
            honest
                .pointer("/payload/authorization")
                .and_then(authorization)
        })
        .ok_or("the offer's payTo or maxAmountRequired cannot be signed")?;
    let digest = domain.digest(&authorization.struct_hash());
    Ok(bytes::to_0x(&order.wallet.sign(&digest)))
}

fn domain(order: &Order<'_>) -> Result<Domain, String> {
    let extra = order.terms.get("extra").unwrap_or(&Value::Null);
    let text = |name: &str| match order.domain.get(name) {
        Some(Value::String(changed)) => Ok(changed.clone()),
        _ => member(extra, name).map(str::to_owned),
    };
    let network = member(order.terms, "network")?;
    let chain_id = match order.domain.get("chainId").and_then(Value::as_u64) {
        Some(changed) => changed,
        None => chain_id(network).ok_or_else(|| format!("network {network:?} is unknown"))?,
    };
    let contract = match order
        .domain
        .get("verifyingContract")
        .and_then(Value::as_str)
    {
        Some(changed) => changed,
        None => member(order.terms, "asset")?,
    };
    let contract = Address::parse(contract).ok_or("the offer's asset is no address")?;
    Ok(Domain {
        name: text("name")?,
        version: text("version")?,
        chain_id,
        contract,
    })
}

/// Reads an authorization object; nothing where a member is missing or malformed.
pub(super) fn authorization(value: &Value) -> Option<Authorization> {
    let text = |name: &str| value.get(name)?.as_str();
    Some(Authorization {
        from: Address::parse(text("from")?)?,
        to: Address::parse(text("to")?)?,
        value: Uint256::from_decimal(text("value")?)?,
        valid_after: Uint256::from_decimal(text("validAfter")?)?,
        valid_before: Uint256::from_decimal(text("validBefore")?)?,
        nonce: bytes::fixed(text("nonce")?)?,
    })
}

fn member<'a>(object: &'a Value, name: &str) -> Result<&'a str, String> {
    object
        .get(name)
        .and_then(Value::as_str)
        .ok_or_else(|| format!("the offer has no text member {name:?}"))
}
