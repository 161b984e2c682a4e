//! The method `testpay`: the payer knows a key.

use http402::mpp::Credential;
use http402::mpp::methods::testpay::ChargePayload;

use super::Payment;
use crate::server::mpp::Visit;
use crate::server::mpp::refusal::{Cause, Refusal};

impl Visit<'_> {
    pub(super) fn verify_testpay(&self, credential: &Credential<'_>) -> Result<Payment, Refusal> {
        let faults = &self.site.faults;
        let id = credential.challenge().id();
        let key = &self.gate.methods.testpay_key;
        let payload = credential.payload_as::<ChargePayload>();
        let payload = payload.map_err(|error| Refusal::new(Cause::Shape, &error.to_string()))?;
        let digits =
            |payload: &ChargePayload| payload.proof.to_string().get(..8).map(str::to_owned);
        let believed = faults.has("proof-not-checked")
            || faults.has("proof-prefix-checked")
                && digits(&payload) == digits(&ChargePayload::pay(key, id));
        if !believed {
            let verified = payload.verify(key, id);
            verified.map_err(|_| {
                Refusal::new(Cause::FailedProof, "the proof is not for this challenge")
            })?;
        }
        Ok(Payment::of(id))
    }
}
