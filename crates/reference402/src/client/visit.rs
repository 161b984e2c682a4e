//! One fetch: requests, redirects, and the decision to pay.

mod again;
mod step;

use std::time::Instant;

use super::outcome::{Outcome, Refusal, Request, refused};
use super::{Client, Payment, mpp, x402};
use crate::http::{Fields, Response};

use step::Step;

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
    let mut first = Step::of(request)?;
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
    let mut step = Step::of(request)?;
    for (name, value) in more {
        step.fields.set(name, *value);
    }
    let response = client.send(&step, until)?;
    Ok(Outcome::of(&response, true, true))
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
            step = step.retry(&self.first, &payment, &self.client.faults);
            self.paid.clone_from(&payment.id);
            self.client.memory.has_paid = true;
            self.client.memory.demand = Some(demand);
            self.payments += 1;
            response = self.follow(&mut step, Some(&payment))?;
        }
        Ok(self.outcome(&response))
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

    /// Sends the request, and follows redirects; `step` ends as what was answered.
    fn follow(&mut self, step: &mut Step, payment: Option<&Payment>) -> Result<Response, Refusal> {
        let mut payment = payment.cloned();
        loop {
            if self.requests >= self.client.options.max_requests {
                return Err(Refusal::Failed("too many requests".to_owned()));
            }
            self.requests += 1;
            let sent = payment.as_ref().map(|payment| step.with(payment));
            let sent = sent.as_ref().unwrap_or(step);
            let response = self.client.send(sent, self.until)?;
            let Some(next) = step.redirected(&response, &self.client.faults) else {
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
