use http402::eip712::{
    Domain, SecretKey, SignatureParts, Struct as _, TransferWithAuthorization, TypedData,
    recover_address, signing_digest,
};
use http402::primitives::{Address, B256, Signature};
use serde_json::{Value, json};

use super::{Operation, Refusal, integer, member, parsed, text};

pub(super) const OPERATIONS: &[(&str, Operation)] = &[
    ("eip712.domain", |input| {
        Ok(json!({ "separator": domain(input)?.separator().to_string() }))
    }),
    ("eip712.digest", |input| {
        let data = TypedData::from_json(&input.to_string())?;
        Ok(json!({
            "separator": data.separator().to_string(),
            "structHash": data.hash_struct().to_string(),
            "digest": data.signing_digest().to_string(),
        }))
    }),
    ("eip712.authorization.digest", |input| {
        let separator = domain(input.get("domain").unwrap_or(&Value::Null))?.separator();
        let authorization = authorization(input.get("authorization").unwrap_or(&Value::Null))?;
        Ok(json!({
            "structHash": authorization.hash_struct().to_string(),
            "digest": signing_digest(&separator, &authorization).to_string(),
        }))
    }),
    ("eip712.recover", |input| {
        let digest: B256 = parsed(input, "digest")?;
        let signature: Signature = parsed(input, "signature")?;
        let address = recover_address(&digest, &signature)?;
        Ok(json!({ "address": address.to_checksummed().to_string() }))
    }),
    ("eip712.sign", |input| {
        let digest: B256 = parsed(input, "digest")?;
        let secret: B256 = parsed(input, "secret")?;
        Ok(SecretKey::from_bytes(secret.as_bytes())?
            .sign_digest(&digest)
            .to_string()
            .into())
    }),
    ("address.checksum", |input| {
        let address = Address::parse_checksummed(text(input)?)?;
        Ok(json!({ "address": address.to_checksummed().to_string() }))
    }),
    ("signature.inspect", |input| {
        let signature: Signature = text(input)?.parse()?;
        if signature.is_erc6492() {
            return Ok(json!({ "kind": "erc6492" }));
        }
        if signature.as_account().is_none() {
            return Ok(json!({ "kind": "contract" }));
        }
        let parts = SignatureParts::try_from(&signature)?;
        Ok(json!({
            "kind": "eoa",
            "r": parts.r().to_string(),
            "s": parts.s().to_string(),
            "v": 27 + u8::from(parts.is_y_odd()),
            "highS": parts.is_high_s(),
        }))
    }),
];

fn domain(input: &Value) -> Result<Domain<'_>, Refusal> {
    let mut domain = Domain::new(member(input, "name")?)
        .with_chain_id(integer(input, "chainId")?)
        .with_verifying_contract(parsed(input, "verifyingContract")?);
    if let Some(version) = super::optional(input, "version") {
        domain = domain.with_version(version);
    }
    Ok(domain)
}

fn authorization(input: &Value) -> Result<TransferWithAuthorization, Refusal> {
    Ok(TransferWithAuthorization {
        from: parsed(input, "from")?,
        to: parsed(input, "to")?,
        value: parsed(input, "value")?,
        valid_after: parsed(input, "validAfter")?,
        valid_before: parsed(input, "validBefore")?,
        nonce: parsed(input, "nonce")?,
    })
}
