use alloc::collections::{BTreeMap, VecDeque};
use core::time::Duration;
use std::path::Path;
use std::time::Instant;

use serde_json::{Value, json};

use super::{Call, Identity, Library, Reply};
use crate::exchange::process;
use crate::exchange::session::{Event, Session};

/// A long-lived process that speaks JSON lines on standard input and output.
#[derive(Debug)]
#[non_exhaustive]
pub struct Lines {
    command: Vec<String>,
    window: usize,
    timeout: Duration,
    identity: Identity,
    session: Option<Session>,
    next: u64,
}

impl Lines {
    /// Starts the process and asks who it is.
    ///
    /// # Errors
    ///
    /// Where it does not start or does not say hello.
    pub fn start(command: &[String], window: usize, timeout: Duration) -> Result<Self, String> {
        let mut lines = Self {
            command: command.to_vec(),
            window: window.max(1),
            timeout,
            identity: Identity::default(),
            session: None,
            next: 1,
        };
        lines.identity = lines.hello()?;
        Ok(lines)
    }

    fn hello(&mut self) -> Result<Identity, String> {
        let command = process::command(&self.command, Path::new(""));
        let session = Session::start(command.map_err(|error| error.to_string())?)?;
        session.send(&json!({ "id": 0, "hello": { "protocol": 1 } }));
        let session = self.session.insert(session);
        match session.receive(self.timeout) {
            Event::Line(line) => identity(&line).map_err(|why| format!("hello: {why}: {line}")),
            Event::Silence => Err("hello: no answer in time".to_owned()),
            Event::End => Err(format!("hello: {}", session.obituary())),
        }
    }

    /// Carries out calls with a window; calls that were in flight at a crash or hang are left over.
    fn round(&mut self, calls: &[Call], wanted: &[usize], window: usize) -> (Replies, Vec<usize>) {
        let mut replies = Replies::new();
        let mut waiting: VecDeque<usize> = wanted.iter().copied().collect();
        let mut flying: BTreeMap<u64, (usize, Instant)> = BTreeMap::new();
        loop {
            if self.session.is_none()
                && let Err(why) = self.hello()
            {
                // It does not come up again: nothing more can be learnt.
                let rest = waiting
                    .into_iter()
                    .chain(flying.into_values().map(|(index, _)| index));
                replies.extend(rest.map(|index| (index, Reply::Crash(why.clone()))));
                return (replies, Vec::new());
            }
            let Some(session) = &mut self.session else {
                continue;
            };
            while flying.len() < window
                && let Some(index) = waiting.pop_front()
            {
                if let Some(call) = calls.get(index) {
                    session.send(&json!({ "id": self.next, "op": call.op, "in": call.input }));
                    flying.insert(self.next, (index, Instant::now()));
                    self.next += 1;
                }
            }
            let Some(oldest) = flying.values().map(|(_, since)| *since).min() else {
                return (replies, Vec::new());
            };
            match session.receive(self.timeout.saturating_sub(oldest.elapsed())) {
                Event::Line(line) => match reply(&line) {
                    Ok((id, reply)) => {
                        if let Some((index, _)) = flying.remove(&id) {
                            replies.insert(index, reply);
                        }
                    }
                    Err(why) if flying.len() == 1 => {
                        let why = Reply::Nonsense(format!("{why}: {line}"));
                        replies.extend(flying.values().map(|(index, _)| (*index, why.clone())));
                        flying.clear();
                    }
                    // Nobody knows whom it was for: every call in flight is asked again, alone.
                    Err(_) => return self.left_over(replies, flying, waiting),
                },
                event => {
                    let alone = flying.len() == 1;
                    let what = match event {
                        Event::Silence => Reply::Hang,
                        _ => Reply::Crash(session.obituary()),
                    };
                    self.session = None;
                    if !alone {
                        return self.left_over(replies, flying, waiting);
                    }
                    replies.extend(flying.values().map(|(index, _)| (*index, what.clone())));
                    flying.clear();
                }
            }
        }
    }

    fn left_over(
        &mut self,
        replies: Replies,
        flying: BTreeMap<u64, (usize, Instant)>,
        waiting: VecDeque<usize>,
    ) -> (Replies, Vec<usize>) {
        self.session = None;
        let suspects = flying.into_values().map(|(index, _)| index);
        (replies, suspects.chain(waiting).collect())
    }
}

impl Library for Lines {
    fn identity(&self) -> &Identity {
        &self.identity
    }

    fn call(&mut self, calls: &[Call]) -> Vec<Reply> {
        let mut replies = Replies::new();
        let mut wanted: Vec<usize> = (0..calls.len()).collect();
        while !wanted.is_empty() {
            let (answered, left) = self.round(calls, &wanted, self.window);
            replies.extend(answered);
            // The first of the rest were in flight when it broke: find out which one it was.
            let suspects: Vec<usize> = left.iter().copied().take(self.window).collect();
            replies.extend(self.round(calls, &suspects, 1).0);
            wanted = left.into_iter().skip(self.window).collect();
        }
        let missing = || Reply::Nonsense("no reply".to_owned());
        (0..calls.len())
            .map(|index| replies.remove(&index).unwrap_or_else(missing))
            .collect()
    }
}

type Replies = BTreeMap<usize, Reply>;

fn identity(line: &str) -> Result<Identity, String> {
    let message: Value = serde_json::from_str(line).map_err(|error| error.to_string())?;
    let text = |pointer| {
        message
            .pointer(pointer)
            .and_then(Value::as_str)
            .map(str::to_owned)
    };
    let operations = message.pointer("/ok/operations").and_then(Value::as_array);
    let operations = operations.ok_or("ok.operations: expected a list")?;
    let only = message.pointer("/ok/only").cloned();
    let only = only.map_or(Ok(BTreeMap::new()), serde_json::from_value);
    Ok(Identity {
        name: text("/ok/implementation/name").ok_or("ok.implementation.name: expected text")?,
        version: text("/ok/implementation/version").unwrap_or_default(),
        ops: Some(
            operations
                .iter()
                .filter_map(Value::as_str)
                .map(str::to_owned)
                .collect(),
        ),
        only: only.map_err(|error| format!("ok.only: {error}"))?,
    })
}

fn reply(line: &str) -> Result<(u64, Reply), String> {
    let message: Value = serde_json::from_str(line).map_err(|error| error.to_string())?;
    let id = message
        .get("id")
        .and_then(Value::as_u64)
        .ok_or("id: expected a number")?;
    let text = |name: &str| {
        message
            .get(name)
            .map(|value| value.as_str().unwrap_or("").to_owned())
    };
    let reply = if let Some(result) = message.get("ok") {
        Reply::Ok(result.clone())
    } else if let Some(kind) = text("reject") {
        Reply::Reject(Some(kind).filter(|kind| !kind.is_empty()))
    } else if let Some(why) = text("unsupported") {
        Reply::Unsupported(why)
    } else if let Some(trace) = text("crash") {
        Reply::Crash(trace)
    } else {
        return Err("expected ok, reject, unsupported or crash".to_owned());
    };
    Ok((id, reply))
}
