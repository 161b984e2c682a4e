//! Signed payments of the methods `evm` and `tempo`.

use http402::eip712::tempo::ProofV3;
use http402::eip712::{Domain, SecretKey, TransferWithAuthorization, Voucher, keccak256};
use http402::mpp::Challenge;
use http402::primitives::{B256, U256};
use http402::x402::network::Network;
use serde_json::{Value, json};

use crate::support::credential;

fn key() -> SecretKey {
    SecretKey::from_bytes(&[7; 32]).unwrap()
}

fn line(challenge: &Challenge<'_>, change: impl FnOnce(&mut Value)) -> String {
    format!(
        "Authorization: Payment {}\r\n",
        credential(challenge, change)
    )
}

/// An `evm` authorization that is honest but for one member.
pub(crate) fn authorized(challenge: &Challenge<'_>, but: &str) -> String {
    let token = Network::BASE_SEPOLIA.evm().unwrap().token.unwrap();
    let domain = Domain::new(token.name)
        .with_version(token.version)
        .with_chain_id(84_532)
        .with_verifying_contract(token.asset);
    let request: Value = serde_json::from_str(challenge.request_json().as_str()).unwrap();
    let bound = [challenge.id().as_bytes(), challenge.realm().as_bytes()].concat();
    let mut message = TransferWithAuthorization {
        from: key().address(),
        to: request["recipient"].as_str().unwrap().parse().unwrap(),
        value: request["amount"].as_str().unwrap().parse().unwrap(),
        valid_after: U256::ZERO,
        valid_before: U256::from(99_999_999_999_u64),
        nonce: keccak256(&bound),
    };
    match but {
        "value" => message.value = U256::ONE,
        "to" => message.to = key().address(),
        "nonce" => message.nonce = keccak256(b"another"),
        _ => {}
    }
    let signer = if but == "signer" {
        SecretKey::from_bytes(&[8; 32]).unwrap()
    } else {
        key()
    };
    let payload = json!({
        "type": "authorization", "from": message.from, "to": message.to,
        "value": message.value, "validAfter": message.valid_after,
        "validBefore": message.valid_before, "nonce": message.nonce,
        "signature": signer.sign(&domain.separator(), &message),
    });
    line(challenge, |credential| credential["payload"] = payload)
}

/// A voucher for this much in all, signed by the account that opened the channels, or another.
pub(crate) fn voucher(challenge: &Challenge<'_>, amount: u128, is_payer: bool) -> String {
    // sha256("conform402:alice")
    let alice: B256 = "0x577fc7129746ca840dd35ac06cd1a6b0a725b8788029169dbde7b2c42faee602"
        .parse()
        .unwrap();
    let payer = SecretKey::from_bytes(alice.as_bytes()).unwrap();
    let signer = if is_payer { payer } else { key() };
    let request: Value = serde_json::from_str(challenge.request_json().as_str()).unwrap();
    let details = &request["methodDetails"];
    let text = |name: &str| details[name].as_str().unwrap();
    let voucher = Voucher {
        channel_id: text("channelId").parse().unwrap(),
        cumulative_amount: amount,
    };
    let domain = Domain::tempo_stream_channel(42_431, text("escrowContract").parse().unwrap());
    let payload = json!({
        "action": "voucher", "channelId": voucher.channel_id,
        "cumulativeAmount": amount.to_string(),
        "signature": signer.sign(&domain.separator(), &voucher),
    });
    line(challenge, |credential| credential["payload"] = payload)
}

/// A `tempo` proof with a source: a prefix for the signer's address, `another` account, or none.
pub(crate) fn proven(challenge: &Challenge<'_>, source: &str) -> String {
    let account = key().address();
    let message = ProofV3 {
        account,
        challenge_id: challenge.id(),
        realm: challenge.realm(),
    };
    let signature = key().sign(&ProofV3::domain(42_431).separator(), &message);
    line(challenge, |credential| {
        credential["payload"] = json!({ "type": "proof", "signature": signature });
        credential["source"] = match source {
            "" => return,
            "another" => format!("did:pkh:eip155:42431:0x{}", "11".repeat(20)).into(),
            prefix => format!("{prefix}{account}").into(),
        };
    })
}
