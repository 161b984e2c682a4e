use core::sync::atomic::{AtomicUsize, Ordering};
use core::time::Duration;
use std::sync::OnceLock;

use super::Observation;
use super::http::{Endpoint, Fault, Limits, Request, send};

/// Whether the target is still there; a dead one is not asked again and again.
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct Health {
    silent: AtomicUsize,
    dead: OnceLock<String>,
}

impl Health {
    /// Why the target is not asked any more; nothing while it lives.
    #[must_use]
    pub fn dead(&self) -> Option<&str> {
        self.dead.get().map(String::as_str)
    }

    /// Takes note of what a scenario got. Where it was not connected to, or twice in a row nothing
    /// was answered at all, a plain request decides.
    pub(super) fn note(&self, observations: &[Observation], endpoint: &Endpoint, limits: Limits) {
        let answers = || observations.iter().flat_map(|one| &one.answers);
        let unreached = |fault: &Fault| matches!(fault, Fault::Connect(_) | Fault::Tls(_));
        if answers().next().is_none() {
            return;
        }
        if answers().any(Result::is_ok) {
            self.silent.store(0, Ordering::Relaxed);
        }
        let suspect = answers().any(|answer| answer.as_ref().is_err_and(unreached))
            || (answers().all(Result::is_err) && self.silent.fetch_add(1, Ordering::Relaxed) > 0);
        if !suspect {
            return;
        }
        let request = Request {
            method: "GET".to_owned(),
            target: format!("{}/", endpoint.base),
            headers: vec![
                ("Host".to_owned(), endpoint.authority().into_bytes()),
                ("Connection".to_owned(), b"close".to_vec()),
            ],
            body: Vec::new(),
        };
        let limits = Limits {
            time: limits.time.min(Duration::from_secs(5)),
            ..limits
        };
        match send(endpoint, &request.to_bytes(), false, limits).1 {
            Ok(_) => self.silent.store(0, Ordering::Relaxed),
            Err(fault) => {
                let _ = self
                    .dead
                    .set(format!("the target does not answer any more: {fault}"));
            }
        }
    }
}
