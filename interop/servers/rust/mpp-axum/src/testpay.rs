//! The method testpay.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

use hmac::{Hmac, KeyInit, Mac};
use mpp::{ChargeMethod, ChargeRequest, PaymentCredential, Receipt, VerificationError};

#[derive(Clone)]
pub struct Testpay {
    pub key: String,
    pub used: Arc<Mutex<HashSet<String>>>,
}

impl ChargeMethod for Testpay {
    fn method(&self) -> &str {
        "testpay"
    }

    async fn verify(
        &self,
        credential: &PaymentCredential,
        _: &ChargeRequest,
    ) -> Result<Receipt, VerificationError> {
        let id = &credential.challenge.id;
        let mac = Hmac::<sha2::Sha256>::new_from_slice(self.key.as_bytes());
        let mac = mac.map_err(|error| VerificationError::internal(error.to_string()))?;
        let proof = mac.chain_update(id).finalize().into_bytes();
        let proof: String = proof.iter().map(|byte| format!("{byte:02x}")).collect();
        let sent = credential.payload["proof"].as_str();
        let sent = sent.ok_or_else(|| VerificationError::invalid_payload("no proof"))?;
        if sent != proof {
            return Err(VerificationError::new("wrong proof"));
        }
        let mut used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        let replayed = || VerificationError::credential_replayed("already used");
        let receipt = used
            .insert(id.clone())
            .then(|| Receipt::success("testpay", id));
        receipt.ok_or_else(replayed)
    }
}
