//! When a response is taken for a demand: the conformant rule, and clients that pay too often.

use super::Visit;
use crate::client::outcome::settlement;
use crate::http::Response;

impl Visit<'_> {
    /// Whether a status can demand payment.
    pub(super) fn demands(&self, status: u16) -> bool {
        let faults = &self.client.faults;
        match status {
            402 => true,
            200 => faults.has("pays-on-200") || faults.has("challenge-on-200-paid"),
            401 => faults.has("pays-on-401") || faults.has("challenge-on-401-paid"),
            403 => faults.has("pays-on-403") || faults.has("challenge-on-403-paid"),
            500.. => faults.has("pays-on-500") || faults.has("challenge-on-5xx-paid"),
            _ => false,
        }
    }

    /// Whether a fault pays although it has paid.
    pub(super) fn pays_again(&self, response: &Response) -> bool {
        let faults = &self.client.faults;
        let few = self.payments < 2;
        match response.status {
            402 => {
                faults.has("pays-without-end")
                    || faults.has("challenges-paid-without-end")
                    || self.pays_same()
                    || faults.has("pays-again") && self.payments < 3
                    || faults.has("one-more-attempt") && few
            }
            500.. => few && faults.has("pays-again-after-error"),
            200 => few && self.misses_settlement(response),
            _ => false,
        }
    }

    pub(super) fn pays_same(&self) -> bool {
        self.client.faults.has("challenge-paid-again")
    }

    /// Whether a fault takes a paid answer for an unpaid one.
    fn misses_settlement(&self, response: &Response) -> bool {
        let faults = &self.client.faults;
        let fields = &response.fields;
        let exact = |name: &str| fields.lines().any(|(known, _)| known == name);
        let older = fields.get("X-PAYMENT-RESPONSE").is_some();
        let newer = fields.get("PAYMENT-RESPONSE").is_some();
        let null = || settlement(response).is_some_and(|json| json.contains(":null"));
        faults.has("absent-settlement-pays-again") && !older && !newer
            || faults.has("settlement-found-by-case") && older && !exact("X-PAYMENT-RESPONSE")
            || faults.has("settlement-other-name-missed") && newer && !older
            || faults.has("settlement-null-pays-again") && null()
    }
}
