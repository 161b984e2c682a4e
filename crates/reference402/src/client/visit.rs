//! One fetch: requests, redirects, and the decision to pay.

use std::time::Instant;

use super::outcome::{Outcome, Refusal, Request, refused, settlement};
use super::{Client, Payment, mpp, x402};
use crate::http::{Call, Fields, Manner, Response, Url};

/// A request on its way.
#[derive(Clone)]
struct Step {
    method: String,
    url: Url,
    fields: Fields,
    body: Vec<u8>,
}

struct Visit<'a> {
    client: &'a mut Client,
    first: Step,
    until: Instant,
    requests: usize,
    payments: usize,
    /// The challenge that was paid last.
    paid: Option<String>,
}

pub(super) fn fetch(client: &mut Client, request: &Request) -> Result<Outcome, Refusal> {
    let until = Instant::now() + client.options.timeout;
    let mut first = step(request)?;
    client.decorate(&mut first.fields);
    let visit = Visit {
        client,
        first,
        until,
        requests: 0,
        payments: 0,
        paid: None,
    };
    visit.run()
}

/// One request and its answer, whatever that is.
pub(super) fn once(
    client: &Client,
    request: &Request,
    more: &[(&str, &str)],
    until: Instant,
) -> Result<Outcome, Refusal> {
    let mut step = step(request)?;
    for (name, value) in more {
        step.fields.set(name, *value);
    }
    let response = client.send(&step, until)?;
    Ok(Outcome::of(&response, true, true))
}

fn step(request: &Request) -> Result<Step, Refusal> {
    let unsupported = |what: &str| Refusal::Unsupported(what.to_owned());
    let url = Url::parse(&request.url);
    let mut fields = Fields::default();
    for (name, value) in &request.headers {
        let framing = ["Host", "Connection", "Content-Length", "Transfer-Encoding"];
        if value.contains(['\r', '\n']) || name.contains([':', ' ', '\r', '\n']) {
            return Err(unsupported("a header field with a line break"));
        }
        if !framing.iter().any(|known| known.eq_ignore_ascii_case(name)) {
            fields.add(name, value.as_bytes());
        }
    }
    Ok(Step {
        method: match request.method.as_str() {
            "" => "GET".to_owned(),
            method => method.to_owned(),
        },
        url: url.ok_or_else(|| unsupported("a URL that is not http://host[:port][/path]"))?,
        fields,
        body: request.body.clone(),
    })
}

