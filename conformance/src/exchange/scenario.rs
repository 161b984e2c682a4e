use alloc::collections::{BTreeMap, BTreeSet};
use alloc::sync::Arc;
use core::time::Duration;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use serde_json::{Map, Value};

use super::answer::offers;
use super::facilitator::{Call, Facilitator};
use super::http::{Fault, Limits, Request, Response, send};
use super::payer::{Forge, Order, pay};
use super::purse::Purse;
use super::record::{Exchange, Log, Peer};
use super::target::Target;
use crate::bytes;
use crate::crypto::{Wallet, sha256};
use crate::plan::Profile;
use crate::vector::{Branch, Capture, Pay, Scenario, Scope, Send, Step};

/// Everything a scenario is run with.
#[derive(Debug)]
#[non_exhaustive]
pub struct Runner<'a> {
    /// The target's claims.
    pub profile: &'a Profile,
    /// The target.
    pub target: &'a Target,
    /// The stub.
    pub facilitator: &'a Facilitator,
    /// Where bytes are kept.
    pub log: &'a Arc<Log>,
    /// What single-use nonces derive from.
    pub seed: &'a str,
    /// Limits of one exchange.
    pub limits: Limits,
    /// What may be spent.
    pub purse: &'a Purse,
    /// Sets the target's clock ahead instead of waiting, where that can be done.
    pub clock: Option<&'a dyn Clock>,
}

/// A target's clock that can be set.
pub trait Clock: core::fmt::Debug + Sync {
    /// Sets it this many seconds ahead of where it is.
    fn advance(&self, seconds: i64);
}

/// What happened in one step, or one row of it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Observation {
    /// Position of the step.
    pub step: usize,
    /// `FILE#STEP` or `FILE#STEP.ROW`.
    pub case: String,
    /// One outcome for each time it was sent.
    pub answers: Vec<Result<Response, Fault>>,
    /// The first exchange of this step in the log.
    pub exchange: Option<usize>,
    /// What reached the stub meanwhile.
    pub calls: Vec<Call>,
    /// How often the target's priced handlers ran meanwhile, where a clause asks.
    pub handler_runs: Option<u64>,
    /// Unix seconds when the step began.
    pub now: u64,
    /// The clauses, references replaced.
    pub expect: Map<String, Value>,
    /// The alternatives, references replaced.
    pub either: Vec<Branch>,
    /// Why the step could not be carried out.
    pub obstacle: Option<String>,
}

/// The rows of a step: itself, where it has none.
#[must_use]
pub fn rows(scenario: &Scenario, step: &Step) -> Vec<(String, Option<Map<String, Value>>)> {
    let case = format!("{}#{}", scenario.id, step.id);
    if step.each.is_empty() {
        return vec![(case, None)];
    }
    let id = |row: &Map<String, Value>| {
        row.get("id")
            .and_then(Value::as_str)
            .unwrap_or("")
            .to_owned()
    };
    step.each
        .iter()
        .map(|row| (format!("{case}.{}", id(row)), Some(row.clone())))
        .collect()
}

impl Runner<'_> {
    /// Carries out a scenario; judges nothing.
    #[must_use]
    pub fn run(&self, scenario: &Scenario) -> Vec<Observation> {
        let mut run = Run {
            runner: self,
            spec: &scenario.spec,
            scope: self.scope(),
            sent: BTreeMap::new(),
            attempt: 0,
            probes: BTreeMap::new(),
            paid: BTreeSet::new(),
        };
        let mut observations = Vec::new();
        let mut blocked: Option<String> = None;
        for (index, step) in scenario.steps.iter().enumerate() {
            for (case, row) in rows(scenario, step) {
                let mut observation = Observation::new(index, case);
                match &blocked {
                    Some(why) => observation.obstacle = Some(why.clone()),
                    None => {
                        if let Err(why) = run.step(step, row, &mut observation) {
                            observation.obstacle = Some(why);
                        }
                    }
                }
                // Nothing later can be trusted once the target cannot be reached or paid.
                if observation.blocks(step) {
                    blocked = Some(format!("{} could not be carried out", observation.case));
                }
                observations.push(observation);
            }
        }
        observations
    }

    fn scope(&self) -> Scope {
        let mut scope = Scope::at(unix_now());
        let profile = self.profile;
        for (name, route) in &profile.routes {
            scope.set(format!("route.{name}"), route.path.as_str());
            if let Some(amount) = &route.amount {
                scope.set(format!("amount.{name}"), amount.as_str());
            }
        }
        scope.set("network", profile.network.as_str());
        if let Some(pay_to) = &profile.pay_to {
            scope.set("pay_to", pay_to.as_str());
        }
        for label in ["alice", "bob", "carol", "mallory"] {
            scope.set(
                format!("wallet.{label}"),
                Wallet::from_label(label).address().to_string(),
            );
        }
        scope.set(
            "origin",
            format!("http://{}", self.target.endpoint.authority()),
        );
        scope
    }
}

