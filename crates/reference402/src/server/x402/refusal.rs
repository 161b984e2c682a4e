//! The answers that withhold the resource.

use http402::x402::network::Network;
use http402::x402::v1::facilitator::VerifyResponse;
use http402::x402::v1::{PaymentRequired, SettlementResponse, X_PAYMENT_RESPONSE};
use serde_json::{Value, json};

use super::Visit;
use super::settle::header;
use crate::http::{Answer, Response};
use crate::server::json::{put, remove};
use crate::server::router::Kind;
use crate::server::site::{CANARY, cookie};

impl Visit<'_> {
    /// The answer to a request without a payment.
    pub(super) fn unpaid(&self) -> Response {
        let faults = &self.site.faults;
        if faults.has("handler-runs-unpaid") {
            self.run();
        }
        if self.is_browser() {
            let page = "<!doctype html><title>Payment required</title><p>This page costs money.";
            return Response::new(402, "text/html; charset=utf-8", page);
        }
        let mut body = self.required("this resource costs money", None);
        if faults.has("canary-in-required-body") {
            put(&mut body, "preview", CANARY);
        }
        let mut response = Response::json(402, &body);
        if self.route.kind == Kind::Paid && faults.has("unpaid-answer-401") {
            response.status = 401;
        }
        if self.route.kind == Kind::Paid && faults.has("unpaid-answer-200") {
            response.status = 200;
        }
        if faults.has("required-body-as-text") {
            response.fields.set("Content-Type", "text/plain");
        }
        if faults.has("unpaid-answer-with-settlement") {
            response
                .fields
                .add(X_PAYMENT_RESPONSE, success_header(Network::BASE));
        }
        if faults.has("cookie-in-required-answer") {
            response.fields.add("Set-Cookie", cookie());
        }
        response
    }

    pub(super) fn is_browser(&self) -> bool {
        let faults = &self.site.faults;
        let has = |name, word| {
            let value = self.request.fields.get(name);
            value.is_some_and(|value: &str| value.contains(word))
        };
        let (accepts, agent) = (has("Accept", "text/html"), has("User-Agent", "Mozilla"));
        accepts && agent && !faults.has("json-for-browsers")
            || accepts && faults.has("html-for-accept-alone")
            || agent && faults.has("html-for-agent-alone")
    }

    /// The answer to a payment that is refused.
    pub(super) fn refusal(&self, error: &str, payer: Option<&str>) -> Answer {
        Response::json(402, &self.required(error, payer)).into()
    }

    /// The payment-required body.
    fn required(&self, error: &str, payer: Option<&str>) -> Value {
        let faults = &self.site.faults;
        let error = if faults.has("other-error-words") {
            "Bitte zahlen \u{20ac}"
        } else {
            error
        };
        let terms = self.offers.iter().map(|offer| offer.terms.clone());
        let body = PaymentRequired::new(error, terms.collect()).map(|body| body.to_string());
        let mut body: Value = serde_json::from_str(&body.unwrap_or_default()).unwrap_or_default();
        let mut accepts: Vec<_> = self.offers.iter().map(|offer| offer.wire.clone()).collect();
        if faults.has("accepts-with-text-entry") {
            accepts.push("and others on request".into());
        }
        let is_named = !(self.route.kind == Kind::Paid && faults.has("accepts-missing"));
        put(
            &mut body,
            if is_named { "accepts" } else { "offers" },
            accepts,
        );
        if !is_named {
            remove(&mut body, "accepts");
        }
        if faults.has("version-as-text") {
            put(&mut body, "x402Version", "1");
        }
        if faults.has("version-two") {
            put(&mut body, "x402Version", 2);
        }
        if faults.has("error-missing") {
            remove(&mut body, "error");
        }
        if faults.has("error-empty") {
            put(&mut body, "error", "");
        }
        if faults.has("error-as-object") {
            put(&mut body, "error", json!({ "message": error }));
        }
        if faults.has("more-members") {
            put(&mut body, "x-help", "https://example.com/help");
        }
        if let Some(payer) = payer {
            put(&mut body, "payer", payer);
        }
        body
    }

    /// After a verdict of invalid.
    pub(super) fn found_invalid(&self, verdict: &VerifyResponse, reason: &str) -> Answer {
        let faults = &self.site.faults;
        let payer = verdict.payer().map(ToString::to_string);
        let payer = payer.filter(|_| faults.has("refusal-names-payer"));
        let mut body = self.required(reason, payer.as_deref());
        if faults.has("invalid-verdict-error-object") {
            let verdict = serde_json::from_str(&verdict.to_string());
            put(&mut body, "error", verdict.unwrap_or(Value::Null));
        }
        if faults.has("invalid-verdict-without-offers") {
            body = json!({ "message": reason });
        }
        let status = if faults.has("invalid-verdict-answer-403") {
            403
        } else {
            402
        };
        Response::json(status, &body).into()
    }

    /// After a settlement that failed; `withheld` is what the client does not get.
    pub(super) fn found_unsettled(
        &self,
        report: &SettlementResponse,
        withheld: &Response,
    ) -> Answer {
        let faults = &self.site.faults;
        let reason = report.error_reason().map(ToString::to_string);
        let reason = reason.unwrap_or_else(|| "the payment was not settled".to_owned());
        let mut response = Response::json(402, &self.required(&reason, None));
        if faults.has("settle-refused-without-offers") {
            response = Response::json(
                402,
                &json!({ "error": "settlement failed", "details": reason }),
            );
        }
        if faults.has("settle-refused-with-content") {
            response = Response {
                status: 402,
                ..withheld.clone()
            };
        }
        if faults.has("settle-refused-keeps-cookie") {
            for (name, value) in withheld
                .fields
                .lines()
                .filter(|(name, _)| *name != "Content-Type")
            {
                response.fields.add(name, value);
            }
        }
        if faults.has("settle-refused-answer-500") {
            response.status = 500;
        }
        let mut value = header(report, faults);
        if faults.has("settle-refused-header-success") {
            value = success_header(report.network().clone());
        }
        if !faults.has("settle-refused-without-header") {
            response.fields.add(X_PAYMENT_RESPONSE, value);
        }
        response.into()
    }

    /// The facilitator is out of reach, or out of its mind.
    pub(super) fn outage(&self) -> Answer {
        let faults = &self.site.faults;
        let words = "the facilitator cannot be reached";
        if faults.has("facilitator-down-answer-402") {
            return self.refusal(words, None);
        }
        let status = if faults.has("facilitator-down-answer-404") {
            404
        } else if faults.has("facilitator-down-answer-500") {
            500
        } else {
            502
        };
        Response::text(status, words).into()
    }
}

/// A settlement header that nobody settled for.
fn success_header(network: Network) -> String {
    let payer = http402::primitives::Address::ZERO.into();
    let success = SettlementResponse::success(network, &format!("0x{}", "5e".repeat(32)), payer);
    success
        .map(|success| success.to_header())
        .unwrap_or_default()
}
