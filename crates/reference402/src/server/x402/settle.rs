//! Settlement: what the facilitator reports, and the header that passes it on.

use core::sync::atomic::Ordering;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use http402::x402::v1::{SettlementResponse, X_PAYMENT_RESPONSE};
use serde_json::Value;

use super::Visit;
use super::facilitator::Reply;
use super::nonces::Claim;
use super::verify::DEPLOYED;
use crate::Faults;
use crate::http::{Answer, Response};
use crate::server::json::put;

/// A settlement that counts; without a report only by a fault.
#[derive(Default)]
pub(super) struct Settled(pub(super) Option<SettlementResponse>);

enum Report {
    Counts(Settled),
    Refused(SettlementResponse),
    /// No answer, or none that means anything.
    Outage,
}

impl Visit<'_> {
    /// Settles for an answer that is withheld until then.
    pub(super) fn settle(
        &self,
        order: &str,
        claim: &Claim<'_>,
        withheld: &Response,
    ) -> Result<Settled, Answer> {
        let faults = &self.site.faults;
        let facilitator = &self.gate.facilitator;
        let reply = facilitator.ask("settle", order, faults);
        if faults.has("settle-called-twice") {
            let _ = facilitator.ask("settle", order, faults);
        }
        match report(reply.as_ref(), faults) {
            Report::Counts(settled) => Ok(settled),
            Report::Refused(_) if faults.has("race-served") && claim.is_spent() => {
                Ok(Settled(None))
            }
            Report::Refused(report) => {
                let is_ok = reply.as_ref().is_some_and(Reply::is_ok);
                if faults.has("settle-refused-under-error-answer-400") && !is_ok {
                    return Err(Response::text(400, "the payment was not settled").into());
                }
                Err(self.found_unsettled(&report, withheld))
            }
            Report::Outage if faults.has("settle-error-served") => Ok(Settled(None)),
            Report::Outage => {
                self.gate.refusing.store(3, Ordering::Release);
                Err(self.outage())
            }
        }
    }

    /// The answer with the report of its settlement.
    pub(super) fn settled(&self, mut response: Response, settled: &Settled) -> Response {
        let faults = &self.site.faults;
        let Some(report) = &settled.0 else {
            return response;
        };
        let value = header(report, faults);
        if faults.has("settlement-header-renamed") || faults.has("settlement-also-renamed") {
            response.fields.add("Payment-Response", value.as_str());
        }
        if !faults.has("settlement-header-renamed") && !faults.has("settlement-header-missing") {
            response.fields.add(X_PAYMENT_RESPONSE, value);
        }
        response
    }
}

fn report(reply: Option<&Reply>, faults: &Faults) -> Report {
    let Some(reply) = reply else {
        return Report::Outage;
    };
    let json = reply.json();
    let success = json.as_ref().and_then(|json| json.get("success"));
    let success = success.and_then(Value::as_bool);
    let read = SettlementResponse::from_json_with(&reply.text, &DEPLOYED);
    let read = read.ok().map(|read| read.value);
    let believed = faults.has("settle-error-body-believed") && success == Some(true)
        || reply.is_ok()
            && (faults.has("settle-refused-served") && success == Some(false)
                || faults.has("settle-html-served") && json.is_none()
                || faults.has("settlement-missing-served") && json.is_some() && success.is_none());
    match read {
        read if believed => Report::Counts(Settled(read)),
        // A failure counts under any status; a success only under success.
        Some(report) if !report.is_success() => Report::Refused(report),
        Some(report) if reply.is_ok() => Report::Counts(Settled(Some(report))),
        _ => Report::Outage,
    }
}

/// The value of `X-PAYMENT-RESPONSE`.
pub(super) fn header(report: &SettlementResponse, faults: &Faults) -> String {
    let honest: Value = serde_json::from_str(&report.to_string()).unwrap_or_default();
    let mut value = honest.clone();
    if faults.has("settlement-payer-changed") {
        put(
            &mut value,
            "payer",
            "0x209693Bc6afc0C5328bA36FaF03C514EF312287C",
        );
    }
    if faults.has("settlement-transaction-changed") {
        put(&mut value, "transaction", format!("0x{}", "5e".repeat(32)));
    }
    if faults.has("settlement-network-caip2") {
        put(
            &mut value,
            "network",
            report.network().to_caip2().unwrap_or_default(),
        );
    }
    if faults.has("settlement-more-members") {
        put(&mut value, "x-fee", "0");
    }
    if faults.has("settlement-header-raw-json") {
        return value.to_string();
    }
    if faults.has("settlement-indented") {
        return BASE64_STANDARD.encode(format!("{value:#}"));
    }
    if value == honest {
        return report.to_header();
    }
    BASE64_STANDARD.encode(value.to_string())
}
