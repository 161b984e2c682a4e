//! Whether a credential's payload proves payment, by method.

use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::Value;
use sha2::Sha256;

use super::Setting;
use super::x402::token;
use crate::bytes;
use crate::clock::unix_now;
use crate::crypto::{Address, Authorization, Domain, Uint256, keccak256, recover};

/// Tempo's test network.
pub(super) const TEMPO_CHAIN: u64 = 42_431;
/// A token of it.
pub(super) const TEMPO_TOKEN: &str = "0x20c0000000000000000000000000000000000000";

/// What was found.
#[derive(Clone, Copy, Default)]
pub(super) struct Proof {
    pub(super) holds: bool,
    /// Whether it is of the wallet that the client was given; nothing where no wallet shows.
    pub(super) wallet: Option<bool>,
}

/// Checks a credential against the challenge as it was sent.
pub(super) fn check(credential: &Value, terms: &Value, setting: &Setting) -> Proof {
    let text = |name: &str| terms.get(name).and_then(Value::as_str).unwrap_or_default();
    let request = bytes::from_base64url(text("request").as_bytes());
    let request = request.and_then(|json| serde_json::from_slice::<Value>(&json).ok());
    let request = request.unwrap_or_default();
    let payload = credential.get("payload").unwrap_or(&Value::Null);
    let (id, realm) = (text("id"), text("realm"));
    let found = match text("method") {
        "testpay" => Some(Proof {
            holds: testpay(payload, id, &setting.testpay_key),
            wallet: None,
        }),
        "tempo" => tempo(credential, payload, id, realm, setting),
        "evm" => evm(payload, &request, id, realm, setting),
        _ => None,
    };
    found.unwrap_or_default()
}

fn testpay(payload: &Value, id: &str, key: &str) -> bool {
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key.as_bytes()) else {
        return false;
    };
    mac.update(id.as_bytes());
    let due = bytes::to_hex(&mac.finalize().into_bytes());
    payload.get("proof").and_then(Value::as_str) == Some(due.as_str())
}

/// A proof of an account, in any of the three versions that are deployed.
fn tempo(
    credential: &Value,
    payload: &Value,
    id: &str,
    realm: &str,
    setting: &Setting,
) -> Option<Proof> {
    let text = |name: &str| payload.get(name).and_then(Value::as_str);
    let signature = bytes::from_hex(text("signature")?)?;
    let source = credential.get("source")?.as_str()?;
    let account = source.strip_prefix(&format!("did:pkh:eip155:{TEMPO_CHAIN}:"))?;
    let account = Address::parse(account)?;
    let (id, realm) = (keccak256(id.as_bytes()), keccak256(realm.as_bytes()));
    let mut word = [0; 32];
    word[12..].copy_from_slice(&account.0);
    let versions = [
        ("1", "Proof(string challengeId)", vec![id]),
        (
            "2",
            "Proof(string challengeId,string realm)",
            vec![id, realm],
        ),
        (
            "3",
            "Proof(address account,string challengeId,string realm)",
            vec![word, id, realm],
        ),
    ];
    let signed = versions.into_iter().any(|(version, kind, words)| {
        let message = [vec![keccak256(kind.as_bytes())], words].concat().concat();
        let domain = [
            keccak256(b"EIP712Domain(string name,string version,uint256 chainId)"),
            keccak256(b"MPP"),
            keccak256(version.as_bytes()),
            Uint256::from_u64(TEMPO_CHAIN).0,
        ];
        let digest = [
            &[0x19, 0x01][..],
            &keccak256(&domain.concat()),
            &keccak256(&message),
        ];
        recover(&keccak256(&digest.concat()), &signature) == Some(account)
    });
    Some(Proof {
        holds: signed && text("type") == Some("proof"),
        wallet: Some(account == setting.wallet),
    })
}

/// An EIP-3009 authorization whose nonce is the hash of the challenge.
fn evm(
    payload: &Value,
    request: &Value,
    id: &str,
    realm: &str,
    setting: &Setting,
) -> Option<Proof> {
    let signed: Authorization = crate::exchange::payer::authorization(payload)?;
    let signature = bytes::from_hex(payload.get("signature")?.as_str()?)?;
    let text = |name: &str| request.get(name).and_then(Value::as_str);
    let (_, name, version) = token(&setting.network);
    let domain = Domain {
        name: name.to_owned(),
        version: version.to_owned(),
        chain_id: request.pointer("/methodDetails/chainId")?.as_u64()?,
        contract: Address::parse(text("currency")?)?,
    };
    let now = Uint256::from_u64(unix_now());
    let holds = payload.get("type").and_then(Value::as_str) == Some("authorization")
        && signed.nonce == keccak256(&[id.as_bytes(), realm.as_bytes()].concat())
        && Some(signed.to) == text("recipient").and_then(Address::parse)
        && Some(signed.value) == text("amount").and_then(Uint256::from_decimal)
        && signed.valid_after <= now
        && signed.valid_before > now
        && recover(&domain.digest(&signed.struct_hash()), &signature) == Some(signed.from);
    Some(Proof {
        holds,
        wallet: Some(signed.from == setting.wallet),
    })
}
