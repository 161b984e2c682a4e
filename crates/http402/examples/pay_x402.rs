//! A client pays: from the body of a 402 answer to the header of the next request.
//!
//! ```text
//! cargo run -p http402 --features recover --example pay_x402
//! ```

use core::error::Error;
use core::hash::BuildHasher;
use std::collections::hash_map::RandomState;
use std::time::{SystemTime, UNIX_EPOCH};

use http402::eip712::SecretKey;
use http402::primitives::{B256, U256};
use http402::x402::network::Network;
use http402::x402::scheme::Scheme;
use http402::x402::v1::{Offers, PaymentPayload, X_PAYMENT};

/// What a server answered with status 402. The second offer is one that this client cannot pay.
const BODY: &str = r#"{
  "x402Version": 1,
  "error": "X-PAYMENT header is required",
  "accepts": [
    {
      "scheme": "exact", "network": "base-sepolia", "maxAmountRequired": "10000",
      "asset": "0x036CbD53842c5426634e7929541eC2318f3dCF7e",
      "payTo": "0x209693Bc6afc0C5328bA36FaF03C514EF312287C",
      "resource": "https://api.example.com/premium-data", "description": "Market data",
      "mimeType": "application/json", "maxTimeoutSeconds": 60,
      "extra": { "name": "USDC", "version": "2" }
    },
    { "scheme": "subscription", "network": "moon", "price": 7 }
  ]
}"#;

fn main() -> Result<(), Box<dyn Error>> {
    // A published test key: never send funds to its address.
    let key: SecretKey =
        "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80".parse()?;
    // A price means nothing without its token: the server names token, amount and timeout.
    let token = Network::BASE_SEPOLIA.evm().and_then(|chain| chain.token);
    let token = token.ok_or("no known token")?;
    let most = U256::from_decimal("0.05", token.decimals)?;

    // One offer that cannot be read does not spoil the others.
    let offers = Offers::from_json(BODY)?;
    for refused in offers
        .accepts()
        .iter()
        .filter_map(|offer| offer.as_ref().err())
    {
        println!("left out: {refused}");
    }
    let offer = offers
        .usable()
        .filter(|offer| *offer.scheme() == Scheme::EXACT)
        .filter(|offer| *offer.network() == Network::BASE_SEPOLIA)
        .filter(|offer| offer.asset().as_evm() == Some(&token.asset))
        .filter(|offer| offer.max_timeout_seconds() <= 300)
        .find(|offer| offer.max_amount_required() <= most)
        .ok_or("no offer to pay")?;
    println!(
        "paying {} units of {} on {} for {}",
        offer.max_amount_required(),
        offer.asset(),
        offer.network(),
        offer.resource(),
    );

    let now = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs();
    let payment = PaymentPayload::sign(offer, &key, now, nonce())?;
    println!("{X_PAYMENT}: {}", payment.to_header());

    // What the server will check, but for the balance and the nonce.
    let payer = payment
        .verify(offer, now)
        .map_err(|reason| reason.to_string())?;
    assert_eq!(payer, key.address());
    Ok(())
}

/// 32 bytes that differ from run to run. A wallet takes them from the random source of its system.
fn nonce() -> B256 {
    let mut bytes = [0; 32];
    for chunk in bytes.chunks_exact_mut(8) {
        chunk.copy_from_slice(&RandomState::new().hash_one(()).to_be_bytes());
    }
    B256::from_bytes(bytes)
}
