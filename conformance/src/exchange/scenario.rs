use alloc::collections::BTreeMap;
use alloc::sync::Arc;
use core::time::Duration;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use serde_json::{Map, Value};

use super::facilitator::{Call, Facilitator};
use super::http::{Fault, Limits, Request, Response, send};
use super::payer::{Order, pay};
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
            scope: self.scope(),
            sent: BTreeMap::new(),
            attempt: 0,
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
    /// What each step sent as its payment.
    sent: BTreeMap<String, Vec<u8>>,
    attempt: u32,
}

impl Run<'_> {
    fn step(
        &mut self,
        step: &Step,
        row: Option<Map<String, Value>>,
        observation: &mut Observation,
    ) -> Result<(), String> {
        self.scope.set("each", row.unwrap_or_default());
        std::thread::sleep(Duration::from_secs_f64(step.wait.clamp(0.0, 60.0)));
        self.scope.now = unix_now();
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
        self.runner.facilitator.begin(&observation.case, stub);
        let (exchange, answers) = self.send(&request, step, &observation.case);
        observation.exchange = Some(exchange);
        observation.answers = answers;
        observation.calls = self.runner.facilitator.calls();
        if let Some(Ok(answer)) = observation.answers.first() {
            for (name, capture) in &step.capture {
                let value = captured(&self.scope, capture, answer);
                let value = value.map_err(|why| format!("{name}: {why}"))?;
                self.scope.set(name.clone(), value);
            }
        }
        Ok(())
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
            let value = self.payment(pay, case)?;
            self.sent.insert(step.id.clone(), value.clone());
            headers.push((
                pay.field.clone().unwrap_or_else(|| "X-PAYMENT".to_owned()),
                value,
            ));
        }
        Ok(Request {
            method: plan.method.clone(),
            target: format!("{}{}", endpoint.base, plan.path),
            headers,
            body,
        })
    }

    fn payment(&mut self, plan: &Pay, case: &str) -> Result<Vec<u8>, String> {
        if let Some(step) = &plan.reuse {
            let sent = self.sent.get(step);
            return sent
                .cloned()
                .ok_or_else(|| format!("reuse: step {step:?} sent no payment"));
        }
        let terms = plan.terms.as_ref().ok_or("pay: expected terms or reuse")?;
        let nonce = format!("{}\0{case}\0{}", self.runner.seed, self.attempt);
        self.attempt += 1;
        let payment = pay(&Order {
            terms,
            wallet: &Wallet::from_label(&plan.wallet),
            nonce: sha256(nonce.as_bytes()),
            now: self.scope.now,
            sign: plan.sign,
            domain: &plan.domain,
            mutate: &plan.mutate,
        })?;
        Ok(payment.header)
    }

    fn send(
        &self,
        request: &Request,
        step: &Step,
        case: &str,
    ) -> (usize, Vec<Result<Response, Fault>>) {
        let bytes = request.to_bytes();
        let to_head = request.method == "HEAD";
        let once = || {
            let started = Instant::now();
            let (received, outcome) = send(
                &self.runner.target.endpoint,
                &bytes,
                to_head,
                self.runner.limits,
            );
            let number = self.runner.log.add(Exchange {
                peer: Peer::Target,
                case: case.to_owned(),
                sent: bytes.clone(),
                received,
                fault: outcome.as_ref().err().cloned(),
                milliseconds: started.elapsed().as_millis(),
            });
            (number, outcome)
        };
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

fn captured(scope: &Scope, capture: &Capture, answer: &Response) -> Result<Value, String> {
    let body = || serde_json::from_slice(&answer.body).unwrap_or(Value::Null);
    match capture {
        Capture::Offer(wanted) => {
            let wanted = filled(scope, wanted)?;
            let body: Value = body();
            let offers = body.get("accepts").and_then(Value::as_array);
            let fits = |offer: &&Value| {
                wanted
                    .iter()
                    .all(|(name, value)| offer.get(name) == Some(value))
            };
            let offer = offers.into_iter().flatten().find(fits).cloned();
            offer.ok_or_else(|| format!("no offer contains {}", Value::Object(wanted.clone())))
        }
        Capture::Body(pointer) => {
            let value = body().pointer(pointer).cloned();
            value.ok_or_else(|| format!("the body has nothing at {pointer}"))
        }
        Capture::Header(name) => {
            let line = answer.head.lines(name).next();
            line.map(|line| bytes::show(line, line.len()).into())
                .ok_or_else(|| format!("the answer has no field {name}"))
        }
    }
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
