//! The method `tempo` for an amount of 0: the payer proves to have an account.

use http402::eip712::tempo::ProofV3;
use http402::eip712::{recover_address, signing_digest, verify};
use http402::mpp::Credential;
use http402::mpp::methods::tempo::ChargePayload;
use http402::mpp::values::DidPkh;
use http402::primitives::{Address, Signature};

use super::{Payment, evm};
use crate::server::mpp::Visit;
use crate::server::mpp::refusal::{Cause, Refusal};

/// Tempo's test network.
pub(in crate::server::mpp) const CHAIN_ID: u64 = 42_431;
/// A TIP-20 token of Tempo.
pub(in crate::server::mpp) const TOKEN: &str = "0x20c0000000000000000000000000000000000000";

impl Visit<'_> {
    pub(super) fn verify_tempo(&self, credential: &Credential<'_>) -> Result<Payment, Refusal> {
        let faults = &self.site.faults;
        let payload = credential.payload_as::<ChargePayload>();
        let payload = payload.map_err(|error| Refusal::new(Cause::Shape, &error.to_string()))?;
        let ChargePayload::Proof(proof) = payload else {
            return Err(failed("an amount of 0 takes a proof"));
        };
        let signature = evm::signature(proof.signature.as_bytes());
        let signature = signature.ok_or_else(|| failed("the signature has no 65 bytes"))?;
        let echo = credential.challenge();
        let source = credential.source();
        let account = source.and_then(|source| source.parse::<DidPkh>().ok()?.to_eip155());
        let signed_by = |account: Address| {
            let (challenge_id, realm) = (echo.id(), echo.realm());
            let message = ProofV3 {
                account,
                challenge_id,
                realm,
            };
            signing_digest(&ProofV3::domain(CHAIN_ID).separator(), &message)
        };
        let is_signer =
            |account: Address| verify(&signed_by(account), &signature, &account).is_ok();
        match account {
            None if source.is_none() && faults.has("tempo-source-optional") => {}
            None => return Err(failed("the source is no account of this chain")),
            Some((chain, _)) if chain != CHAIN_ID && !faults.has("tempo-chain-not-checked") => {
                return Err(failed("the source is on another chain"));
            }
            Some((_, account)) if !is_signer(account) => {
                let recovers =
                    |signature: &Signature| recover_address(&signed_by(account), signature).is_ok();
                if !(faults.has("tempo-signer-not-checked") && recovers(&signature)) {
                    return Err(failed("the signature is not the source's"));
                }
            }
            Some(_) => {}
        }
        if faults.has("tempo-reference-other") {
            return Ok(Payment::of(&format!("0x{}", "7e".repeat(32))));
        }
        Ok(Payment::of(echo.id()))
    }
}

fn failed(why: &str) -> Refusal {
    Refusal::new(Cause::FailedProof, why)
}
