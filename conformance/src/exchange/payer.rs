//! Payments: honest ones are built by http402, which known answers prove; then they are altered.

mod mpp;
mod plugin;
mod solana;
mod x402;

use serde_json::{Map, Value};

use crate::bytes;
use crate::crypto::{Address, Wallet, sha256};
use crate::vector::{Mutation, Place, Sign};

pub use plugin::Plugin;
pub(super) use x402::authorization;

/// What to pay, and how far from honestly.
#[derive(Debug)]
#[non_exhaustive]
pub struct Order<'a> {
    /// The offer: an x402 entry, or an MPP challenge as the decoder shows it.
    pub terms: &'a Value,
    /// Who pays.
    pub wallet: &'a Wallet,
    /// The single-use nonce.
    pub nonce: [u8; 32],
    /// Unix seconds.
    pub now: u64,
    /// Which content the proof or signature covers.
    pub sign: Sign,
    /// EIP-712 domain members that differ from the offer.
    pub domain: &'a Map<String, Value>,
    /// Departures.
    pub mutate: &'a [Mutation],
    /// Shared key of the method `testpay`.
    pub testpay_key: &'a str,
    /// Secret to bind altered challenges with, where they are to be forged.
    pub forge: Option<Forge<'a>>,
    /// Network that is paid on, by the profile.
    pub network: &'a str,
    /// The profile's own payer.
    pub payer: Option<&'a Plugin>,
}

/// How to give an altered challenge a valid id.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Forge<'a> {
    /// The target's binding secret.
    pub secret: &'a str,
}

/// A payment, ready to be sent.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Payment {
    /// Name of the header field that the protocol wants it in.
    pub field: &'static str,
    /// The encoded field value.
    pub value: Vec<u8>,
    /// What tells an x402 payment from all others, where it can be read.
    pub mark: Option<[u8; 32]>,
}

/// Builds a payment, with its departures.
///
/// # Errors
///
/// Where the offer cannot be paid, or a mutation does not fit: the case is inconclusive.
pub fn pay(order: &Order<'_>) -> Result<Payment, String> {
    let is_challenge = order.terms.get("requestText").is_some();
    let written = match order.payer {
        Some(payer) if is_challenge => payer.credential(order)?,
        Some(payer) => payer.payment(order)?,
        None => None,
    };
    let (message, text) = match written {
        Some(written) => written,
        None if is_challenge => (mpp::message(order)?, None),
        None if is_on_solana(order.terms) => (solana::message(order)?, None),
        None => (x402::message(order)?, None),
    };
    let field = if is_challenge {
        mpp::field(order.terms)
    } else {
        "X-PAYMENT"
    };
    let mark = (!is_challenge).then(|| mark(&message)).flatten();
    let mut text = text.unwrap_or_else(|| message.to_string().into_bytes());
    for mutation in order.mutate {
        mutation.apply_text(Place::Json, &mut text)?;
    }
    let mut value = if is_challenge {
        format!("Payment {}", bytes::to_base64url(&text)).into_bytes()
    } else {
        bytes::to_base64(&text).into_bytes()
    };
    for mutation in order.mutate {
        mutation.apply_text(Place::Header, &mut value)?;
    }
    Ok(Payment { field, value, mark })
}

fn is_on_solana(offer: &Value) -> bool {
    let network = offer.get("network").and_then(Value::as_str);
    network.is_some_and(|name| name.starts_with("solana"))
}

/// What tells an x402 payment from all others: payer and nonce, or the transaction on Solana.
pub(super) fn mark(message: &Value) -> Option<[u8; 32]> {
    let payload = message.get("payload")?;
    let text = |pointer: &str| payload.pointer(pointer)?.as_str();
    if let Some(transaction) = text("/transaction") {
        return Some(sha256(transaction.as_bytes()));
    }
    let payer = Address::parse(text("/authorization/from")?)?;
    let nonce = bytes::from_hex(text("/authorization/nonce")?)?;
    Some(sha256(&[payer.0.as_slice(), &nonce].concat()))
}

/// Splits mutations into those of what proves the payment and those of what is proved.
fn split<'a>(
    mutations: &'a [Mutation],
    proof: &dyn Fn(&str) -> bool,
) -> (Vec<&'a Mutation>, Vec<&'a Mutation>) {
    mutations
        .iter()
        .partition(|mutation| mutation.at.as_deref().is_some_and(proof))
}

fn apply(message: &mut Value, mutations: &[&Mutation]) -> Result<(), String> {
    mutations
        .iter()
        .try_for_each(|mutation| mutation.apply(message))
}

fn member<'a>(object: &'a Value, name: &str) -> Result<&'a str, String> {
    object
        .get(name)
        .and_then(Value::as_str)
        .ok_or_else(|| format!("the offer has no text member {name:?}"))
}
