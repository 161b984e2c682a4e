//! Issuing challenges.

use core::hash::{BuildHasher, Hasher};
use core::sync::atomic::{AtomicU64, Ordering};
use std::hash::RandomState;

use http402::json::RawObject;
use http402::mpp::header::AUTHORIZATION;
use http402::mpp::{
    BodyDigest, Challenge, ChallengeBuilder, DigestAlgorithm, DigestForm, Intent, Slots,
};

use super::method::Method;
use super::wire::Wire;
use super::{REALM, Visit, spoil};
use crate::Faults;
use crate::server::router::{Kind, Route};

/// What challenges are described with.
pub(super) const DESCRIPTION: &str = "A reading";

/// What a challenge is issued for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Occasion {
    Unpaid,
    Refusal,
}

impl Visit<'_> {
    /// A fresh challenge, as it is sent.
    pub(super) fn issue(&self, method: Method, occasion: Occasion) -> http402::Result<Wire> {
        let faults = &self.site.faults;
        let challenge = self.challenge(method, occasion)?;
        let mut wire = Wire::of(&challenge);
        spoil::challenge(&mut wire, self.route.kind, faults);
        if faults.has("opaque-unbound") {
            // Ids stay unique without the nonce: by the nanoseconds of the expiry.
            let whole = self.site.clock.timestamp(300_000, false);
            let whole = whole.as_str().trim_end_matches('Z');
            wire.set("expires", &format!("{whole}.{:09}Z", count()));
        }
        let slots = covered(wire.slots(), faults);
        if slots != challenge.slots() {
            let id = self.gate.key.compute(&slots, self.gate.layout);
            wire.set("id", id.as_str());
        }
        if faults.has("challenge-id-empty") && self.route.kind == Kind::Paid {
            wire.set("id", "");
        }
        if faults.has("refusal-challenge-unpayable") && occasion == Occasion::Refusal {
            wire.set("id", &nonce());
        }
        Ok(wire)
    }

    fn challenge(&self, method: Method, occasion: Occasion) -> http402::Result<Challenge<'static>> {
        let faults = &self.site.faults;
        let is_short = self.route.kind == Kind::Short;
        let lifetime = match occasion {
            Occasion::Refusal if faults.has("refusal-challenge-expired") => -60_000,
            _ if is_short => 1_800,
            _ if faults.has("expires-later") => 86_400_000,
            _ => 300_000,
        };
        let fraction = is_short || faults.has("expires-with-fraction");
        let nonce = if faults.has("challenge-id-repeats") {
            "0".to_owned()
        } else {
            nonce()
        };
        let resource = self.resource();
        let mut opaque = vec![("nonce", nonce.as_str()), ("resource", resource.as_str())];
        if faults.has("opaque-with-more") {
            opaque.push(("tenant", "caf\u{e9}"));
        }
        let description = if faults.has("description-given") {
            "A \"reading\" of \\ the instruments"
        } else {
            DESCRIPTION
        };
        let mut builder = self
            .terms(self.route, method)?
            .expires(&self.site.clock.timestamp(lifetime, fraction))
            .opaque(opaque)?
            .description(description)?;
        if let Some(digest) = self.digest() {
            builder = builder.digest(&digest);
        }
        if self.field() != AUTHORIZATION {
            builder = builder.payment_authorization();
        }
        if faults.has("extension-parameter") {
            builder = builder.extension("trace", "4bf92f35")?;
        }
        builder.bind(&self.gate.key, self.gate.layout)
    }

    /// Realm, method, intent and request: what is paid, to whom, how.
    fn terms(&self, route: &Route, method: Method) -> http402::Result<ChallengeBuilder> {
        let request = self.gate.methods.request(method, route, &self.site.faults);
        let request = RawObject::from_json(&request.to_string())?;
        ChallengeBuilder::new(REALM, &method.id(), &Intent::CHARGE, &request)
    }

    /// The terms as a credential has to echo them.
    pub(super) fn terms_on_wire(&self, route: &Route, method: Method) -> http402::Result<Wire> {
        let mut wire = Wire::of(&self.terms(route, method)?.with_id("any")?);
        spoil::challenge(&mut wire, route.kind, &self.site.faults);
        Ok(wire)
    }

    /// The digest that a request with a body is bound to.
    fn digest(&self) -> Option<BodyDigest> {
        let faults = &self.site.faults;
        let bound = self.route.kind == Kind::Body || !self.request.body.is_empty();
        let form = if faults.has("digest-bare") {
            DigestForm::Bare
        } else {
            DigestForm::Rfc9530
        };
        let body = &self.request.body;
        (bound && !faults.has("digest-missing"))
            .then(|| BodyDigest::compute(DigestAlgorithm::Sha256, form, body))
    }

    /// The resource that a challenge is for: path and query.
    pub(super) fn resource(&self) -> String {
        match self.request.target.split_once('?') {
            Some((_, query)) => format!("{}?{query}", self.route.path),
            None => self.route.path.to_owned(),
        }
    }
}

/// The slots as the binding sees them.
pub(super) fn covered<'a>(mut slots: Slots<'a>, faults: &Faults) -> Slots<'a> {
    if faults.has("realm-unbound") {
        slots.realm = "";
    }
    if faults.has("method-unbound") {
        slots.method = "";
    }
    if faults.has("intent-unbound") {
        slots.intent = "";
    }
    if faults.has("request-unbound") {
        slots.request = "";
    }
    if faults.has("expires-unbound") {
        slots.expires = "";
    }
    if faults.has("digest-unbound") {
        slots.digest = "";
    }
    if faults.has("header-unbound") {
        slots.header = "";
    }
    if faults.has("opaque-unbound") {
        slots.opaque = "";
    }
    if faults.has("binding-slots-swapped") {
        core::mem::swap(&mut slots.method, &mut slots.intent);
    }
    slots
}

/// Another number each time.
fn count() -> u64 {
    static COUNTER: AtomicU64 = AtomicU64::new(0);
    COUNTER.fetch_add(1, Ordering::Relaxed) % 1_000_000_000
}

/// 128 bits that nobody can guess, and a counter.
pub(super) fn nonce() -> String {
    let count = count();
    let random = || {
        let mut hasher = RandomState::new().build_hasher();
        hasher.write_u64(count);
        hasher.finish()
    };
    format!("{:016x}{:016x}{count:x}", random(), random())
}
