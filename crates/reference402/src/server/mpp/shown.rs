//! Offers of methods that the server cannot be paid by, at `/offers/METHOD-INTENT`.
//!
//! A payment needs a chain, a node or a processor; what a challenge asks for is seen without. A
//! credential is refused here, whatever it holds.

mod strikes;

use std::sync::LazyLock;

use base64::Engine as _;
use base64::prelude::{BASE64_URL_SAFE, BASE64_URL_SAFE_NO_PAD};
use http402::json::RawObject;
use http402::mpp::header::{CACHE_CONTROL_CHALLENGE, WWW_AUTHENTICATE};
use http402::mpp::{ChallengeBuilder, Intent, MethodId, Problem, ProblemType};
use serde::Deserialize;
use serde_json::Value;

use super::challenge::nonce;
use super::wire::Wire;
use super::{REALM, Visit};
use crate::Faults;
use crate::http::Response;
use crate::server::json::{put, remove};
use crate::server::router;
use strikes::strikes;

/// An offer: what a challenge of this method and intent asks for.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Shown {
    method: String,
    intent: String,
    request: Value,
    /// The state of a session, which tempo sends in a field of its own.
    snapshot: Option<Value>,
}

/// The offer at a request target.
pub(super) fn find(target: &str) -> Option<&'static Shown> {
    static ALL: LazyLock<Vec<Shown>> = LazyLock::new(|| {
        // The list is part of the program, and a test asks for each of its offers.
        serde_json::from_str(include_str!("shown/offers.json")).unwrap_or_default()
    });
    let name = router::path(target).strip_prefix("/offers/")?;
    ALL.iter().find(|shown| shown.name() == name)
}

impl Shown {
    fn name(&self) -> String {
        format!("{}-{}", self.method, self.intent)
    }
}

impl Visit<'_> {
    /// The answer of a shown offer.
    pub(super) fn show(&self, shown: &Shown) -> Response {
        let faults = &self.site.faults;
        let (problem_type, detail) = if self.credentials().is_empty() {
            (ProblemType::PAYMENT_REQUIRED, "This resource costs money.")
        } else {
            let why = "No payment by this method can be verified here.";
            (ProblemType::VERIFICATION_FAILED, why)
        };
        let mut response = self
            .problem(402, Problem::new(problem_type, detail))
            .with("Cache-Control", CACHE_CONTROL_CHALLENGE);
        // Invariant: what the list holds can be issued.
        if let Ok(wire) = self.shown_challenge(shown) {
            response.fields.add(WWW_AUTHENTICATE, wire.print(faults));
        }
        if let Some(snapshot) = &shown.snapshot {
            let snapshot = snapshot_text(snapshot.clone(), faults);
            response.fields.add("Payment-Session-Snapshot", snapshot);
        }
        response
    }

    fn shown_challenge(&self, shown: &Shown) -> http402::Result<Wire> {
        let mut request = shown.request.clone();
        for (_, path, value) in strikes(&shown.name(), &self.site.faults)
            .into_iter()
            .filter(|(on, _, _)| *on)
        {
            match value {
                Value::Null => remove(&mut request, path),
                value => put(&mut request, path, value),
            }
        }
        let request = RawObject::from_json(&request.to_string())?;
        let (method, intent): (MethodId, Intent) = (shown.method.parse()?, shown.intent.parse()?);
        let challenge = ChallengeBuilder::new(REALM, &method, &intent, &request)?
            .expires(&self.site.clock.timestamp(300_000, false))
            .opaque([("nonce", nonce().as_str())])?
            .bind(&self.gate.key, self.gate.layout)?;
        let mut wire = Wire::of(&challenge);
        if shown.method == "card" && self.site.faults.has("card-ids-short") {
            wire.set("id", &nonce().chars().take(8).collect::<String>());
        }
        Ok(wire)
    }
}

fn snapshot_text(mut snapshot: Value, faults: &Faults) -> String {
    if faults.has("tempo-snapshot-member-missing") {
        remove(&mut snapshot, "spent");
    }
    let mut text = snapshot.to_string();
    if faults.has("tempo-snapshot-padded") {
        // Until there is something to pad.
        while text.len().is_multiple_of(3) {
            text.push(' ');
        }
        return BASE64_URL_SAFE.encode(text);
    }
    BASE64_URL_SAFE_NO_PAD.encode(text)
}
