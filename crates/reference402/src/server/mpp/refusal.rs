//! The answers that withhold the resource: challenges and problem details.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use http402::json::RawValue;
use http402::mpp::header::{CACHE_CONTROL_CHALLENGE, PAYMENT_RECEIPT, WWW_AUTHENTICATE};
use http402::mpp::{Problem, ProblemType};
use serde_json::{Value, json};

use super::Visit;
use super::challenge::Occasion;
use super::method::{Method, Payment};
use super::receipt::receipt;
use super::session::Flaw;
use crate::http::Response;
use crate::server::Revision;
use crate::server::json::{put, remove};
use crate::server::router::Kind;
use crate::server::site::{CANARY, cookie};

/// Why a credential is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cause {
    /// It does not decode.
    Malformed,
    /// It decodes to something that is no JSON.
    NoJson,
    /// There are several.
    Several,
    /// Its method is not accepted.
    Method,
    /// Its id is not one that was issued with these parameters, for this resource.
    UnknownId,
    Expired,
    Used,
    FailedProof,
    Underpaid,
    /// Its payload is not one of the method.
    Shape,
    Voucher(Flaw),
}

pub(super) struct Refusal {
    cause: Cause,
    detail: String,
}

impl Refusal {
    pub(super) fn new(cause: Cause, detail: &str) -> Self {
        Self {
            cause,
            detail: detail.to_owned(),
        }
    }

    pub(super) fn is_about_shape(&self) -> bool {
        self.cause == Cause::Shape
    }
}

