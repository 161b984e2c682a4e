use core::time::Duration;
use std::time::Instant;

use serde_json::{Value, json};

use super::environment::Environment;
use super::{Driver, Ending, Errand, Way};
use crate::exchange::session::{Event, Session};

/// A client that is started once and told errand after errand, in JSON lines.
#[derive(Debug)]
#[non_exhaustive]
pub struct LongLived<'a> {
    environment: &'a Environment,
    session: Option<Session>,
    next: u64,
    /// Name and version, as its hello had them.
    identity: Option<(String, String)>,
}

impl<'a> LongLived<'a> {
    /// Starts nothing yet.
    #[must_use]
    pub fn new(environment: &'a Environment) -> Self {
        Self {
            environment,
            session: None,
            next: 1,
            identity: None,
        }
    }

    /// Name and version, once it said hello.
    #[must_use]
    pub fn identity(&self) -> Option<&(String, String)> {
        self.identity.as_ref()
    }

    /// Starts it unless it runs; it may take several times the time limit of an errand.
    ///
    /// # Errors
    ///
    /// Where it does not start or does not say hello.
    pub fn hello(&mut self, timeout: Duration) -> Result<(), String> {
        if self.session.is_some() {
            return Ok(());
        }
        let session = Session::start(self.environment.command(None)?);
        let mut session = self.environment.noted(session)?;
        session.send(&json!({ "id": 0, "hello": { "protocol": 1 } }));
        let deadline = Instant::now() + timeout.saturating_mul(SLOW_START);
        let message = loop {
            let left = deadline.saturating_duration_since(Instant::now());
            let event = if left.is_zero() {
                Event::Silence
            } else {
                session.receive(left)
            };
            match event {
                // Runtimes like to greet: only an answer counts.
                Event::Line(line) => match serde_json::from_str::<Value>(&line) {
                    Ok(message) if message.get("id") == Some(&json!(0)) => break message,
                    _ => {}
                },
                Event::Silence => return Err("hello: no answer in time".to_owned()),
                Event::End => return Err(format!("hello: {}", session.obituary())),
            }
        };
        let text = |pointer| message.pointer(pointer).and_then(Value::as_str);
        let name = text("/ok/implementation/name");
        let name = name.ok_or("hello: ok.implementation.name: expected text")?;
        let version = text("/ok/implementation/version").unwrap_or_default();
        self.identity = Some((name.to_owned(), version.to_owned()));
        self.session = Some(session);
        Ok(())
    }

    fn answered(&mut self, errand: &Errand<'_>) -> Ending {
        let Some(session) = &mut self.session else {
            return Ending::default();
        };
        let id = self.next;
        self.next += 1;
        session.send(&errand.message(id));
        let deadline = Instant::now() + errand.timeout;
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            let event = if left.is_zero() {
                Event::Silence
            } else {
                session.receive(left)
            };
            let (way, note) = match event {
                Event::Line(line) => match answer(&line, id) {
                    Some(ending) => return ending,
                    // Something else was printed: it says nothing about this errand.
                    None => continue,
                },
                Event::Silence => {
                    let note = format!("cut off after {} s", errand.timeout.as_secs());
                    (Way::CutOff, note)
                }
                Event::End => (Way::Crashed, session.obituary()),
            };
            self.session = None;
            return Ending {
                way,
                account: None,
                note,
            };
        }
    }
}

impl Driver for LongLived<'_> {
    fn run(&mut self, errand: &Errand<'_>) -> Ending {
        match self.hello(errand.timeout) {
            Ok(()) => self.answered(errand),
            Err(note) => Ending {
                way: Way::NotStarted,
                account: None,
                note,
            },
        }
    }
}

/// So many time limits may pass before a runtime has started.
const SLOW_START: u32 = 6;

fn answer(line: &str, id: u64) -> Option<Ending> {
    let message: Value = serde_json::from_str(line).ok()?;
    if message.get("id").and_then(Value::as_u64) != Some(id) {
        return None;
    }
    let said = |name: &str| {
        message
            .get(name)
            .map(|why| why.as_str().unwrap_or("").to_owned())
    };
    if let Some(account) = message.get("ok") {
        return Some(Ending {
            way: Way::Fetched,
            account: Some(account.clone()),
            note: String::new(),
        });
    }
    let ways = [
        ("refused", Way::Refused),
        ("unsupported", Way::Unsupported),
        ("error", Way::Failed),
    ];
    let (way, note) = ways
        .into_iter()
        .find_map(|(name, way)| Some((way, said(name)?)))
        .unwrap_or((
            Way::Failed,
            "expected ok, refused, unsupported or error".to_owned(),
        ));
    Some(Ending {
        way,
        account: None,
        note,
    })
}
