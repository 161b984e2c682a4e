//! EIP-712 hashing, signing and recovery.

use http402::eip712::{
    Domain, SecretKey, SignatureParts, TransferWithAuthorization, TypedData, recover_address,
    signing_digest,
};
use http402::primitives::{Address, B256, HexBytes, Signature};
use http402::x402::authorization::Authorization;
use http402::x402::v1::PaymentRequirements;
use serde_json::{Value, json};

use super::input::Input;
use super::{Refusal, Result, Table};

pub(super) const OPERATIONS: Table = &[
    ("eip712.domain.separator", domain_separator),
    ("eip712.authorization.digest", authorization_digest),
    ("eip712.requirements.digest", requirements_digest),
    ("eip712.typed-data.digest", typed_data_digest),
    ("eip712.recover", recover),
    ("eip712.sign", sign),
    ("signature.inspect", inspect),
];

/// The members of the domain. A wrong JSON type is refused as a wire object's would be: a number
/// as `version` hashes to something else (X402-EVM-016).
fn domain(input: Input<'_>) -> Result<Domain<'_>> {
    Ok(Domain::from_members(
        input.wire_text("name")?,
        input.wire_text("version")?,
        input.parsed_optional("chainId")?,
        input.parsed_optional("verifyingContract")?,
        input.parsed_optional("salt")?,
    )?)
}

fn authorization(input: Input<'_>) -> Result<TransferWithAuthorization> {
    Ok((&Authorization::from_json(&input.to_json())?).into())
}

fn domain_separator(input: Input<'_>) -> Result<Value> {
    Ok(json!(domain(input)?.separator().to_string()))
}

fn authorization_digest(input: Input<'_>) -> Result<Value> {
    let separator = domain(input.member("domain")?)?.separator();
    let message = authorization(input.member("authorization")?)?;
    Ok(json!(signing_digest(&separator, &message).to_string()))
}

fn requirements_digest(input: Input<'_>) -> Result<Value> {
    let requirements = PaymentRequirements::from_json(&input.member("requirements")?.to_json())?;
    let message = authorization(input.member("authorization")?)?;
    let separator = requirements
        .eip712_domain()
        .ok_or(Refusal::Kind(http402::Kind::Unsupported))?
        .separator();
    Ok(json!(signing_digest(&separator, &message).to_string()))
}

pub(super) fn typed_data_digest(input: Input<'_>) -> Result<Value> {
    Ok(json!(
        TypedData::from_json(&input.text()?)?
            .signing_digest()
            .to_string()
    ))
}

fn recover(input: Input<'_>) -> Result<Value> {
    let (digest, signature) = (
        input.parsed::<B256>("digest")?,
        input.parsed::<Signature>("signature")?,
    );
    let address: Address = recover_address(&digest, &signature)?;
    let high_s = SignatureParts::try_from(&signature)?.is_high_s();
    Ok(json!({ "address": address.to_checksummed().to_string(), "highS": high_s }))
}

fn sign(input: Input<'_>) -> Result<Value> {
    let key = input.parsed::<HexBytes>("key")?;
    let key: &[u8; 32] = key
        .as_bytes()
        .try_into()
        .map_err(|_| Refusal::Kind(http402::Kind::Syntax))?;
    let digest = input.parsed::<B256>("digest")?;
    Ok(json!(
        SecretKey::from_bytes(key)?.sign_digest(&digest).to_string()
    ))
}

fn inspect(input: Input<'_>) -> Result<Value> {
    let signature = input.parse::<Signature>()?;
    if signature.is_erc6492() {
        return Ok(json!({ "kind": "erc6492" }));
    }
    if signature.as_account().is_none() && signature.as_bytes().len() > 65 {
        return Ok(json!({ "kind": "contract" }));
    }
    let parts = SignatureParts::try_from(&signature)?;
    Ok(json!({ "kind": "account", "v": parts.v(), "highS": parts.is_high_s() }))
}