impl Visit<'_> {
    /// The answer to a request without a credential.
    pub(super) fn unpaid(&self) -> Response {
        let faults = &self.site.faults;
        if faults.has("unpaid-request-runs-handler") {
            self.site.run(self.route, self.request);
        }
        let malformed = self
            .preference()
            .is_some_and(|preference| preference.is_err());
        if malformed && faults.has("preference-malformed-answer-500") {
            return Response::text(500, "cannot read Accept-Payment");
        }
        if faults.has("no-match-answer-406") && self.nothing_fits() {
            return Response::text(406, "nothing fits");
        }
        let problem_type = if faults.has("unpaid-answer-other-type") {
            ProblemType::VERIFICATION_FAILED
        } else {
            ProblemType::PAYMENT_REQUIRED
        };
        let problem = Problem::new(problem_type, "This resource costs money.");
        let mut response = self.problem(402, problem);
        if faults.has("unpaid-answer-with-content") {
            response.body.extend_from_slice(CANARY.as_bytes());
        }
        if faults.has("unpaid-answer-with-receipt") {
            let receipt = receipt(self.site, Method::Testpay, &Payment::of("pending"));
            response
                .fields
                .add(PAYMENT_RECEIPT, receipt.unwrap_or_default());
        }
        if !faults.has("unpaid-answer-cacheable") {
            response.fields.add("Cache-Control", self.no_store());
        }
        if !(self.route.kind == Kind::Paid && faults.has("unpaid-answer-without-challenge")) {
            self.challenge_in(&mut response, Occasion::Unpaid);
        }
        if self.route.kind == Kind::Paid && faults.has("unpaid-challenge-under-401") {
            response.status = 401;
        }
        response
    }

    /// The answer to several credentials in one request.
    pub(super) fn several(&self) -> Response {
        self.refuse(&Refusal::new(Cause::Several, "send one credential"), "")
    }

    /// The answer to a credential that is refused.
    pub(super) fn refuse(&self, refusal: &Refusal, credential: &str) -> Response {
        let faults = &self.site.faults;
        if faults.has("refused-request-runs-handler") {
            self.site.run(self.route, self.request);
        }
        let status = self.status(refusal.cause);
        let mut problem = Problem::new(self.problem_type(refusal.cause), &refusal.detail);
        if faults.has("credential-echoed") {
            problem.detail = Some(format!("{} in {credential}", refusal.detail));
        }
        if faults.has("payload-echoed") {
            let token = credential.rsplit(' ').next().unwrap_or_default();
            let decoded = BASE64_URL_SAFE_NO_PAD.decode(token).unwrap_or_default();
            let decoded = String::from_utf8_lossy(&decoded);
            problem.detail = Some(format!("{} in {decoded}", refusal.detail));
        }
        if faults.has("secret-in-problem") {
            problem.detail = Some(format!(
                "{}; key {}",
                refusal.detail, self.site.options.binding_secret
            ));
        }
        if let Cause::Voucher(flaw) = refusal.cause {
            problem = self.with_top_up(problem, flaw);
        }
        let mut response = self.problem(status, problem);
        if faults.has("session-flaws-as-text") && matches!(refusal.cause, Cause::Voucher(_)) {
            response = Response::text(status, &refusal.detail);
        }
        if !faults.has("refusal-cacheable") {
            response.fields.add("Cache-Control", self.no_store());
        }
        let is_conflict_of_terms = matches!(refusal.cause, Cause::Several | Cause::Method);
        if !(is_conflict_of_terms && status == 400
            || faults.has("refusal-without-challenge")
            || faults.has("evm-refusal-without-challenge") && self.is_evm()
            || faults.has("session-refusal-without-challenge")
                && matches!(refusal.cause, Cause::Voucher(Flaw::Balance(_))))
        {
            self.challenge_in(&mut response, Occasion::Refusal);
        }
        if faults.has("receipt-on-refusal") {
            let receipt =
                receipt(self.site, Method::Testpay, &Payment::of("pending")).unwrap_or_default();
            response.fields.add(PAYMENT_RECEIPT, receipt);
        }
        if faults.has("cookie-on-refusal") {
            response.fields.add("Set-Cookie", cookie());
        }
        if faults.has("retry-after-given") {
            response.fields.add("Retry-After", "1");
        }
        response
    }

    fn status(&self, cause: Cause) -> u16 {
        let faults = &self.site.faults;
        match cause {
            Cause::NoJson if faults.has("malformed-answer-500") => 500,
            Cause::Malformed | Cause::NoJson if faults.has("malformed-answer-400") => 400,
            Cause::UnknownId if faults.has("unknown-id-answer-404") => 404,
            Cause::Used if faults.has("used-id-answer-409") => 409,
            Cause::Expired if faults.has("expired-answer-410") => 410,
            Cause::FailedProof if faults.has("failed-proof-answer-403") => 403,
            Cause::FailedProof | Cause::Underpaid
                if faults.has("evm-refusal-answer-400") && self.is_evm() =>
            {
                400
            }
            Cause::Shape if faults.has("payload-shape-answer-500") => 500,
            Cause::Method if faults.has("unaccepted-method-answer-402") => 402,
            Cause::Several | Cause::Method => 400,
            _ => 402,
        }
    }

    fn problem_type(&self, cause: Cause) -> ProblemType {
        let faults = &self.site.faults;
        let is_00 = self.site.options.revision == Revision::Draft00;
        match cause {
            Cause::Malformed | Cause::NoJson if faults.has("malformed-other-type") => {
                ProblemType::VERIFICATION_FAILED
            }
            Cause::UnknownId if faults.has("unknown-id-other-type") => {
                ProblemType::VERIFICATION_FAILED
            }
            Cause::Used if faults.has("used-id-other-type") => ProblemType::VERIFICATION_FAILED,
            Cause::Expired if faults.has("expired-other-type") => ProblemType::VERIFICATION_FAILED,
            Cause::FailedProof if faults.has("failed-proof-other-type") => {
                ProblemType::MALFORMED_CREDENTIAL
            }
            _ if faults.has("evm-refusal-other-type") && self.is_evm() => {
                ProblemType::PAYMENT_EXPIRED
            }
            Cause::Method if faults.has("unaccepted-method-answer-402") => {
                ProblemType::VERIFICATION_FAILED
            }
            Cause::Underpaid if faults.has("underpayment-other-type") => {
                ProblemType::VERIFICATION_FAILED
            }
            Cause::Shape if faults.has("payload-shape-other-type") => {
                ProblemType::VERIFICATION_FAILED
            }
            Cause::Malformed | Cause::NoJson => ProblemType::MALFORMED_CREDENTIAL,
            Cause::Several | Cause::Shape if is_00 => ProblemType::MALFORMED_CREDENTIAL,
            Cause::Several => ProblemType::BAD_REQUEST,
            Cause::Method => ProblemType::METHOD_UNSUPPORTED,
            Cause::UnknownId | Cause::Used => ProblemType::INVALID_CHALLENGE,
            Cause::Expired => ProblemType::PAYMENT_EXPIRED,
            Cause::FailedProof => ProblemType::VERIFICATION_FAILED,
            Cause::Underpaid => ProblemType::PAYMENT_INSUFFICIENT,
            Cause::Shape => ProblemType::INVALID_PAYLOAD,
            Cause::Voucher(_) if faults.has("session-flaws-in-general") => {
                ProblemType::VERIFICATION_FAILED
            }
            Cause::Voucher(Flaw::Stale) if faults.has("session-stale-as-forged") => {
                ProblemType::SESSION_INVALID_SIGNATURE
            }
            Cause::Voucher(flaw) => flaw.problem_type(),
        }
    }

    fn is_evm(&self) -> bool {
        let credentials = self.credentials();
        let credential = credentials
            .first()
            .and_then(|text| http402::mpp::Credential::from_header(text).ok());
        credential
            .is_some_and(|credential| credential.challenge().method() == Method::Evm.id().as_str())
    }

    pub(super) fn problem(&self, status: u16, mut problem: Problem) -> Response {
        let faults = &self.site.faults;
        let stated = if faults.has("problem-status-differs") {
            400
        } else {
            status
        };
        problem = problem.clone().with_status(stated).unwrap_or(problem);
        if faults.has("problem-other-words") {
            problem.title = Some("Bitte zahlen".to_owned());
            problem.detail = Some("Hier kostet es \u{20ac}.".to_owned());
        }
        let mut body: Value = serde_json::from_str(&problem.to_string()).unwrap_or_default();
        if faults.has("problem-title-missing") {
            remove(&mut body, "title");
        }
        if faults.has("problem-type-elsewhere") {
            let code = problem
                .problem_type()
                .map(ProblemType::code)
                .unwrap_or_default();
            put(
                &mut body,
                "type",
                format!("https://reference402.example/errors/{code}"),
            );
        }
        if faults.has("problem-more-members") {
            put(&mut body, "instance", "/requests/17");
            put(&mut body, "x-help", json!(["https://example.com/help"]));
        }
        if faults.has("partial-content-on-refusal") {
            put(&mut body, "preview", CANARY);
        }
        let media_type = if faults.has("problem-media-type") {
            "application/json"
        } else {
            Problem::MEDIA_TYPE
        };
        Response::new(status, media_type, body.to_string())
    }

    /// Says what is missing, where that is the matter.
    fn with_top_up(&self, problem: Problem, flaw: Flaw) -> Problem {
        let missing = flaw
            .required_top_up()
            .filter(|_| !self.site.faults.has("session-top-up-untold"));
        let value = missing.and_then(|missing| RawValue::from_json(&format!("\"{missing}\"")).ok());
        match value {
            Some(value) => {
                let told = problem.clone().with_member("requiredTopUp", value);
                told.unwrap_or(problem)
            }
            None => problem,
        }
    }

    fn no_store(&self) -> &'static str {
        if self.site.faults.has("caching-more-directives") {
            "No-Store, max-age=0"
        } else {
            CACHE_CONTROL_CHALLENGE
        }
    }

    /// Adds fresh challenges for every method that the client takes.
    fn challenge_in(&self, response: &mut Response, occasion: Occasion) {
        let faults = &self.site.faults;
        let methods = self.offered();
        // Invariant: what the server offers can be issued.
        let wires = methods
            .into_iter()
            .filter_map(|method| self.issue(method, occasion).ok());
        let mut values: Vec<_> = wires.map(|wire| wire.print(faults)).collect();
        if self.route.kind == Kind::Session {
            let wire = self.session_challenge();
            values = wire.into_iter().map(|wire| wire.print(faults)).collect();
        }
        if faults.has("foreign-challenge-first") {
            values.insert(0, "Bearer realm=\"Payment, please\"".to_owned());
        }
        if faults.has("one-challenge") {
            values.truncate(1);
        }
        if faults.has("challenges-in-one-field") {
            values = vec![values.join(", ")];
        }
        for value in values {
            response.fields.add(WWW_AUTHENTICATE, value);
        }
    }
}
