//! Verification: what the facilitator is asked, and what its verdict means.

use alloc::sync::Arc;
use core::sync::atomic::Ordering;
use core::time::Duration;
use std::thread;

use http402::x402::v1::facilitator::{VerifyRequest, VerifyResponse};
use http402::x402::v1::{PaymentPayload, SettlementResponse};
use http402::{Decoder, Leniency};
use serde_json::Value;

use super::Visit;
use super::facilitator::Reply;
use super::offers::Offer;
use super::settle::Settled;
use crate::Faults;
use crate::http::Answer;
use crate::server::json::{put, remove};
use crate::server::router::Kind;

/// Deployed facilitators write null for absent members, and leave the payer out.
pub(super) const DEPLOYED: Decoder = Decoder::STRICT
    .allow(Leniency::NullMember)
    .allow(Leniency::MissingPayer)
    .allow(Leniency::FailedTransaction);

/// How a verified request goes on.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Admission {
    /// To be settled.
    Owing,
    /// Served as it is, which only faults do.
    Free,
}

impl Admission {
    pub(super) fn is_free(self) -> bool {
        self == Self::Free
    }
}

enum Verdict {
    Valid,
    Invalid(VerifyResponse),
    /// No answer, or none that means anything.
    Outage,
}

impl Visit<'_> {
    /// The request to the facilitator: the payment, and the offer as it was made.
    pub(super) fn order(&self, payment: &PaymentPayload, offer: &Offer) -> String {
        let faults = &self.site.faults;
        let request = VerifyRequest::new(payment.clone(), offer.terms.clone()).to_string();
        let mut order: Value = serde_json::from_str(&request).unwrap_or_default();
        let mut terms = offer.wire.clone();
        if let Some(paid) = payment.as_exact_evm() {
            if faults.has("price-from-payment") {
                put(
                    &mut terms,
                    "maxAmountRequired",
                    paid.authorization.value.to_string(),
                );
            }
            if faults.has("recipient-from-payment") {
                put(&mut terms, "payTo", paid.authorization.to.to_string());
            }
        }
        if faults.has("dear-route-cheap-terms") && self.route.kind == Kind::Dearer {
            put(&mut terms, "maxAmountRequired", "10000");
        }
        if faults.has("terms-told-otherwise") {
            put(&mut terms, "resource", "https://reference402.example/other");
        }
        put(&mut order, "paymentRequirements", terms);
        if faults.has("facilitator-version-missing") {
            remove(&mut order, "x402Version");
        }
        order.to_string()
    }

    pub(super) fn verify(&self, order: &str) -> Result<Admission, Answer> {
        let faults = &self.site.faults;
        let facilitator = &self.gate.facilitator;
        if self.gate.is_given_up(faults) {
            return Err(self.outage());
        }
        let reply = facilitator.ask("verify", order, faults);
        if faults.has("verify-called-twice") {
            let _ = facilitator.ask("verify", order, faults);
        }
        match verdict(reply.as_ref(), faults) {
            Verdict::Valid => {
                if faults.has("race-served") {
                    // Until the others that came at the same time are here, too.
                    thread::sleep(Duration::from_millis(100));
                }
                Ok(Admission::Owing)
            }
            Verdict::Invalid(_)
                if faults.has("invalid-verdict-under-error-served")
                    && !reply.as_ref().is_some_and(Reply::is_ok) =>
            {
                Ok(Admission::Free)
            }
            Verdict::Invalid(verdict) => {
                if faults.has("invalid-verdict-settled") {
                    let _ = facilitator.ask("settle", order, faults);
                }
                let reason = verdict.invalid_reason().map(ToString::to_string);
                let reason = reason.unwrap_or_default();
                let used = reason.contains("nonce") || reason == "invalid_transaction_state";
                if faults.has("used-nonce-served") && used {
                    return Ok(Admission::Free);
                }
                Err(self.found_invalid(&verdict, &reason))
            }
            Verdict::Outage if faults.has("verify-error-served") => Ok(Admission::Free),
            Verdict::Outage => {
                self.gate.refusing.store(3, Ordering::Release);
                if faults.has("outage-settled") {
                    let _ = facilitator.ask("settle", order, faults);
                }
                Err(self.outage())
            }
        }
    }

    /// Sends the resource, and settles before the answer ends; the report is a guess.
    pub(super) fn served_unsettled(&self, order: &str, payment: &PaymentPayload) -> Answer {
        let (site, order) = (Arc::clone(self.site), order.to_owned());
        let facilitator = Arc::clone(&self.gate.facilitator);
        let settle = move || drop(facilitator.ask("settle", &order, &site.faults));
        let payer = payment
            .as_exact_evm()
            .map(|paid| paid.authorization.from.into());
        let guess = payer.and_then(|payer| {
            let transaction = format!("0x{}", "5e".repeat(32));
            SettlementResponse::success(payment.network().clone(), &transaction, payer).ok()
        });
        let response = self.settled(self.run(), &Settled(guess));
        Answer::Then(response, Box::new(settle))
    }
}

fn verdict(reply: Option<&Reply>, faults: &Faults) -> Verdict {
    let Some(reply) = reply else {
        return Verdict::Outage;
    };
    let json = reply.json();
    let is_valid = json.as_ref().and_then(|json| json.get("isValid"));
    if reply.is_ok()
        && (faults.has("invalid-verdict-served") && is_valid == Some(&Value::Bool(false))
            || faults.has("verify-html-served") && json.is_none()
            || faults.has("verdict-missing-served") && json.is_some() && is_valid.is_none()
            || faults.has("verdict-text-believed") && is_valid.is_some_and(Value::is_string))
        || faults.has("verify-error-body-believed") && is_valid == Some(&Value::Bool(true))
    {
        return Verdict::Valid;
    }
    // A refusal counts under any status; a verdict of valid only under success.
    match VerifyResponse::from_json_with(&reply.text, &DEPLOYED) {
        Ok(read) if !read.value.is_valid() => Verdict::Invalid(read.value),
        Ok(_) if reply.is_ok() => Verdict::Valid,
        _ => Verdict::Outage,
    }
}
