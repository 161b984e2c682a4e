//! The peers' side of each operation, written as their own documentation shows it.

use std::hint::black_box;

use alloy_dyn_abi::TypedData;
use alloy_primitives::{Address, B256, Bytes, Signature, U256, keccak256};
use alloy_signer::SignerSync;
use alloy_signer_local::PrivateKeySigner;
use alloy_sol_types::{Eip712Domain, SolStruct, eip712_domain, sol};
use serde::Deserialize;
use x402_types::proto::v1::PaymentPayload;
use x402_types::util::{Base64Bytes, decimal_u256};

use crate::Run;
use crate::inputs::*;

sol! {
    struct TransferWithAuthorization {
        address from;
        address to;
        uint256 value;
        uint256 validAfter;
        uint256 validBefore;
        bytes32 nonce;
    }
}

/// The typed payload that a user of x402-types writes for exact-EVM, with alloy's types.
#[derive(Deserialize)]
struct ExactEvm {
    signature: Bytes,
    authorization: Authorization,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Authorization {
    from: Address,
    to: Address,
    #[serde(with = "decimal_u256")]
    value: U256,
    #[serde(with = "decimal_u256")]
    valid_after: U256,
    #[serde(with = "decimal_u256")]
    valid_before: U256,
    nonce: B256,
}

impl From<&Authorization> for TransferWithAuthorization {
    fn from(a: &Authorization) -> Self {
        Self {
            from: a.from,
            to: a.to,
            value: a.value,
            validAfter: a.valid_after,
            validBefore: a.valid_before,
            nonce: a.nonce,
        }
    }
}

fn transfer() -> TransferWithAuthorization {
    (&serde_json::from_str::<Authorization>(AUTHORIZATION).unwrap()).into()
}

fn domain() -> Eip712Domain {
    eip712_domain! {
        name: "USDC", version: "2", chain_id: 84532,
        verifying_contract: ASSET.parse().unwrap(),
    }
}

fn finish(separator: B256, hash: B256) -> B256 {
    let mut text = [0; 66];
    text[..2].copy_from_slice(&[0x19, 0x01]);
    text[2..34].copy_from_slice(&separator[..]);
    text[34..].copy_from_slice(&hash[..]);
    keccak256(text)
}

pub fn digest_cached() -> Run {
    let (separator, transfer) = (domain().separator(), transfer());
    Box::new(move || {
        black_box(finish(separator, black_box(&transfer).eip712_hash_struct()));
    })
}

pub fn digest_full() -> Run {
    let (domain, transfer) = (domain(), transfer());
    Box::new(move || {
        black_box(black_box(&transfer).eip712_signing_hash(black_box(&domain)));
    })
}

pub fn digest_json() -> Run {
    Box::new(|| {
        let data: TypedData = serde_json::from_str(black_box(TYPED_DATA)).unwrap();
        black_box(data.eip712_signing_hash().unwrap());
    })
}

pub fn recover() -> Run {
    let signature: Signature = SIGNATURE.parse().unwrap();
    let digest: B256 = DIGEST.parse().unwrap();
    Box::new(move || {
        black_box(black_box(&signature).recover_address_from_prehash(black_box(&digest)).unwrap());
    })
}

pub fn sign() -> Run {
    let signer: PrivateKeySigner = KEY.parse().unwrap();
    let digest: B256 = DIGEST.parse().unwrap();
    Box::new(move || {
        black_box(signer.sign_hash_sync(black_box(&digest)).unwrap());
    })
}

fn payment(header: &str) -> PaymentPayload<String, ExactEvm> {
    let json = Base64Bytes::from(header.as_bytes()).decode().unwrap();
    serde_json::from_slice(&json).unwrap()
}

pub fn payment_decode() -> Run {
    Box::new(|| {
        black_box(payment(black_box(X_PAYMENT)));
    })
}

pub fn header_to_signer() -> Run {
    let domain = domain();
    Box::new(move || {
        let payment = payment(black_box(X_PAYMENT)).payload;
        let transfer = TransferWithAuthorization::from(&payment.authorization);
        let digest = transfer.eip712_signing_hash(&domain);
        let signature = Signature::try_from(payment.signature.as_ref()).unwrap();
        let signer = signature.recover_address_from_prehash(&digest).unwrap();
        assert_eq!(black_box(signer), payment.authorization.from);
    })
}

pub fn challenge_parse() -> Run {
    Box::new(|| {
        black_box(mpp::parse_www_authenticate(black_box(CHALLENGE)).unwrap());
    })
}

pub fn challenge_id() -> Run {
    Box::new(|| {
        black_box(mpp::compute_challenge_id(
            black_box(SECRET), "api.example.com", "tempo", "charge", black_box(REQUEST),
            Some(EXPIRES), None, None,
        ));
    })
}

pub fn credential_parse() -> Run {
    let header = crate::ops::credential_header();
    Box::new(move || {
        black_box(mpp::parse_authorization(black_box(&header)).unwrap());
    })
}

pub fn receipt_print() -> Run {
    let receipt = mpp::parse_receipt(RECEIPT).unwrap();
    Box::new(move || {
        black_box(mpp::format_receipt(black_box(&receipt)).unwrap());
    })
}

/// The C library, called as its Rust binding shows.
pub fn recover_libsecp256k1() -> Run {
    use secp256k1::ecdsa::{RecoverableSignature, RecoveryId};
    let bytes: Bytes = SIGNATURE.parse().unwrap();
    let digest: B256 = DIGEST.parse().unwrap();
    let id = RecoveryId::try_from(i32::from(bytes[64]) - 27).unwrap();
    let signature = RecoverableSignature::from_compact(&bytes[..64], id).unwrap();
    Box::new(move || {
        let message = secp256k1::Message::from_digest(digest.0);
        let key = black_box(&signature).recover_ecdsa(message).unwrap();
        let hash = keccak256(&key.serialize_uncompressed()[1..]);
        black_box(Address::from_slice(&hash[12..]));
    })
}
