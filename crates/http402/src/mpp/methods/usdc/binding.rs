//! What binds an authorization to one challenge.

use alloc::string::String;

use crate::eip712::keccak256;
use crate::error::Result;
use crate::json::{RawObject, write_string};
use crate::mpp::values::{BaseUnits, Caip2, Caip10, ChainAccount};
use crate::primitives::B256;

/// The nonce of an authorization of the profile `evm` (MPP-UC-001): keccak256 of the canonical JSON
/// of challenge id, intent, method, realm and [`request_hash`].
///
/// `request` is the request of the challenge, in whatever spelling.
/// Source: [Credential Schema](https://github.com/tempoxyz/mpp-specs/blob/f9506cd/specs/methods/usdc/draft-usdc-charge-00.md#credential-schema).
///
/// # Errors
///
/// [`Kind::BadValue`](crate::Kind::BadValue) where `request` has a number beyond a double.
///
/// ```
/// use http402::mpp::methods::usdc;
///
/// // Example A.1 of the draft.
/// let request = r#"{"amount":"1000000","currency":"0x3600000000000000000000000000000000000000",
///     "recipient":"0xc04193C50cD2E6a1C79593e46364496Fe5fcd9b6",
///     "description":"Arc Testnet USDC charge","externalId":"invoice-evm-001",
///     "methodDetails":{"type":"evm","evm":{"chainId":5042002,"decimals":6,
///     "credentialTypes":["authorization"]}}}"#.parse()?;
/// assert_eq!(
///     usdc::authorization_nonce("usdc_evm_direct_001", "api.example.com", &request)?.to_string(),
///     "0x03e1d1aa38e2c56a0bb12e2d4562082c1c26496553f838064f3e6b4c3db9d2c2",
/// );
/// # Ok::<(), http402::Error>(())
/// ```
pub fn authorization_nonce(id: &str, realm: &str, request: &RawObject) -> Result<B256> {
    let hash = alloc::format!("{}", request_hash(request)?);
    Ok(hash_of(&[
        ("id", id),
        ("intent", "charge"),
        ("method", "usdc"),
        ("realm", realm),
        ("requestHash", &hash),
    ]))
}

/// keccak256 of the canonical JSON of a request.
///
/// # Errors
///
/// [`Kind::BadValue`](crate::Kind::BadValue) where `request` has a number beyond a double.
pub fn request_hash(request: &RawObject) -> Result<B256> {
    Ok(keccak256(request.to_canonical()?.as_bytes()))
}

/// What the salt of a Gateway transfer covers.
///
/// Accounts are in the draft's normal form: on EVM chains lower-case addresses.
/// Source: [Gateway Transfer Salt Binding](https://github.com/tempoxyz/mpp-specs/blob/f9506cd/specs/methods/usdc/draft-usdc-charge-00.md#gateway-transfer-salt-binding).
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "the draft fixes the members")]
pub struct GatewayTransfer {
    /// The chain that the client pays from.
    pub source_network: Caip2,
    /// The chain that the merchant is paid on.
    pub destination_network: Caip2,
    /// Whose balance pays.
    pub source_depositor: Caip10,
    /// Who signs.
    pub source_signer: Caip10,
    /// `recipient` of the request.
    pub recipient: ChainAccount,
    /// Who gets the funds.
    pub destination_recipient: Caip10,
    /// How much, in base units.
    pub amount: BaseUnits,
    /// The most that the fee may be, in base units.
    pub max_fee: BaseUnits,
}

impl GatewayTransfer {
    /// The salt of this transfer for one challenge.
    ///
    /// # Errors
    ///
    /// As [`request_hash`].
    pub fn salt(&self, id: &str, realm: &str, request: &RawObject) -> Result<B256> {
        let text = |value: &dyn core::fmt::Display| alloc::format!("{value}");
        Ok(hash_of(&[
            ("amount", &text(&self.amount)),
            ("destinationNetwork", self.destination_network.as_str()),
            ("destinationRecipient", self.destination_recipient.as_str()),
            ("id", id),
            ("intent", "charge"),
            ("maxFee", &text(&self.max_fee)),
            ("method", "usdc"),
            ("realm", realm),
            ("recipient", self.recipient.as_str()),
            ("requestHash", &text(&request_hash(request)?)),
            ("sourceDepositor", self.source_depositor.as_str()),
            ("sourceNetwork", self.source_network.as_str()),
            ("sourceSigner", self.source_signer.as_str()),
            ("type", "gateway"),
        ]))
    }
}

/// keccak256 of a canonical JSON object; the names are in canonical order already.
fn hash_of(members: &[(&str, &str)]) -> B256 {
    let mut text = String::from("{");
    for (name, value) in members {
        if text.len() > 1 {
            text.push(',');
        }
        // Invariant: writing to a `String` cannot fail.
        let _ = write_string(&mut text, name);
        text.push(':');
        let _ = write_string(&mut text, value);
    }
    text.push('}');
    keccak256(text.as_bytes())
}
