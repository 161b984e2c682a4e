//! Which methods are offered: the server's, as the client prefers them.

use http402::mpp::header::ACCEPT_PAYMENT;
use http402::mpp::{AcceptPayment, PaymentRange};

use super::Visit;
use super::method::Method;

/// All methods have it.
const INTENT: &str = "charge";

impl Visit<'_> {
    /// What the client says it can pay with.
    pub(super) fn preference(&self) -> Option<http402::Result<AcceptPayment>> {
        let lines: Vec<_> = self.request.fields.all(ACCEPT_PAYMENT).collect();
        (!lines.is_empty()).then(|| lines.join(", ").parse())
    }

    /// Whether the client takes none of the methods.
    pub(super) fn nothing_fits(&self) -> bool {
        let fits = |preference: &AcceptPayment, method: Method| {
            let ids = [(method.id(), method)];
            !preference
                .rank(ids, |(id, _)| (id.as_str(), INTENT))
                .is_empty()
        };
        self.preference().is_some_and(|preference| {
            preference.is_ok_and(|known| !Method::ALL.into_iter().any(|one| fits(&known, one)))
        })
    }

    /// The methods to offer, best first. A preference that is malformed, or that nothing matches,
    /// is as good as none.
    pub(super) fn offered(&self) -> Vec<Method> {
        let faults = &self.site.faults;
        let mut all = Method::ALL.to_vec();
        if faults.has("challenges-reversed") {
            all.reverse();
        }
        let Some(preference) = self.preference() else {
            if faults.has("no-preference-one-offer") {
                all.truncate(1);
            }
            return all;
        };
        let Ok(preference) = preference else {
            return all;
        };
        if faults.has("preference-ties-reversed") {
            all.reverse();
        }
        let mut ranked = if faults.has("preference-broad-wins") {
            let mut weighed: Vec<_> = all
                .iter()
                .map(|method| (broadest(&preference, *method), *method))
                .collect();
            weighed.retain(|(weight, _)| *weight > 0);
            weighed.sort_by_key(|(weight, _)| core::cmp::Reverse(*weight));
            weighed.into_iter().map(|(_, method)| method).collect()
        } else {
            let ids = all.iter().map(|method| (method.id(), *method));
            let ranked = preference.rank(ids, |(id, _)| (id.as_str(), INTENT));
            ranked
                .into_iter()
                .map(|(_, method)| method)
                .collect::<Vec<_>>()
        };
        if ranked.is_empty() {
            return Method::ALL.to_vec();
        }
        if faults.has("preference-order-ignored") {
            ranked = all
                .iter()
                .copied()
                .filter(|method| ranked.contains(method))
                .collect();
        }
        if faults.has("preference-zero-ignored") {
            let refused = all.into_iter().filter(|method| !ranked.contains(method));
            let refused: Vec<_> = refused.collect();
            ranked.extend(refused);
        }
        ranked
    }
}

/// The weight by the least specific range.
fn broadest(preference: &AcceptPayment, method: Method) -> u16 {
    let named = |range: &&PaymentRange| range.method().is_some() || range.intent().is_some();
    let id = method.id();
    let matching = preference
        .ranges()
        .iter()
        .filter(|range| range.matches(id.as_str(), INTENT));
    let count = |range: &&PaymentRange| {
        u8::from(range.method().is_some())
            + u8::from(range.intent().is_some())
            + u8::from(named(range))
    };
    matching.min_by_key(count).map_or(0, PaymentRange::weight)
}
