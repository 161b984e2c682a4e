//! What happens to a credential.

use core::time::Duration;
use std::thread;

use http402::Kind as ErrorKind;
use http402::mpp::{BodyDigest, ChallengeEcho, Credential};
use http402::primitives::Timestamp;

use super::Visit;
use super::challenge::{DESCRIPTION, covered};
use super::ledger::{Once, Retry};
use super::method::{Method, Payment};
use super::refusal::{Cause, Refusal};
use crate::http::Response;
use crate::server::router::{self, Kind};

impl Visit<'_> {
    /// The answer to a request with a credential.
    pub(super) fn paid(&self, text: &str) -> Response {
        match self.admit(text) {
            Ok(response) => response,
            Err(refusal) => self.refuse(&refusal, text),
        }
    }

    fn admit(&self, text: &str) -> Result<Response, Refusal> {
        let faults = &self.site.faults;
        let credential = self.decode(text)?;
        let echo = credential.challenge();
        self.check_method(echo)?;
        self.check_id(echo)?;
        self.check_expiry(echo)?;
        if self.route.kind == Kind::Session {
            self.check_resource(echo)?;
            return self.admit_voucher(&credential);
        }
        let method = self.check_terms(echo)?;
        self.check_resource(echo)?;
        self.check_digest(echo)?;
        let payment = match self.verify(method, &credential) {
            Err(refusal) if faults.has("payload-shape-served") && refusal.is_about_shape() => {
                Payment::of(echo.id())
            }
            verified => verified?,
        };
        let needs_account =
            self.site.faults.has("account-required") && self.route.kind == Kind::Dearer;
        if needs_account && self.request.fields.get("Cookie").is_none() {
            return Ok(Response::text(401, "log in first").with("Cache-Control", "no-store"));
        }
        self.deliver(method, echo, &payment, text)
    }

    fn decode(&self, text: &str) -> Result<Credential<'static>, Refusal> {
        let faults = &self.site.faults;
        let malformed = |why: &str| Refusal::new(Cause::Malformed, why);
        if faults.has("credential-limit-low") && text.len() > 2048 {
            return Err(malformed("the credential is too long"));
        }
        let credential = Credential::from_header(text).map_err(|error| match error.kind() {
            ErrorKind::Base64 | ErrorKind::Utf8 => malformed("the credential is not base64url"),
            ErrorKind::Json | ErrorKind::Trailing => {
                Refusal::new(Cause::NoJson, "the credential is not JSON")
            }
            _ => malformed(&error.to_string()),
        })?;
        if faults.has("credential-members-closed") && !credential.members().is_empty() {
            return Err(malformed("the credential has a member that is not known"));
        }
        let described = credential.challenge().description() == Some(DESCRIPTION);
        if faults.has("description-bound") && !described {
            return Err(Refusal::new(Cause::UnknownId, "the description is another"));
        }
        Ok(credential)
    }

    fn check_method(&self, echo: &ChallengeEcho<'_>) -> Result<(), Refusal> {
        if Method::is_accepted(echo.method()) || self.site.faults.has("method-unbound") {
            return Ok(());
        }
        Err(Refusal::new(Cause::Method, "this method is not accepted"))
    }

    /// The id must be that of the echoed parameters.
    fn check_id(&self, echo: &ChallengeEcho<'_>) -> Result<(), Refusal> {
        let faults = &self.site.faults;
        let (key, layout) = (&self.gate.key, self.gate.layout);
        let slots = covered(echo.slots(), faults);
        let same_prefix = || {
            let expected = key.compute(&slots, layout);
            expected.as_str().get(..8) == echo.id().get(..8)
        };
        let known = key.verify(echo.id(), &slots, layout).is_ok()
            || faults.has("id-not-checked")
            || faults.has("id-prefix-checked") && same_prefix();
        if known {
            return Ok(());
        }
        Err(Refusal::new(
            Cause::UnknownId,
            "the id is not that of this challenge",
        ))
    }

    fn check_expiry(&self, echo: &ChallengeEcho<'_>) -> Result<(), Refusal> {
        let faults = &self.site.faults;
        let grace = if faults.has("expired-hour-served") {
            3_600_000
        } else {
            0
        };
        let expires = echo
            .expires()
            .and_then(|text| text.parse::<Timestamp>().ok());
        let expired = expires.is_some_and(|expires| {
            let milliseconds = i64::from(expires.subsec_nanos() / 1_000_000);
            expires.unix() * 1000 + milliseconds + grace <= self.site.clock.now()
        });
        if expired && !faults.has("expired-challenge-served") {
            return Err(Refusal::new(Cause::Expired, "the challenge has expired"));
        }
        Ok(())
    }

    /// The echoed terms must be those of this route; the method whose terms they are.
    fn check_terms(&self, echo: &ChallengeEcho<'_>) -> Result<Method, Refusal> {
        let faults = &self.site.faults;
        let mut routes = vec![self.route];
        if faults.has("cheap-credential-opens-dearer") && self.route.kind == Kind::Dearer {
            routes.push(router::paid());
        }
        let fits = |route, method: &Method| {
            let Ok(terms) = self.terms_on_wire(route, *method) else {
                return false;
            };
            (echo.realm() == terms.get("realm")
                || faults.has("realm-unbound")
                || faults.has("realm-not-compared"))
                && (echo.method() == terms.get("method") || faults.has("method-unbound"))
                && (echo.intent() == terms.get("intent") || faults.has("intent-unbound"))
                && (echo.request() == terms.get("request")
                    || faults.has("request-unbound")
                    || faults.has("terms-not-compared"))
        };
        let method = routes
            .into_iter()
            .find_map(|route| Method::ALL.into_iter().find(|method| fits(route, method)));
        method
            .ok_or_else(|| Refusal::new(Cause::UnknownId, "the challenge is not for this resource"))
    }

    /// The challenge must be for this path and query.
    fn check_resource(&self, echo: &ChallengeEcho<'_>) -> Result<(), Refusal> {
        let faults = &self.site.faults;
        let cheap = faults.has("cheap-credential-opens-dearer") && self.route.kind == Kind::Dearer;
        if cheap
            || faults.has("opaque-unbound")
            || faults.has("opaque-not-json")
            || faults.has("opaque-with-number")
        {
            return Ok(());
        }
        let resource = opaque_member(echo, "resource").unwrap_or_default();
        let path = |resource: &str| resource.split('?').next().unwrap_or_default().to_owned();
        let same = resource == self.resource()
            || faults.has("query-not-bound") && path(&resource) == self.route.path;
        if same {
            return Ok(());
        }
        Err(Refusal::new(
            Cause::UnknownId,
            "the challenge is for another resource",
        ))
    }

    fn check_digest(&self, echo: &ChallengeEcho<'_>) -> Result<(), Refusal> {
        let faults = &self.site.faults;
        let body = &self.request.body;
        let Some(digest) = echo.digest() else {
            let believed = faults.has("digest-missing") || faults.has("digest-unbound");
            if self.route.kind == Kind::Body && !believed {
                return Err(Refusal::new(
                    Cause::UnknownId,
                    "the challenge is not bound to a body",
                ));
            }
            return Ok(());
        };
        let believed = if body.is_empty() {
            faults.has("digest-without-body-passes")
        } else {
            faults.has("digest-not-checked")
        };
        let verified = digest
            .parse::<BodyDigest>()
            .and_then(|digest| digest.verify(body));
        if believed || verified.is_ok() {
            return Ok(());
        }
        Err(Refusal::new(
            Cause::FailedProof,
            "the body is not the one that was challenged",
        ))
    }

    /// Uses the challenge up, runs the handler and confirms.
    fn deliver(
        &self,
        method: Method,
        echo: &ChallengeEcho<'_>,
        payment: &Payment,
        text: &str,
    ) -> Result<Response, Refusal> {
        let faults = &self.site.faults;
        let key = echo.id();
        let retry = self.request.fields.get("Idempotency-Key");
        let retry = retry.map(|key| Retry::new(key, text));
        let reusable = faults.has("credential-replay-served")
            || faults.has("evm-replay-served") && method == Method::Evm;
        let late = faults.has("credential-race-served");
        match self.gate.ledger.take(key, retry.as_ref()) {
            Once::First => {}
            Once::Again if reusable => {}
            Once::Retry(_) if faults.has("idempotency-runs-again") => {}
            Once::Retry(response) if !faults.has("idempotency-key-ignored") => return Ok(response),
            _ => return Err(Refusal::new(Cause::Used, "the challenge was used before")),
        }
        if late {
            // Until the others that came at the same time are here, too.
            self.gate.ledger.give_back(key);
            thread::sleep(Duration::from_millis(100));
        }
        let response = self.site.run(self.route, self.request);
        if late {
            self.gate.ledger.take(key, None);
        }
        if response.status == 403 && faults.has("denied-answer-402") {
            return Err(Refusal::new(Cause::FailedProof, "not for you"));
        }
        if response.status >= 500 {
            // What was not delivered is not used up.
            self.gate.ledger.give_back(key);
        }
        let response = self.confirmed(response, method, payment);
        if let Some(retry) = retry {
            self.gate.ledger.remember(key, retry, &response);
        }
        Ok(response)
    }
}

/// A member of the opaque object that the server put there.
fn opaque_member(echo: &ChallengeEcho<'_>, name: &str) -> Option<String> {
    let challenge = echo.to_challenge().ok()?;
    let opaque = challenge.opaque_json()?.ok()?;
    Some(opaque.get(name)?.as_string()?.into_owned())
}