impl Visit<'_> {
    fn run(mut self) -> Result<Outcome, Refusal> {
        let mut step = self.first.clone();
        let mut response = self.follow(&mut step, None)?;
        while self.is_demand(&step, &response)? {
            let mut demand = response.clone();
            if !self.demands(response.status) {
                // A fault that pays once more by the terms it knows.
                demand = self.client.memory.demand.clone().unwrap_or(demand);
            }
            let payment = match self.pay(&step, &demand) {
                Ok(payment) => payment,
                Err(refusal) => return self.hand_on(&response, refusal),
            };
            if payment.id.is_some() && payment.id == self.paid && !self.pays_same() {
                break;
            }
            step = self.retry(&step, &payment);
            self.paid.clone_from(&payment.id);
            self.client.memory.has_paid = true;
            self.client.memory.demand = Some(demand);
            self.payments += 1;
            response = self.follow(&mut step, Some(&payment))?;
        }
        Ok(self.outcome(&response))
    }

    /// Whether a status can demand payment.
    fn demands(&self, status: u16) -> bool {
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

    /// Whether the response is one to pay: the first 402 of the origin that was asked.
    fn is_demand(&self, step: &Step, response: &Response) -> Result<bool, Refusal> {
        let faults = &self.client.faults;
        if self.payments > 0 {
            return Ok(self.pays_again(response));
        }
        if !self.demands(response.status) {
            return Ok(false);
        }
        if faults.has("pays-once-in-life") && self.client.memory.has_paid {
            return Ok(false);
        }
        let foreign = !step.url.is_same_origin(&self.first.url);
        let taken = faults.has("other-origin-paid")
            || faults.has("foreign-challenge-paid")
            || faults.has("foreign-challenge-paid-at-home");
        if foreign && !taken {
            return Err(refused("another origin demands payment"));
        }
        Ok(true)
    }

    /// Whether a fault pays although it has paid.
    fn pays_again(&self, response: &Response) -> bool {
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

    fn pays_same(&self) -> bool {
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

    fn pay(&mut self, step: &Step, demand: &Response) -> Result<Payment, Refusal> {
        if self.requests >= self.client.options.max_requests {
            return Err(refused("no more requests"));
        }
        let offers = self.discovered(step)?;
        let client = &mut *self.client;
        let context = mpp::Context {
            url: &step.url,
            body: &step.body,
            discovered: offers,
        };
        match mpp::pay(client, demand, &context) {
            Some(Ok(payment)) => Ok(payment),
            Some(Err(refusal)) => x402::pay(client, demand).map_err(|_| refusal),
            None => x402::pay(client, demand),
        }
    }

    /// The amount that `/openapi.json` states for the URL, which only faults ask for.
    fn discovered(&mut self, step: &Step) -> Result<Option<String>, Refusal> {
        let faults = &self.client.faults;
        let demanded = faults.has("discovery-demanded");
        if !demanded && !faults.has("discovery-price-believed") {
            return Ok(None);
        }
        let asked = Step {
            method: "GET".to_owned(),
            url: step.url.with_path("/openapi.json".to_owned()),
            fields: Fields::default(),
            body: Vec::new(),
        };
        self.requests += 1;
        let answer = self.client.send(&asked, self.until)?;
        let amount = mpp::discovered_amount(&answer, &step.url);
        if demanded && amount.is_none() {
            return Err(refused("/openapi.json does not offer the operation"));
        }
        Ok(amount.filter(|_| !demanded))
    }

    /// The request that is sent with the payment.
    fn retry(&self, step: &Step, payment: &Payment) -> Step {
        let faults = &self.client.faults;
        let mut step = step.clone();
        if faults.has("foreign-challenge-paid-at-home") {
            step.url = self.first.url.clone();
        }
        if faults.has("retry-drops-query") || faults.has("credential-without-query") {
            let path = step.url.path.split('?').next().unwrap_or_default();
            step.url = step.url.with_path(path.to_owned());
        }
        if faults.has("retry-as-get") || faults.has("credential-with-get") {
            "GET".clone_into(&mut step.method);
        }
        if faults.has("retry-at-resource") {
            let resource = payment.resource.as_deref().and_then(Url::parse);
            step.url = resource.map_or(step.url.clone(), |there| step.url.with_path(there.path));
        }
        if faults.has("retry-drops-headers") {
            step.fields = Fields::default();
        }
        if faults.has("retry-drops-body") || faults.has("credential-without-body") {
            step.body.clear();
        }
        if faults.has("retry-cuts-body") {
            step.body.truncate(1024);
        }
        if payment.digest && faults.has("digest-body-dropped") {
            step.body.clear();
        }
        if payment.digest
            && faults.has("digest-body-respelled")
            && let Ok(json) = serde_json::from_slice::<serde_json::Value>(&step.body)
        {
            step.body = format!("{json:#}").into_bytes();
        }
        if faults.has("exposes-headers") {
            let names = "X-PAYMENT-RESPONSE";
            step.fields.set("Access-Control-Expose-Headers", names);
        }
        step
    }

    /// Sends the request, and follows redirects; `step` ends as what was answered.
    fn follow(&mut self, step: &mut Step, payment: Option<&Payment>) -> Result<Response, Refusal> {
        let mut payment = payment.cloned();
        loop {
            if self.requests >= self.client.options.max_requests {
                return Err(Refusal::Failed("too many requests".to_owned()));
            }
            self.requests += 1;
            let sent = payment
                .as_ref()
                .map_or_else(|| step.clone(), |payment| with(step, payment));
            let response = self.client.send(&sent, self.until)?;
            let Some(next) = self.redirected(step, &response) else {
                return Ok(response);
            };
            let faults = &self.client.faults;
            let leaves = !next.url.is_same_origin(&step.url);
            let kept =
                faults.has("payment-crosses-origins") || faults.has("credential-crosses-origins");
            if leaves && !kept || faults.has("payment-not-repeated") {
                payment = None;
            }
            *step = next;
            if leaves {
                step.fields.remove("Authorization");
                step.fields.remove("Cookie");
            } else if payment.is_some() && self.client.faults.has("pays-again-after-redirect") {
                let demand = self.client.memory.demand.clone().unwrap_or_default();
                payment = Some(self.pay(step, &demand)?);
            }
        }
    }

    /// The request that a redirect asks for.
    fn redirected(&self, step: &Step, response: &Response) -> Option<Step> {
        let faults = &self.client.faults;
        if faults.has("redirects-handed-on") || faults.has("moves-handed-on") {
            return None;
        }
        let mut next = step.clone();
        match response.status {
            307 | 308 => {}
            301 | 302 if step.method != "POST" => {}
            303 if step.method == "HEAD" => {}
            301..=303 => {
                "GET".clone_into(&mut next.method);
                next.body.clear();
                for name in ["Content-Type", "Content-Encoding", "Content-Language"] {
                    next.fields.remove(name);
                }
            }
            _ => return None,
        }
        next.url = step.url.join(response.fields.get("Location")?)?;
        Some(next)
    }

    /// A demand that is not paid: an error, or the caller's.
    fn hand_on(&self, response: &Response, refusal: Refusal) -> Result<Outcome, Refusal> {
        let faults = &self.client.faults;
        let handed_on =
            faults.has("refused-402-handed-on") || faults.has("refused-charge-handed-on");
        if self.payments > 0 || handed_on || response.status != 402 {
            return Ok(self.outcome(response));
        }
        Err(refusal)
    }

    fn outcome(&self, response: &Response) -> Outcome {
        let faults = &self.client.faults;
        let settlement = !faults.has("settlement-not-read");
        Outcome::of(response, settlement, !faults.has("receipt-not-read"))
    }
}

/// The request with its payment.
fn with(step: &Step, payment: &Payment) -> Step {
    let mut step = step.clone();
    for (name, _) in &payment.fields {
        step.fields.remove(name);
    }
    for (name, value) in &payment.fields {
        step.fields.add(name, value.as_bytes());
    }
    if let Some(query) = &payment.query {
        let separator = if step.url.path.contains('?') {
            '&'
        } else {
            '?'
        };
        let path = format!("{}{separator}{query}", step.url.path);
        step.url = step.url.with_path(path);
    }
    step
}

impl Client {
    fn send(&self, step: &Step, until: Instant) -> Result<Response, Refusal> {
        let faults = &self.faults;
        let lower = faults.has("request-fields-in-lower-case")
            || faults.has("credential-fields-in-lower-case");
        let call = Call {
            method: &step.method,
            url: &step.url,
            fields: &step.fields,
            body: &step.body,
            manner: Manner {
                lower,
                chunked: faults.has("body-in-chunks") || faults.has("charge-body-in-chunks"),
                apart: faults.has("head-and-body-apart"),
                keep: faults.has("connection-kept"),
            },
            until,
        };
        let response = call.send(&self.trust);
        response.map_err(|error| match error.kind() {
            std::io::ErrorKind::Unsupported => Refusal::Unsupported(error.to_string()),
            _ => Refusal::Failed(error.to_string()),
        })
    }

    /// Fields of every request, which the conformant client has none of.
    fn decorate(&self, fields: &mut Fields) {
        let faults = &self.faults;
        if faults.has("more-request-fields") || faults.has("fields-added") {
            for (name, value) in [
                (
                    "User-Agent",
                    concat!("reference402/", env!("CARGO_PKG_VERSION")),
                ),
                ("Accept", "*/*"),
                ("Accept-Language", "en"),
            ] {
                if fields.get(name).is_none() {
                    fields.add(name, value);
                }
            }
        }
        let preferring = faults.has("preferences-sent")
            || faults.has("preferences-believed")
            || faults.has("preferences-keep-expired");
        if preferring {
            fields.set(
                "Accept-Payment",
                "testpay/charge, evm/charge;q=0.5, tempo/charge;q=0.4",
            );
        }
    }
}
