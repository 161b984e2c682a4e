use core::time::Duration;
use std::sync::Barrier;
use std::time::Instant;

use serde_json::{Map, Value};

use super::{Observation, Run};
use crate::clock::unix_now;
use crate::exchange::http::{Fault, Request, Response, send, send_when};
use crate::exchange::record::{Exchange, Peer};
use crate::vector::{Send, Step};

impl Run<'_> {
    pub(super) fn step(
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
        observation.expect = self.scope.members(&step.expect)?;
        observation.either = self.scope.branches(&step.either)?;
        let stub = match &step.facilitator {
            Some(stub) => self.scope.typed(stub, "facilitator")?,
            None => crate::vector::Stub::default(),
        };
        let plan: Send = self.scope.typed(&step.send, "send")?;
        let request = self.request(&plan, step, &observation.case)?;
        let counts = step.asks("handler");
        let before = if counts { self.handler_runs()? } else { 0 };
        self.lane.begin(&observation.case, stub)?;
        let (exchange, answers) = self.send(&request, step, &observation.case);
        observation.exchange = Some(exchange);
        observation.answers = answers;
        observation.calls = self.lane.calls();
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

    pub(super) fn wait(&self, seconds: f64) {
        let duration = Duration::from_secs_f64(seconds);
        match self.runner.clock {
            Some(clock) if seconds > 0.0 => {
                let whole = duration.as_secs() + u64::from(duration.subsec_nanos() > 0);
                clock.advance(i64::try_from(whole).unwrap_or(60));
            }
            _ => self.sleep(duration),
        }
    }

    pub(super) fn sleep(&self, duration: Duration) {
        if !duration.is_zero() {
            self.runner.log.waited(duration);
            std::thread::sleep(duration);
        }
    }

    pub(super) fn handler_runs(&self) -> Result<u64, String> {
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

    pub(super) fn send(
        &self,
        request: &Request,
        step: &Step,
        case: &str,
    ) -> (usize, Vec<Result<Response, Fault>>) {
        let bytes = request.to_bytes();
        let to_head = request.method == "HEAD";
        let times = step.repeat.map_or(1, |repeat| repeat.times.clamp(1, 64));
        // All have connected before the first one sends.
        let line = Barrier::new(times);
        let abreast = || {
            self.once(&bytes, to_head, case, || {
                line.wait();
            })
        };
        let results: Vec<_> = if step.repeat.is_some_and(|repeat| repeat.parallel) {
            std::thread::scope(|scope| {
                let threads: Vec<_> = (0..times).map(|_| scope.spawn(abreast)).collect();
                threads
                    .into_iter()
                    .filter_map(|thread| thread.join().ok())
                    .collect()
            })
        } else {
            (0..times)
                .map(|_| self.once(&bytes, to_head, case, || {}))
                .collect()
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

    /// Sends bytes once, after `start`, and keeps the exchange; gives its number.
    pub(super) fn once(
        &self,
        bytes: &[u8],
        to_head: bool,
        case: &str,
        start: impl FnOnce(),
    ) -> (usize, Result<Response, Fault>) {
        let started = Instant::now();
        let (received, outcome) = send_when(
            &self.runner.target.endpoint,
            bytes,
            to_head,
            self.runner.limits,
            start,
        );
        let number = self.runner.log.add(Exchange {
            peer: Peer::Target,
            case: case.to_owned(),
            sent: self.kept(bytes.to_vec()),
            received: self.kept(received),
            fault: outcome.as_ref().err().cloned(),
            begun: started,
            milliseconds: started.elapsed().as_millis(),
        });
        (number, outcome)
    }

    /// What the record keeps: credentials only of targets on this machine.
    pub(super) fn kept(&self, bytes: Vec<u8>) -> Vec<u8> {
        if self.runner.target.endpoint.is_loopback() {
            return bytes;
        }
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let values = self
            .sent
            .values()
            .map(|(_, value)| String::from_utf8_lossy(value));
        values
            .fold(text, |text, value| text.replace(&*value, "[redacted]"))
            .into_bytes()
    }
}
