//! The method `evm`, credential type `authorization`. Only signatures are checked: the server has
//! no chain, and names the hash of what it would have submitted.

use http402::eip712::{Domain, TransferWithAuthorization, keccak256, signing_digest, verify};
use http402::json::RawValue;
use http402::mpp::Credential;
use http402::mpp::methods::evm::{AuthorizationPayload, ChargePayload};
use http402::primitives::{B256, Signature, U256};
use serde_json::{Value, json};

use super::{Payment, amount};
use crate::server::json::put;
use crate::server::mpp::Visit;
use crate::server::mpp::refusal::{Cause, Refusal};
use crate::server::router::Kind;

impl Visit<'_> {
    pub(super) fn verify_evm(&self, credential: &Credential<'_>) -> Result<Payment, Refusal> {
        let payload = credential.payload_as::<ChargePayload>();
        let payload = payload.map_err(|error| Refusal::new(Cause::Shape, &error.to_string()))?;
        let ChargePayload::Authorization(paid) = payload else {
            return Err(failed("only authorizations are taken"));
        };
        if self.route.kind == Kind::Split && !self.site.faults.has("evm-splits-by-authorization") {
            return Err(failed("what is split takes a permit2 credential"));
        }
        let echo = credential.challenge();
        let digest = self.check_authorization(&paid, echo.id(), echo.realm())?;
        Ok(Payment {
            reference: keccak256(digest.as_bytes()).to_string(),
            members: self.receipt_members(echo.id()),
        })
    }

    /// The digest of what was signed, where it pays for this challenge.
    fn check_authorization(
        &self,
        paid: &AuthorizationPayload,
        id: &str,
        realm: &str,
    ) -> Result<B256, Refusal> {
        let faults = &self.site.faults;
        let methods = &self.gate.methods;
        let (value, valid_after, valid_before) = (
            paid.value.get(),
            paid.valid_after.get(),
            paid.valid_before.get(),
        );
        let challenge_hash = keccak256(&[id.as_bytes(), realm.as_bytes()].concat());
        if paid.nonce != challenge_hash && !faults.has("evm-nonce-not-checked") {
            return Err(failed("the nonce is not that of this challenge"));
        }
        if paid.to != methods.pay_to && !faults.has("evm-recipient-not-checked") {
            return Err(failed("the recipient is another"));
        }
        let due = amount(self.route);
        if !faults.has("evm-amount-not-checked") {
            if value < due {
                return Err(Refusal::new(
                    Cause::Underpaid,
                    "the value is below the amount",
                ));
            }
            if value > due {
                return Err(failed("the value is above the amount"));
            }
        }
        let now = u64::try_from(self.site.clock.now() / 1000).unwrap_or_default();
        if valid_after > U256::from(now) || valid_before <= U256::from(now) {
            return Err(failed("the authorization is not valid now"));
        }
        let domain = Domain::new(methods.token.name)
            .with_version(methods.token.version)
            .with_chain_id(methods.chain_id)
            .with_verifying_contract(methods.token.asset);
        let message = TransferWithAuthorization {
            from: paid.from,
            to: paid.to,
            value,
            valid_after,
            valid_before,
            nonce: paid.nonce,
        };
        let digest = signing_digest(&domain.separator(), &message);
        let signature = signature(paid.signature.as_bytes());
        let verified =
            signature.is_some_and(|signature| verify(&digest, &signature, &paid.from).is_ok());
        if !verified && !faults.has("evm-signature-not-checked") {
            return Err(failed("the signature is not the payer's"));
        }
        Ok(digest)
    }

    fn receipt_members(&self, id: &str) -> Vec<(&'static str, RawValue)> {
        let faults = &self.site.faults;
        let chain_id = self.gate.methods.chain_id;
        let members = [
            (
                "challengeId",
                Value::from(id),
                faults.has("evm-receipt-challenge-missing"),
            ),
            (
                "chainId",
                Value::from(chain_id),
                faults.has("evm-receipt-chain-missing"),
            ),
        ];
        let kept = members.into_iter().filter(|(_, _, missing)| !missing);
        kept.filter_map(|(name, value, _)| {
            Some((name, RawValue::from_json(&value.to_string()).ok()?))
        })
        .collect()
    }
}

/// Adds another account that gets a part. One authorization pays one account.
pub(super) fn split(request: &mut Value) {
    let recipient = "0x8Ba1f109551bD432803012645Ac136ddd64DBA72";
    put(request, "methodDetails/credentialTypes", json!(["permit2"]));
    put(
        request,
        "methodDetails/splits",
        json!([{ "recipient": recipient, "amount": "500" }]),
    );
}

fn failed(why: &str) -> Refusal {
    Refusal::new(Cause::FailedProof, why)
}

/// A signature of an ordinary account.
pub(in crate::server::mpp) fn signature(bytes: &[u8]) -> Option<Signature> {
    bytes.try_into().ok().map(Signature::from_account)
}
