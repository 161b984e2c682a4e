use http402::eip712::{Domain, SecretKey, TransferWithAuthorization, signing_digest};
use http402::primitives::{Address, B256, U256};
use serde_json::{Value, json};

use super::{Order, apply, member, split};
use crate::bytes;
use crate::crypto::{self, Authorization, Uint256};
use crate::exchange::network::chain_id;
use crate::vector::Sign;

/// An exact-EVM payment of an x402 v1 offer, before it is written.
pub(super) fn message(order: &Order<'_>) -> Result<Value, String> {
    let mut payload = unsigned(order)?;
    let honest = payload.clone();
    let (on_signature, on_content) = split(order.mutate, &concerns_signature);
    if order.sign == Sign::After {
        apply(&mut payload, &on_content)?;
    }
    // Content that cannot be hashed gets the honest signature.
    let signed = transfer(&payload).or_else(|| transfer(&honest));
    let signed = signed.ok_or("the offer's payTo or maxAmountRequired cannot be signed")?;
    let signature = key(order)?.sign_digest(&signing_digest(&domain(order)?.separator(), &signed));
    if let Some(inner) = payload.get_mut("payload").and_then(Value::as_object_mut) {
        inner.insert("signature".to_owned(), signature.to_string().into());
    }
    if order.sign == Sign::Before {
        apply(&mut payload, &on_content)?;
    }
    apply(&mut payload, &on_signature)?;
    Ok(payload)
}

/// A mutation of the signature, or of something that holds it, always comes after signing.
pub(super) fn concerns_signature(pointer: &str) -> bool {
    pointer.is_empty() || pointer == "/payload" || pointer.starts_with("/payload/signature")
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

pub(super) fn key(order: &Order<'_>) -> Result<SecretKey, String> {
    SecretKey::from_bytes(&order.wallet.secret()).map_err(|error| error.to_string())
}

fn domain<'a>(order: &'a Order<'_>) -> Result<Domain<'a>, String> {
    let extra = order.terms.get("extra").unwrap_or(&Value::Null);
    let text = |name: &str| match order.domain.get(name) {
        Some(Value::String(changed)) => Ok(changed.as_str()),
        _ => member(extra, name),
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
    let contract: Address = contract
        .parse()
        .map_err(|_| "the offer's asset is no address")?;
    Ok(Domain::new(text("name")?)
        .with_version(text("version")?)
        .with_chain_id(chain_id)
        .with_verifying_contract(contract))
}

/// What is signed; nothing where a member is missing or malformed.
fn transfer(payload: &Value) -> Option<TransferWithAuthorization> {
    let members = payload.pointer("/payload/authorization")?;
    let text = |name: &str| members.get(name)?.as_str();
    let number = |name: &str| text(name)?.parse::<U256>().ok();
    Some(TransferWithAuthorization {
        from: text("from")?.parse().ok()?,
        to: text("to")?.parse().ok()?,
        value: number("value")?,
        valid_after: number("validAfter")?,
        valid_before: number("validBefore")?,
        nonce: text("nonce")?.parse::<B256>().ok()?,
    })
}

/// Reads an authorization for the stub's own judgement; nothing where a member is missing or
/// malformed.
pub(in crate::exchange) fn authorization(value: &Value) -> Option<Authorization> {
    let text = |name: &str| value.get(name)?.as_str();
    Some(Authorization {
        from: crypto::Address::parse(text("from")?)?,
        to: crypto::Address::parse(text("to")?)?,
        value: Uint256::from_decimal(text("value")?)?,
        valid_after: Uint256::from_decimal(text("validAfter")?)?,
        valid_before: Uint256::from_decimal(text("validBefore")?)?,
        nonce: bytes::fixed(text("nonce")?)?,
    })
}
