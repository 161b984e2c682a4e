//! The gate of MPP: challenges, credentials, receipts.
//!
//! ```text
//! no credential ──▶ 402 challenges
//! credential ──▶ decode ─▶ method ─▶ binding ─▶ expiry ─▶ terms ─▶ digest ─▶ proof ─▶ use up ─▶ handler ─▶ receipt
//!                  └─────────┴─────────┴────────┴─────────┴─────────┴────────┴─ 402 problem, fresh challenges
//! ```
//!
//! The binding makes ids self-contained: the server keeps no challenge, only what was used up.

mod challenge;
mod discovery;
mod ledger;
mod method;
mod pay;
mod preference;
mod receipt;
mod refusal;
mod session;
mod shown;
mod spoil;
mod wire;

use http402::mpp::header::{
    AUTHORIZATION, PAYMENT_AUTHORIZATION, PAYMENT_RECEIPT, SCHEME, WWW_AUTHENTICATE,
};
use http402::mpp::{BindingKey, SlotLayout};

use super::router::{self, Kind, Route};
use super::site::Site;
use super::{Options, Revision};
use crate::http::{Request, Response};
use ledger::Ledger;
use method::{Method, Methods, Payment};
use receipt::receipt;
use session::Sessions;

pub(super) struct Gate {
    key: BindingKey,
    layout: SlotLayout,
    methods: Methods,
    ledger: Ledger,
    sessions: Sessions,
}

/// One request for a priced route.
struct Visit<'a> {
    site: &'a Site,
    gate: &'a Gate,
    route: &'static Route,
    request: &'a Request,
}

/// The protection space of all routes.
const REALM: &str = "reference402.example";

impl Gate {
    pub(super) fn new(options: &Options) -> Result<Self, String> {
        let key = BindingKey::new_strong(options.binding_secret.as_bytes());
        Ok(Self {
            key: key.map_err(|error| format!("binding secret: {error}"))?,
            layout: match options.revision {
                Revision::Draft00 => SlotLayout::Draft00,
                Revision::Draft01 => SlotLayout::Draft01,
            },
            methods: Methods::new(options)?,
            ledger: Ledger::default(),
            sessions: Sessions::default(),
        })
    }

    pub(super) fn pass(&self, site: &Site, route: &'static Route, request: &Request) -> Response {
        let visit = self.visit(site, route, request);
        guarded(site, request, visit.answer())
    }

    fn visit<'a>(
        &'a self,
        site: &'a Site,
        route: &'static Route,
        request: &'a Request,
    ) -> Visit<'a> {
        Visit {
            site,
            gate: self,
            route,
            request,
        }
    }

    /// The answer of a route that costs nothing.
    pub(super) fn free(site: &Site, request: &Request) -> Response {
        let faults = &site.faults;
        let mut response = Site::free();
        if faults.has("receipt-on-free-route") {
            let value = receipt(site, Method::Testpay, &Payment::of("free")).unwrap_or_default();
            response.fields.add(PAYMENT_RECEIPT, value);
        }
        if faults.has("challenge-on-free-route") {
            let challenge = "Payment id=\"free\", realm=\"reference402.example\", method=\"testpay\", \
                             intent=\"charge\", request=\"e30\"";
            response.fields.add(WWW_AUTHENTICATE, challenge);
        }
        guarded(site, request, response)
    }

    /// What there is beside routes: the discovery document, and offers that are only shown.
    pub(super) fn other(&self, site: &Site, request: &Request) -> Option<Response> {
        if request.method == "GET" && request.target == http402::mpp::discovery::PATH {
            return Some(guarded(site, request, self.discovery(&site.faults)));
        }
        if let Some(shown) = shown::find(&request.target) {
            return Some(self.visit(site, router::paid(), request).show(shown));
        }
        if site.faults.has("missing-resource-answer-402") {
            return Some(self.visit(site, router::paid(), request).unpaid());
        }
        None
    }
}

/// Shared caches know of credentials in `Authorization` only.
fn guarded(site: &Site, request: &Request, mut response: Response) -> Response {
    if site.faults.has("secret-in-field") {
        let secret = site.options.binding_secret.as_str();
        response.fields.add("X-Debug-Key", secret);
    }
    if site.faults.has("other-field-cacheable") && has_other_field(request) {
        response.fields.set("Cache-Control", "public, max-age=60");
    }
    let silent = response.fields.get("Cache-Control").is_none();
    if site.options.revision == Revision::Draft01 && has_other_field(request) && silent {
        response.fields.add("Cache-Control", "private");
    }
    response
}

fn has_other_field(request: &Request) -> bool {
    request.fields.get(PAYMENT_AUTHORIZATION).is_some()
}

impl Visit<'_> {
    fn answer(&self) -> Response {
        match self.credentials().as_slice() {
            [] => self.unpaid(),
            [first, ..] if self.site.faults.has("several-credentials-first-wins") => {
                self.paid(first)
            }
            [credential] => self.paid(credential),
            _ => self.several(),
        }
    }

    /// The Payment credentials in the field that the route's challenges select.
    fn credentials(&self) -> Vec<&str> {
        let mut fields = vec![self.field()];
        if self.site.faults.has("credential-in-either-field") {
            fields = vec![PAYMENT_AUTHORIZATION, AUTHORIZATION];
        }
        let is_found = |field: &&str| {
            !self.site.faults.has("credential-field-exact-case")
                || self.request.fields.lines().any(|(name, _)| name == *field)
        };
        if self.site.faults.has("credential-from-any-field") {
            fields.extend([
                "Proxy-Authorization",
                "X-PAYMENT",
                "Payment-Receipt",
                "Cookie",
            ]);
        }
        let lines = fields
            .into_iter()
            .filter(is_found)
            .flat_map(|field| self.request.fields.all(field));
        let values = lines.flat_map(|line| line.split(',').map(str::trim));
        let is_payment = |value: &&str| {
            let scheme = value.split(' ').next().unwrap_or_default();
            scheme == SCHEME
                || !self.site.faults.has("scheme-exact-case") && scheme.eq_ignore_ascii_case(SCHEME)
        };
        values.filter(is_payment).collect()
    }

    /// Draft -01 lets a challenge select another field, which leaves `Authorization` to logins.
    fn field(&self) -> &'static str {
        match (self.site.options.revision, self.route.kind) {
            (Revision::Draft01, Kind::Header | Kind::Members) => PAYMENT_AUTHORIZATION,
            _ => AUTHORIZATION,
        }
    }
}
