//! The gate of x402: offers, payment, verification, settlement.
//!
//! ```text
//! no X-PAYMENT ──▶ 402 offers
//! X-PAYMENT ──▶ decode ─▶ match an offer ─▶ claim the nonce ─▶ verify ─▶ handler ─▶ settle ─▶ 200
//!                  └───────┴── 402 ──────────┴──────────────────┴──────── < 400 ─────┘
//! ```

mod facilitator;
mod misread;
mod nonces;
mod offers;
mod refusal;
mod settle;
mod spoil;
mod verify;

use alloc::sync::Arc;
use core::sync::atomic::{AtomicU8, Ordering};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use http402::Kind as ErrorKind;
use http402::x402::v1::{PaymentPayload, X_PAYMENT};

use serde_json::{Value, json};

use super::Options;
use super::router::{Kind, Route};
use super::site::Site;
use crate::Faults;
use crate::http::{Answer, Request, Response};
use facilitator::Facilitator;
use nonces::Nonces;
use offers::{Offer, Terms};

pub(super) struct Gate {
    facilitator: Arc<Facilitator>,
    nonces: Arc<Nonces>,
    terms: Terms,
    /// How many payments a fault still refuses.
    refusing: AtomicU8,
}

/// One request for a priced route.
struct Visit<'a> {
    site: &'a Arc<Site>,
    gate: &'a Gate,
    route: &'static Route,
    request: &'a Request,
    offers: Vec<Offer>,
}

impl Gate {
    pub(super) fn new(options: &Options) -> Result<Self, String> {
        Ok(Self {
            facilitator: Arc::new(Facilitator::new(&options.facilitator_url)?),
            nonces: Arc::default(),
            terms: Terms::new(options)?,
            refusing: AtomicU8::new(0),
        })
    }

    /// Whether the facilitator is not asked, for what it did before.
    fn is_given_up(&self, faults: &Faults) -> bool {
        let less = |left: u8| left.checked_sub(1);
        faults.has("outage-outlasts")
            && self
                .refusing
                .fetch_update(Ordering::AcqRel, Ordering::Acquire, less)
                .is_ok()
    }

    pub(super) fn pass(
        &self,
        site: &Arc<Site>,
        route: &'static Route,
        request: &Request,
    ) -> Answer {
        let visit = Visit {
            site,
            gate: self,
            route,
            request,
            offers: self.terms.offers(route, request, &site.faults),
        };
        if let Some(response) = visit.misread() {
            return response.into();
        }
        let exact = |(name, _): &(&str, &[u8])| *name == X_PAYMENT;
        let header = match request.fields.get(X_PAYMENT) {
            Some(_)
                if site.faults.has("payment-header-exact-case")
                    && !request.fields.lines().any(|line| exact(&line)) =>
            {
                None
            }
            header => header.or_else(|| visit.in_other_field()),
        };
        let outcome = match header {
            None => Err(visit.unpaid().into()),
            Some(header) => visit.pay(header),
        };
        outcome.unwrap_or_else(|refusal| refusal)
    }
}

/// The answer of a paid request, or that of a refused one.
type Outcome = Result<Answer, Answer>;

