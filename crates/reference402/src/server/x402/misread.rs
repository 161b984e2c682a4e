//! Answers that a faulty server gives before it looks for a payment.

use http402::x402::v1::X_PAYMENT;

use super::Visit;
use crate::http::Response;

/// Fields that a faulty server takes a payment from.
const OTHER_FIELDS: [&str; 4] = ["PAYMENT", "X-PAYMENT-RESPONSE", "Authorization", "Cookie"];

impl Visit<'_> {
    /// The status of a request that is refused for what does not concern the payment.
    pub(super) fn misread(&self) -> Option<Response> {
        let faults = &self.site.faults;
        let has = |name| self.request.fields.get(name).is_some();
        let accept = self.request.fields.get("Accept").unwrap_or_default();
        let status = if faults.has("conditional-answer-304")
            && (has("If-None-Match") || has("If-Modified-Since"))
        {
            304
        } else if faults.has("range-answer-416") && has("Range") {
            416
        } else if faults.has("accept-answer-406") && !accept.contains("application/json") {
            406
        } else if faults.has("query-answer-400") && self.request.target.contains('?') {
            400
        } else if faults.has("payment-twice-answer-500")
            && self.request.fields.all(X_PAYMENT).count() > 1
        {
            500
        } else {
            return None;
        };
        Some(Response::text(status, "this is not how to ask"))
    }

    /// A payment in a field that is not for payments.
    pub(super) fn in_other_field(&self) -> Option<&str> {
        if !self.site.faults.has("payment-from-any-field") {
            return None;
        }
        let fields = &self.request.fields;
        OTHER_FIELDS.iter().find_map(|name| fields.get(name))
    }
}
