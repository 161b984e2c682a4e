//! crate alloy: EIP-712 hashing, signing, recovery, addresses, 256-bit integers.

use core::str::FromStr as _;

use alloy_dyn_abi::TypedData;
use alloy_primitives::{Address, B256, Signature, U256, hex};
use alloy_signer::SignerSync as _;
use alloy_signer_local::PrivateKeySigner;
use alloy_sol_types::Eip712Domain;
use lines::{Answer, serve, shown, text};
use serde_json::{Value, from_str, from_value, json};

const AUTHORIZATION: &str = r#"{
    "EIP712Domain": [],
    "TransferWithAuthorization": [
        { "name": "from", "type": "address" },
        { "name": "to", "type": "address" },
        { "name": "value", "type": "uint256" },
        { "name": "validAfter", "type": "uint256" },
        { "name": "validBefore", "type": "uint256" },
        { "name": "nonce", "type": "bytes32" }
    ]
}"#;

fn option(value: Option<String>) -> Answer {
    shown(value.ok_or(()))
}

fn digest(data: &TypedData) -> Option<String> {
    Some(data.eip712_signing_hash().ok()?.to_string())
}

fn authorization(given: &Value) -> Option<String> {
    let types: Value = from_str(AUTHORIZATION).ok()?;
    let message = json!({
        "types": types, "primaryType": "TransferWithAuthorization",
        "domain": given["domain"], "message": given["authorization"],
    });
    digest(&from_value(message).ok()?)
}

fn sign(given: &Value) -> Option<String> {
    let signer = PrivateKeySigner::from_str(text(&given["key"])).ok()?;
    let digest = B256::from_str(text(&given["digest"])).ok()?;
    let signature = signer.sign_hash_sync(&digest).ok()?;
    Some(hex::encode_prefixed(signature.as_bytes()))
}

fn recover(given: &Value) -> Option<Value> {
    let signature = Signature::from_str(text(&given["signature"])).ok()?;
    let digest = B256::from_str(text(&given["digest"])).ok()?;
    let address = signature.recover_address_from_prehash(&digest).ok()?;
    let high = signature.normalize_s().is_some();
    Some(json!({ "address": address.to_checksum(None), "highS": high }))
}

fn number(text: &str) -> Option<U256> {
    U256::from_str_radix(text, 10).ok()
}

fn compare(given: &Value) -> Option<String> {
    let order = number(text(&given["a"]))?.cmp(&number(text(&given["b"]))?);
    Some(format!("{order:?}").to_lowercase())
}

fn main() {
    let operations: &[lines::Operation] = &[
        ("eip712.domain.separator", |given| {
            let domain = from_value::<Eip712Domain>(given.clone());
            shown(domain.map(|domain| domain.separator().to_string()))
        }),
        ("eip712.typed-data.digest", |given| {
            option(from_str(text(given)).ok().as_ref().and_then(digest))
        }),
        ("eip712.authorization.digest", |given| {
            option(authorization(given))
        }),
        ("eip712.sign", |given| option(sign(given))),
        ("eip712.recover", |given| shown(recover(given).ok_or(()))),
        ("address.checksum", |given| {
            shown(Address::from_str(text(given)).map(|address| address.to_checksum(None)))
        }),
        ("uint256.decode", |given| {
            option(number(text(given)).map(|number| number.to_string()))
        }),
        ("uint256.compare", |given| option(compare(given))),
    ];
    serve("alloy", "1.7.3", operations, json!({}));
}