impl Visit<'_> {
    fn pay(&self, header: &str) -> Outcome {
        let faults = &self.site.faults;
        let payment = self.decode(header)?;
        let offer = self.matching(&payment)?;
        if faults.has("replay-served") && self.gate.nonces.is_spent(&payment) {
            return Ok(self.run().into());
        }
        let claim = self.gate.nonces.claim(&payment, faults);
        let claim = claim.ok_or_else(|| self.refusal("the payment was used before", None))?;
        let order = self.order(&payment, offer);
        if faults.has("any-payment-opens") {
            let response = self.run();
            let settled = self.settle(&order, &claim, &response).unwrap_or_default();
            return Ok(self.settled(response, &settled).into());
        }
        if self.verify(&order)?.is_free() {
            return Ok(self.run().into());
        }
        if faults.has("settles-first") {
            let settled = self.settle(&order, &claim, &Response::default())?;
            claim.spend();
            return Ok(self.settled(self.run(), &settled).into());
        }
        if faults.has("body-before-settlement") {
            claim.spend();
            return Ok(self.served_unsettled(&order, &payment));
        }
        let response = self.run();
        if response.status >= 400 && !faults.has("failing-handler-charged") {
            return Ok(response.into());
        }
        let settled = self.settle(&order, &claim, &response)?;
        claim.spend();
        if faults.has("dearer-paid-answer-500") && self.route.kind == Kind::Dearer {
            return Ok(Response::text(500, "something went wrong").into());
        }
        if faults.has("browser-paid-answer-402") && self.is_browser() {
            return Ok(self.unpaid().into());
        }
        Ok(self.settled(response, &settled).into())
    }

    fn run(&self) -> Response {
        self.site.run(self.route, self.request)
    }

    fn decode(&self, header: &str) -> Result<PaymentPayload, Answer> {
        let faults = &self.site.faults;
        PaymentPayload::from_header(header).map_err(|error| {
            let kind = error.kind();
            let is_json = !matches!(
                kind,
                ErrorKind::Base64 | ErrorKind::Utf8 | ErrorKind::Json | ErrorKind::EmptyField
            );
            if faults.has("undecoded-asks-facilitator") {
                self.gate.facilitator.verify_nothing();
            }
            if faults.has("undecoded-settled") {
                self.settle_unread(header);
            }
            if faults.has("undecoded-served") {
                return self.run().into();
            }
            if faults.has("bad-base64-answer-500") && kind == ErrorKind::Base64
                || faults.has("bad-shape-answer-500") && is_json
            {
                return Response::text(500, "cannot read the payment").into();
            }
            if faults.has("bad-json-served") && kind == ErrorKind::Json {
                return self.run().into();
            }
            if faults.has("undecoded-answer-400") {
                return Response::text(400, "the payment does not decode").into();
            }
            self.refusal("the payment does not decode", None)
        })
    }

    /// Has a payment settled of which no more is known than that it is JSON, whatever the verdict.
    fn settle_unread(&self, header: &str) {
        let payment = BASE64_STANDARD.decode(header).unwrap_or_default();
        let offer = self.offers.first().map(|offer| &offer.wire);
        if let (Ok(payment), Some(offer)) = (serde_json::from_slice::<Value>(&payment), offer) {
            let order = json!({
                "x402Version": 1, "paymentPayload": payment, "paymentRequirements": offer,
            });
            for endpoint in ["verify", "settle"] {
                let facilitator = &self.gate.facilitator;
                let _ = facilitator.ask(endpoint, &order.to_string(), &self.site.faults);
            }
        }
    }

    /// The offer that the payment is for.
    fn matching(&self, payment: &PaymentPayload) -> Result<&Offer, Answer> {
        let faults = &self.site.faults;
        let fits = |offer: &&Offer| {
            offer.terms.scheme() == payment.scheme() && offer.terms.network() == payment.network()
        };
        if let Some(offer) = self.offers.iter().find(fits) {
            return Ok(offer);
        }
        match self.offers.first() {
            Some(first) if faults.has("unoffered-asks-facilitator") => Ok(first),
            Some(first) if faults.has("unoffered-settled") => {
                let order = self.order(payment, first);
                let _ = self.gate.facilitator.ask("settle", &order, faults);
                Err(self.refusal("no offer has this scheme on this network", None))
            }
            _ if faults.has("unoffered-served") => Err(self.run().into()),
            _ if faults.has("unoffered-answer-500") => {
                Err(Response::text(500, "no such offer").into())
            }
            _ if faults.has("unoffered-without-offers") => {
                let body = serde_json::json!({ "x402Version": 1, "error": "no such offer" });
                Err(Response::json(402, &body).into())
            }
            _ => Err(self.refusal("no offer has this scheme on this network", None)),
        }
    }
}
