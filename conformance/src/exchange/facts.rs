//! What matchers cannot compute about an offer.

use serde_json::{Map, Value, json};

use super::network::chain_id;
use crate::bytes;
use crate::crypto::Address;
use crate::decode;

/// Facts of an entry of `accepts`.
pub(super) fn of_requirements(offer: &Value) -> Value {
    let text = |name: &str| offer.get(name).and_then(Value::as_str);
    let network = text("network").unwrap_or_default();
    let family = if chain_id(network).is_some() || network.starts_with("eip155:") {
        "evm"
    } else if network.starts_with("solana") {
        "solana"
    } else {
        "other"
    };
    let mut facts = Map::new();
    facts.insert("network".to_owned(), spelling(network).into());
    facts.insert("family".to_owned(), family.into());
    if family == "evm" {
        let addresses = ["payTo", "asset"].map(|name| text(name).is_some_and(is_checksummed));
        facts.insert(
            "checksummed".to_owned(),
            addresses.iter().all(|good| *good).into(),
        );
        facts.insert("domain".to_owned(), domain(network, offer).into());
    }
    Value::Object(facts)
}

/// Facts of a challenge, as the decoder shows it.
pub(super) fn of_challenge(challenge: &Value, now: u64) -> Value {
    let text = |name: &str| challenge.get(name).and_then(Value::as_str);
    let canonical = |text: &str| {
        bytes::from_base64url(text.as_bytes()).is_some_and(|json| decode::is_canonical(&json))
    };
    let mut facts = Map::new();
    facts.insert(
        "canonical".to_owned(),
        text("requestText").is_some_and(canonical).into(),
    );
    if let Some(opaque) = text("opaque") {
        let decoded = decode::base64url_json(opaque).unwrap_or_default();
        let strings = decoded
            .as_object()
            .is_some_and(|members| members.values().all(Value::is_string));
        facts.insert("opaqueCanonical".to_owned(), canonical(opaque).into());
        facts.insert("opaqueStrings".to_owned(), strings.into());
        facts.insert("opaque".to_owned(), decoded);
    }
    if let Some(expires) = text("expires").map(decode::rfc3339) {
        let now = i64::try_from(now).unwrap_or(i64::MAX);
        facts.insert("expiresReadable".to_owned(), expires.is_some().into());
        facts.insert(
            "live".to_owned(),
            expires.is_some_and(|expires| expires > now).into(),
        );
    }
    let ends = challenge.pointer("/request/subscriptionExpires");
    if let (Some(ends), Some(expires)) = (ends, text("expires").map(decode::rfc3339)) {
        let ends = ends.as_str().and_then(decode::rfc3339);
        facts.insert("outlived".to_owned(), (ends > expires).into());
    }
    let size = challenge.to_string().len();
    facts.insert("below8k".to_owned(), json!(size < 8 * 1024));
    Value::Object(facts)
}

/// Whether the version 1 text lists a network by this name, lists it by another, or not at all.
fn spelling(network: &str) -> &'static str {
    if LISTED.contains(&network) {
        return "listed";
    }
    let alias = |name: &&str| chain_id(name).is_some_and(|id| network == format!("eip155:{id}"));
    if LISTED.iter().any(alias) {
        "alias"
    } else {
        "unlisted"
    }
}

/// All in lower case, or as EIP-55 spells it.
fn is_checksummed(text: &str) -> bool {
    Address::parse(text).is_some_and(|address| {
        let spelled = address.to_string();
        text == spelled || text == spelled.to_ascii_lowercase()
    })
}

/// Whether the offer names a known token's EIP-712 domain as the contract does.
fn domain(network: &str, offer: &Value) -> &'static str {
    let asset = offer.get("asset").and_then(Value::as_str);
    let asset = asset.unwrap_or_default().to_ascii_lowercase();
    let known = TOKENS
        .iter()
        .find(|(name, token, _)| *name == network && *token == asset);
    let member = |name: &str| offer.get("extra")?.get(name)?.as_str();
    match known {
        None => "unknown",
        Some((_, _, name)) if member("name") == Some(*name) && member("version") == Some("2") => {
            "right"
        }
        Some(_) => "wrong",
    }
}

const LISTED: [&str; 4] = ["base-sepolia", "base", "avalanche-fuji", "avalanche"];

/// USDC contracts, and the name that each hashes into its domain separator; version 2 everywhere.
const TOKENS: [(&str, &str, &str); 4] = [
    (
        "base-sepolia",
        "0x036cbd53842c5426634e7929541ec2318f3dcf7e",
        "USDC",
    ),
    (
        "base",
        "0x833589fcd6edb6e08f4c7c32d4f71b54bda02913",
        "USD Coin",
    ),
    (
        "avalanche-fuji",
        "0x5425890298aed601595a70ab815c96711a31bc65",
        "USD Coin",
    ),
    (
        "avalanche",
        "0xb97ef9ef8734c71904d8002f8b6bc66dd9c48a6e",
        "USD Coin",
    ),
];

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::of_requirements;

    #[test]
    fn families_spellings_and_domains() {
        let token = "0x036CbD53842c5426634e7929541eC2318f3dCF7e";
        let offer = |network: &str, pay_to: &str, name: &str| {
            of_requirements(&json!({
                "network": network, "payTo": pay_to, "asset": token,
                "extra": { "name": name, "version": "2" },
            }))
        };
        let payee = "0x209693Bc6afc0C5328bA36FaF03C514EF312287C";
        let good = offer("base-sepolia", payee, "USDC");
        assert_eq!(
            good,
            json!({ "network": "listed", "family": "evm", "checksummed": true, "domain": "right" })
        );
        let other = offer("base-sepolia", &payee.replace("Bc", "bC"), "USD Coin");
        assert_eq!(
            other,
            json!({ "network": "listed", "family": "evm", "checksummed": false, "domain": "wrong" })
        );
        let lower = offer("eip155:84532", &payee.to_ascii_lowercase(), "USDC");
        assert_eq!(
            lower,
            json!({ "network": "alias", "family": "evm", "checksummed": true, "domain": "unknown" })
        );
        assert_eq!(
            offer("solana-devnet", "x", ""),
            json!({ "network": "unlisted", "family": "solana" })
        );
        assert_eq!(
            offer("eip155:845321", payee, "")["network"],
            json!("unlisted")
        );
    }
}
