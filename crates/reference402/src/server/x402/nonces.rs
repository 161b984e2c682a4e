//! Which payments were used.

use alloc::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use http402::x402::v1::{PaymentPayload, SchemePayload};

use crate::Faults;

/// Payments that were spent, or that a request holds.
#[derive(Default)]
pub(super) struct Nonces(Mutex<BTreeMap<String, bool>>);

/// The right to one payment; it ends with this value unless the payment was spent.
pub(super) struct Claim<'a> {
    nonces: &'a Nonces,
    key: String,
    /// Nobody else may hold it.
    exclusive: bool,
}

impl Nonces {
    /// Takes a payment that is neither spent nor held.
    pub(super) fn claim(&self, payment: &PaymentPayload, faults: &Faults) -> Option<Claim<'_>> {
        let key = key(payment);
        let exclusive = !(faults.has("nonces-left-to-facilitator")
            || faults.has("used-nonce-served")
            || faults.has("race-served"));
        if exclusive {
            let mut held = self.lock();
            if held.contains_key(&key) {
                return None;
            }
            held.insert(key.clone(), false);
        }
        Some(Claim {
            nonces: self,
            key,
            exclusive,
        })
    }

    pub(super) fn is_spent(&self, payment: &PaymentPayload) -> bool {
        self.lock().get(&key(payment)) == Some(&true)
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, bool>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Claim<'_> {
    /// The payment was settled.
    pub(super) fn spend(&self) {
        self.nonces.lock().insert(self.key.clone(), true);
    }

    /// Whether the payment was settled, by whomever.
    pub(super) fn is_spent(&self) -> bool {
        self.nonces.lock().get(&self.key) == Some(&true)
    }
}

impl Drop for Claim<'_> {
    fn drop(&mut self) {
        if self.exclusive && !self.is_spent() {
            self.nonces.lock().remove(&self.key);
        }
    }
}

/// An authorization is told by payer and nonce, whatever its signature looks like.
fn key(payment: &PaymentPayload) -> String {
    match payment.payload() {
        SchemePayload::ExactEvm(payload) => {
            let authorization = &payload.authorization;
            let from = authorization.from.to_lowercase();
            format!("{} {from} {}", payment.network(), authorization.nonce)
        }
        _ => payment.to_string(),
    }
}
