use alloc::collections::BTreeSet;

use serde_json::{Value, json};

use super::Key;
use crate::bytes;
use crate::clock::unix_now;
use crate::crypto::{Address, Domain, Uint256, keccak256, recover};
use crate::exchange::network::chain_id;
use crate::exchange::payer::authorization;

/// What an honest facilitator found: the payment, or a code of the specification.
pub(super) type Verdict = Result<Key, &'static str>;

pub(super) fn verify_answer(verdict: Verdict, request: &Value) -> Value {
    match verdict {
        Ok((payer, _)) => json!({ "isValid": true, "payer": payer.to_string() }),
        Err(reason) => {
            json!({ "isValid": false, "invalidReason": reason, "payer": payer(request) })
        }
    }
}

pub(super) fn settle_answer(verdict: Verdict, request: &Value) -> Value {
    let network = request
        .pointer("/paymentPayload/network")
        .and_then(Value::as_str)
        .unwrap_or("");
    match verdict {
        Ok((payer, nonce)) => {
            let transaction = bytes::to_0x(&keccak256(&nonce));
            json!({ "success": true, "transaction": transaction, "network": network, "payer": payer.to_string() })
        }
        Err(reason) => json!({
            "success": false, "errorReason": reason, "transaction": "", "network": network, "payer": payer(request)
        }),
    }
}

fn payer(request: &Value) -> String {
    let from = request.pointer("/paymentPayload/payload/authorization/from");
    from.and_then(Value::as_str).unwrap_or("").to_owned()
}

pub(super) fn supported() -> Value {
    json!({ "kinds": [
        { "x402Version": 1, "scheme": "exact", "network": "base-sepolia" },
        { "x402Version": 1, "scheme": "exact", "network": "base" }
    ] })
}

/// What an honest facilitator checks, in the words of the specification's error codes.
pub(super) fn verify(used: &BTreeSet<Key>, balance: Option<Uint256>, request: &Value) -> Verdict {
    let payment = request.get("paymentPayload").ok_or("invalid_payload")?;
    let terms = request
        .get("paymentRequirements")
        .ok_or("invalid_payment_requirements")?;
    if payment.get("x402Version") != Some(&json!(1)) {
        return Err("invalid_x402_version");
    }
    let same = |name: &str| payment.get(name).is_some() && payment.get(name) == terms.get(name);
    if !same("scheme") || payment["scheme"] != json!("exact") {
        return Err("unsupported_scheme");
    }
    let text = |name: &str| terms.get(name).and_then(Value::as_str);
    let chain_id = text("network")
        .and_then(chain_id)
        .ok_or("invalid_network")?;
    if !same("network") {
        return Err("invalid_network");
    }
    let signed = payment
        .pointer("/payload/authorization")
        .and_then(authorization);
    let signed = signed.ok_or("invalid_payload")?;
    let required = "invalid_payment_requirements";
    let extra = |name: &str| terms.get("extra")?.get(name)?.as_str();
    let domain = Domain {
        name: extra("name").ok_or(required)?.to_owned(),
        version: extra("version").ok_or(required)?.to_owned(),
        chain_id,
        contract: text("asset").and_then(Address::parse).ok_or(required)?,
    };
    let signature = payment
        .pointer("/payload/signature")
        .and_then(Value::as_str);
    let signature = signature
        .and_then(bytes::from_hex)
        .ok_or("invalid_payload")?;
    if recover(&domain.digest(&signed.struct_hash()), &signature) != Some(signed.from) {
        return Err("invalid_exact_evm_payload_signature");
    }
    if text("payTo").and_then(Address::parse).ok_or(required)? != signed.to {
        return Err("invalid_exact_evm_payload_recipient_mismatch");
    }
    let amount = text("maxAmountRequired")
        .and_then(Uint256::from_decimal)
        .ok_or(required)?;
    if signed.value < amount {
        return Err("invalid_exact_evm_payload_authorization_value");
    }
    let now = unix_now();
    if signed.valid_before <= Uint256::from_u64(now) {
        return Err("invalid_exact_evm_payload_authorization_valid_before");
    }
    if signed.valid_after > Uint256::from_u64(now) {
        return Err("invalid_exact_evm_payload_authorization_valid_after");
    }
    if used.contains(&(signed.from, signed.nonce)) {
        return Err("invalid_transaction_state");
    }
    if balance.is_some_and(|balance| signed.value > balance) {
        return Err("insufficient_funds");
    }
    Ok((signed.from, signed.nonce))
}
