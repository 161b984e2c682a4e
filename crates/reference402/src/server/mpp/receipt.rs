//! Confirming a payment.

use base64::Engine as _;
use base64::prelude::{BASE64_URL_SAFE, BASE64_URL_SAFE_NO_PAD};
use http402::mpp::Receipt;
use http402::mpp::header::{CACHE_CONTROL_RECEIPT, PAYMENT_RECEIPT};
use serde_json::Value;

use super::Visit;
use super::method::{Method, Payment};
use crate::http::Response;
use crate::server::json::{put, remove, text};
use crate::server::site::Site;

impl Visit<'_> {
    /// The handler's answer, with the receipt where it is a success.
    pub(super) fn confirmed(
        &self,
        mut response: Response,
        method: Method,
        payment: &Payment,
    ) -> Response {
        let faults = &self.site.faults;
        let success = (200..300).contains(&response.status);
        if !success && !faults.has("receipt-on-failure") {
            return response;
        }
        if !faults.has("receipt-missing") {
            let receipt = receipt(self.site, method, payment).unwrap_or_default();
            response.fields.add(PAYMENT_RECEIPT, receipt);
        }
        let caching = if faults.has("paid-answer-public") {
            "public, max-age=60"
        } else if faults.has("paid-answer-without-caching") {
            return response;
        } else if faults.has("paid-answer-no-store") {
            "no-store"
        } else {
            CACHE_CONTROL_RECEIPT
        };
        response.with("Cache-Control", caching)
    }
}

/// The value of `Payment-Receipt`.
pub(super) fn receipt(site: &Site, method: Method, payment: &Payment) -> http402::Result<String> {
    let faults = &site.faults;
    let timestamp = site.clock.timestamp(0, false);
    let mut receipt = Receipt::new(method.id(), timestamp, payment.reference.parse()?);
    for (name, value) in &payment.members {
        receipt = receipt.with_member(name, value.clone())?;
    }
    let honest: Value = serde_json::from_str(&receipt.to_string()).unwrap_or_default();
    let mut value = honest.clone();
    if faults.has("receipt-reference-missing") {
        remove(&mut value, "reference");
    }
    if faults.has("receipt-status-settled") {
        put(&mut value, "status", "settled");
    }
    if faults.has("receipt-timestamp-in-seconds") {
        put(
            &mut value,
            "timestamp",
            (site.clock.now() / 1000).to_string(),
        );
    }
    if faults.has("receipt-method-fixed") {
        put(&mut value, "method", "card");
    }
    if faults.has("receipt-more-members") {
        put(&mut value, "x-invoice", "17");
    }
    if faults.has("receipt-raw-json") {
        return Ok(value.to_string());
    }
    if faults.has("receipt-padded") {
        // Until there is something to pad.
        while value.to_string().len().is_multiple_of(3) {
            let longer = format!("{}x", text(&value, "x-pad"));
            put(&mut value, "x-pad", longer);
        }
        return Ok(BASE64_URL_SAFE.encode(value.to_string()));
    }
    if faults.has("receipt-indented") {
        return Ok(BASE64_URL_SAFE_NO_PAD.encode(format!("{value:#}")));
    }
    if value == honest {
        return Ok(receipt.to_header());
    }
    Ok(BASE64_URL_SAFE_NO_PAD.encode(value.to_string()))
}
