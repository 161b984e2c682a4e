use core::sync::atomic::{AtomicUsize, Ordering};
use core::time::Duration;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use super::http::Fault;

/// Whom an exchange was with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Peer {
    /// The runner asked the target.
    Target,
    /// The target asked the stub facilitator.
    Facilitator,
    /// The runner asked a library.
    Library,
    /// A client asked the runner's origin.
    Client,
}

impl Peer {
    /// How the bytes travel.
    #[must_use]
    pub fn via(self) -> &'static str {
        match self {
            Self::Target | Self::Facilitator | Self::Client => "http",
            Self::Library => "line",
        }
    }

    /// The word used in reports.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Target => "target",
            Self::Facilitator => "facilitator",
            Self::Library => "library",
            Self::Client => "client",
        }
    }
}

/// The exact bytes of one exchange. `sent` is always what the runner's side wrote.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Exchange {
    /// Whom with.
    pub peer: Peer,
    /// The case it belongs to.
    pub case: String,
    /// What the runner wrote.
    pub sent: Vec<u8>,
    /// What the peer wrote.
    pub received: Vec<u8>,
    /// Why no complete message came.
    pub fault: Option<Fault>,
    /// When the runner's side began to write, or had the whole request.
    pub begun: Instant,
    /// How long it took.
    pub milliseconds: u128,
}

/// All exchanges of a run, numbered in order of completion, and the waits that vectors ask for.
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct Log {
    exchanges: Mutex<Vec<Exchange>>,
    kept: AtomicUsize,
    waits: Mutex<(usize, Duration)>,
}

impl Log {
    /// Adds an exchange and gives its number. Of very long ones, and of all once very much is kept,
    /// only the beginning is kept.
    pub fn add(&self, mut exchange: Exchange) -> usize {
        let kept = &self.kept;
        for content in [&mut exchange.sent, &mut exchange.received] {
            let full = kept.load(Ordering::Relaxed) >= MOST_IN_ALL;
            cut(content, if full { LEAST } else { MOST });
            kept.fetch_add(content.len(), Ordering::Relaxed);
        }
        let mut exchanges = self.lock();
        exchanges.push(exchange);
        exchanges.len() - 1
    }

    /// Corrects what was sent in an exchange that broke off after it was added.
    pub fn amend(&self, number: usize, mut sent: Vec<u8>, fault: Fault) {
        cut(&mut sent, MOST);
        if let Some(exchange) = self.lock().get_mut(number) {
            exchange.sent = sent;
            exchange.fault = Some(fault);
        }
    }

    /// Adds a wait that a vector asks for.
    pub fn waited(&self, duration: Duration) {
        let mut waits = self.waits.lock().unwrap_or_else(PoisonError::into_inner);
        *waits = (waits.0 + 1, waits.1.saturating_add(duration));
    }

    /// How many such waits there were, and how long all of them.
    pub fn waits(&self) -> (usize, Duration) {
        *self.waits.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The first exchange of a case, looked for from a number on.
    pub fn first_of(&self, case: &str, from: usize) -> Option<usize> {
        let exchanges = self
            .exchanges
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let mut all = exchanges.iter().enumerate().skip(from);
        all.find(|(_, exchange)| exchange.case == case)
            .map(|(number, _)| number)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.lock().len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// All of them, in order; none are left.
    pub fn take(&self) -> Vec<Exchange> {
        core::mem::take(&mut self.lock())
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Exchange>> {
        self.exchanges
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

/// Shortens content, and says so at its end.
fn cut(content: &mut Vec<u8>, most: usize) {
    if content.len() > most {
        let note = format!("\n[{} more bytes were not kept]", content.len() - most);
        content.truncate(most);
        content.extend_from_slice(note.as_bytes());
        content.shrink_to_fit();
    }
}

/// Bytes kept of one direction of an exchange: paid pages are seldom longer.
const MOST: usize = 64 * 1024;

/// The same, once `MOST_IN_ALL` are kept.
const LEAST: usize = 1024;

/// Bytes kept of a run before the rest is cut short.
const MOST_IN_ALL: usize = 16 * 1024 * 1024;