impl Observation {
    fn new(step: usize, case: String) -> Self {
        Self {
            step,
            case,
            answers: Vec::new(),
            exchange: None,
            calls: Vec::new(),
            handler_runs: None,
            now: 0,
            expect: Map::new(),
            either: Vec::new(),
            obstacle: None,
        }
    }

    fn blocks(&self, step: &Step) -> bool {
        let unanswered = || self.answers.iter().any(Result::is_err);
        let needed = step.control || !step.capture.is_empty();
        (needed && (self.obstacle.is_some() || unanswered()))
            || self
                .answers
                .iter()
                .any(|answer| matches!(answer, Err(Fault::Connect(_))))
    }
}

struct Run<'a> {
    runner: &'a Runner<'a>,
    scope: Scope,
    /// The protocol family of the scenario.
    spec: &'a str,
    /// What each step sent as its payment: field and value.
    sent: BTreeMap<String, (String, Vec<u8>)>,
    attempt: u32,
    /// How to get another challenge like one that was captured, by its id.
    probes: BTreeMap<String, (Request, Map<String, Value>)>,
    /// Ids of challenges that were paid.
    paid: BTreeSet<String>,
}

impl Run<'_> {
    fn step(
        &mut self,
        step: &Step,
        row: Option<Map<String, Value>>,
        observation: &mut Observation,
    ) -> Result<(), String> {
        self.wait(step.wait.clamp(0.0, 60.0));
        self.scope.now = unix_now();
        observation.now = self.scope.now;
        // Rows refer to what was captured, too.
        let row = self.scope.fill(&Value::Object(row.unwrap_or_default()))?;
        self.scope.set("each", row);
        observation.expect = filled(&self.scope, &step.expect)?;
        for branch in &step.either {
            let expect = filled(&self.scope, &branch.expect)?;
            observation.either.push(Branch {
                name: branch.name.clone(),
                expect,
            });
        }
        let stub = match &step.facilitator {
            Some(stub) => typed(&self.scope, stub, "facilitator")?,
            None => crate::vector::Stub::default(),
        };
        let plan: Send = typed(&self.scope, &step.send, "send")?;
        let request = self.request(&plan, step, &observation.case)?;
        let counts = step
            .clauses()
            .iter()
            .any(|clause| clause.starts_with("handler"));
        let before = if counts { self.handler_runs()? } else { 0 };
        self.runner.facilitator.begin(&observation.case, stub);
        let (exchange, answers) = self.send(&request, step, &observation.case);
        observation.exchange = Some(exchange);
        observation.answers = answers;
        observation.calls = self.runner.facilitator.calls();
        if counts {
            observation.handler_runs = Some(self.handler_runs()?.saturating_sub(before));
        }
        if let Some(Ok(answer)) = observation.answers.first().cloned() {
            let answer = &answer;
            for (name, capture) in &step.capture {
                let value = self.captured(capture, answer, &request);
                let value = value.map_err(|why| format!("{name}: {why}"))?;
                self.scope.set(name.clone(), value);
            }
        }
        Ok(())
    }

    fn wait(&self, seconds: f64) {
        let duration = Duration::from_secs_f64(seconds);
        match self.runner.clock {
            Some(clock) if seconds > 0.0 => {
                let whole = duration.as_secs() + u64::from(duration.subsec_nanos() > 0);
                clock.advance(i64::try_from(whole).unwrap_or(60));
            }
            _ => std::thread::sleep(duration),
        }
    }

    fn request(&mut self, plan: &Send, step: &Step, case: &str) -> Result<Request, String> {
        let endpoint = &self.runner.target.endpoint;
        let text = |value: &str| value.as_bytes().to_vec();
        let mut headers = vec![
            ("Host".to_owned(), endpoint.authority().into_bytes()),
            ("Accept".to_owned(), text("application/json")),
            ("User-Agent".to_owned(), text("conform402")),
            ("Connection".to_owned(), text("close")),
        ];
        let mut body = Vec::new();
        if let Some(content) = &plan.body {
            body = match content {
                Value::String(content) => content.clone().into_bytes(),
                other => other.to_string().into_bytes(),
            };
            headers.push(("Content-Type".to_owned(), text("application/json")));
            headers.push((
                "Content-Length".to_owned(),
                body.len().to_string().into_bytes(),
            ));
        }
        for (name, value) in &plan.headers {
            headers.retain(|(other, _)| !other.eq_ignore_ascii_case(name));
            let lines = match value {
                Value::Array(lines) => lines.clone(),
                Value::Null => Vec::new(),
                one => vec![one.clone()],
            };
            for line in lines {
                let line = line
                    .as_str()
                    .ok_or_else(|| format!("headers.{name}: not text"))?;
                headers.push((name.clone(), text(line)));
            }
        }
        if let Some(pay) = &plan.pay {
            let (field, value) = self.payment(pay, case)?;
            let field = pay.field.clone().unwrap_or(field);
            self.sent
                .insert(step.id.clone(), (field.clone(), value.clone()));
            for _ in 0..pay.copies.clamp(1, 8) {
                headers.push((field.clone(), value.clone()));
            }
        }
        let target = if plan.path.starts_with('/') {
            format!("{}{}", endpoint.base, plan.path)
        } else {
            plan.path.clone()
        };
        Ok(Request {
            method: plan.method.clone(),
            target,
            headers,
            body,
        })
    }

    /// The field and value of a payment.
    fn payment(&mut self, plan: &Pay, case: &str) -> Result<(String, Vec<u8>), String> {
        if let Some(step) = &plan.reuse {
            let sent = self.sent.get(step).cloned();
            return sent.ok_or_else(|| format!("reuse: step {step:?} sent no payment"));
        }
        let terms = plan.terms.clone().ok_or("pay: expected terms or reuse")?;
        let terms = if plan.stale {
            terms
        } else {
            self.unused(terms, case)?
        };
        self.runner
            .purse
            .take(&terms)
            .map_err(|error| error.to_string())?;
        let nonce = format!("{}\0{case}\0{}", self.runner.seed, self.attempt);
        self.attempt += 1;
        let secret = self.runner.profile.binding_secret.as_deref();
        let forge = match (plan.forge, secret) {
            (false, _) => None,
            (true, Some(secret)) => Some(Forge { secret }),
            (true, None) => return Err("forge: the profile states no binding secret".to_owned()),
        };
        let payment = pay(&Order {
            terms: &terms,
            wallet: &Wallet::from_label(&plan.wallet),
            nonce: sha256(nonce.as_bytes()),
            now: self.scope.now,
            sign: plan.sign,
            domain: &plan.domain,
            mutate: &plan.mutate,
            testpay_key: &self.runner.profile.testpay_key,
            forge,
        })?;
        Ok((payment.field.to_owned(), payment.value))
    }

    /// Challenges are for a single use, and ids may repeat within a second: asks again for up to
    /// two seconds until a challenge comes that was not paid yet.
    fn unused(&mut self, terms: Value, case: &str) -> Result<Value, String> {
        let id = |terms: &Value| terms.get("id").and_then(Value::as_str).map(str::to_owned);
        if terms.get("requestText").is_none() {
            return Ok(terms);
        }
        let Some(mut current) = id(&terms) else {
            return Ok(terms);
        };
        let mut terms = terms;
        let probe = self.probes.get(&current).cloned();
        let deadline = Instant::now() + Duration::from_secs(2);
        while self.paid.contains(&current) {
            let Some((request, wanted)) = &probe else {
                break;
            };
            if Instant::now() > deadline {
                return Err(
                    "no challenge with an unused id came within 2 s (MPP-CORE-028)".to_owned(),
                );
            }
            let (_, outcome) = self.once(&request.to_bytes(), request.method == "HEAD", case);
            let answer =
                outcome.map_err(|fault| format!("asking for another challenge: {fault}"))?;
            let offers = offers(self.spec, &answer, self.scope.now)?;
            terms = matching(offers, wanted)?;
            current = id(&terms).unwrap_or_default();
            if self.paid.contains(&current) {
                std::thread::sleep(Duration::from_millis(50));
            }
        }
        if let Some(probe) = probe {
            self.probes.insert(current.clone(), probe);
        }
        self.paid.insert(current);
        Ok(terms)
    }

    fn handler_runs(&self) -> Result<u64, String> {
        let route = self
            .runner
            .profile
            .routes
            .get("runs")
            .ok_or("the profile states no route \"runs\"")?;
        let endpoint = &self.runner.target.endpoint;
        let request = Request {
            method: "GET".to_owned(),
            target: format!("{}{}", endpoint.base, route.path),
            headers: vec![
                ("Host".to_owned(), endpoint.authority().into_bytes()),
                ("Connection".to_owned(), b"close".to_vec()),
            ],
            body: Vec::new(),
        };
        let (_, outcome) = send(endpoint, &request.to_bytes(), false, self.runner.limits);
        let answer = outcome.map_err(|fault| format!("the counter of handler runs: {fault}"))?;
        let body: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
        body.get("runs")
            .and_then(Value::as_u64)
            .ok_or_else(|| "the counter gives no runs".to_owned())
    }

    fn captured(
        &mut self,
        capture: &Capture,
        answer: &Response,
        request: &Request,
    ) -> Result<Value, String> {
        match capture {
            Capture::Offer(wanted) => {
                let wanted = filled(&self.scope, wanted)?;
                let offer = matching(offers(self.spec, answer, self.scope.now)?, &wanted)?;
                if let Some(id) = offer.get("id").and_then(Value::as_str) {
                    let mut probe = request.clone();
                    // Another challenge comes for an unpaid request.
                    probe.headers.retain(|(name, _)| {
                        !self
                            .sent
                            .values()
                            .any(|(field, _)| field.eq_ignore_ascii_case(name))
                    });
                    self.probes.insert(id.to_owned(), (probe, wanted));
                }
                Ok(offer)
            }
            Capture::Body(pointer) => {
                let body: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
                let value = body.pointer(pointer).cloned();
                value.ok_or_else(|| format!("the body has nothing at {pointer}"))
            }
            Capture::Header(name) => {
                let line = answer.head.lines(name).next();
                line.map(|line| bytes::show(line, line.len()).into())
                    .ok_or_else(|| format!("the answer has no field {name}"))
            }
        }
    }

    /// What the record keeps: credentials only of targets on this machine.
    fn kept(&self, bytes: &[u8]) -> Vec<u8> {
        if self.runner.target.endpoint.is_loopback() {
            return bytes.to_vec();
        }
        let text = String::from_utf8_lossy(bytes).into_owned();
        let values = self
            .sent
            .values()
            .map(|(_, value)| String::from_utf8_lossy(value));
        values
            .fold(text, |text, value| text.replace(&*value, "[redacted]"))
            .into_bytes()
    }

    /// Sends bytes once and keeps the exchange; gives its number.
    fn once(&self, bytes: &[u8], to_head: bool, case: &str) -> (usize, Result<Response, Fault>) {
        let started = Instant::now();
        let (received, outcome) = send(
            &self.runner.target.endpoint,
            bytes,
            to_head,
            self.runner.limits,
        );
        let number = self.runner.log.add(Exchange {
            peer: Peer::Target,
            case: case.to_owned(),
            sent: self.kept(bytes),
            received: self.kept(&received),
            fault: outcome.as_ref().err().cloned(),
            milliseconds: started.elapsed().as_millis(),
        });
        (number, outcome)
    }

    fn send(
        &self,
        request: &Request,
        step: &Step,
        case: &str,
    ) -> (usize, Vec<Result<Response, Fault>>) {
        let bytes = request.to_bytes();
        let to_head = request.method == "HEAD";
        let once = || self.once(&bytes, to_head, case);
        let times = step.repeat.map_or(1, |repeat| repeat.times.clamp(1, 64));
        let results: Vec<_> = if step.repeat.is_some_and(|repeat| repeat.parallel) {
            std::thread::scope(|scope| {
                let threads: Vec<_> = (0..times).map(|_| scope.spawn(once)).collect();
                threads
                    .into_iter()
                    .filter_map(|thread| thread.join().ok())
                    .collect()
            })
        } else {
            (0..times).map(|_| once()).collect()
        };
        let first = results
            .iter()
            .map(|(number, _)| *number)
            .min()
            .unwrap_or_default();
        (
            first,
            results.into_iter().map(|(_, outcome)| outcome).collect(),
        )
    }
}

/// The first offer that contains these members.
fn matching(offers: Vec<Value>, wanted: &Map<String, Value>) -> Result<Value, String> {
    let fits = |offer: &Value| {
        wanted
            .iter()
            .all(|(name, value)| offer.get(name) == Some(value))
    };
    let offer = offers.into_iter().find(fits);
    offer.ok_or_else(|| format!("no offer contains {}", Value::Object(wanted.clone())))
}

fn filled(scope: &Scope, clauses: &Map<String, Value>) -> Result<Map<String, Value>, String> {
    clauses
        .iter()
        .map(|(name, value)| Ok((name.clone(), scope.fill(value)?)))
        .collect()
}

fn typed<T: serde::de::DeserializeOwned>(
    scope: &Scope,
    value: &Value,
    what: &str,
) -> Result<T, String> {
    serde_json::from_value(scope.fill(value)?).map_err(|error| format!("{what}: {error}"))
}

fn unix_now() -> u64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |now| now.as_secs())
}
