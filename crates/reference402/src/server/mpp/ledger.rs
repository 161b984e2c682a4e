//! Which challenges were used up.

use alloc::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::http::Response;

#[derive(Default)]
pub(super) struct Ledger(Mutex<BTreeMap<String, Option<(Retry, Response)>>>);

/// What a client repeats to get the same answer again: its key, and the credential.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Retry {
    key: String,
    credential: String,
}

impl Retry {
    pub(super) fn new(key: &str, credential: &str) -> Self {
        Self {
            key: key.to_owned(),
            credential: credential.to_owned(),
        }
    }
}

/// How often a challenge was used.
pub(super) enum Once {
    First,
    Again,
    /// By the same client for the same request, which was answered so.
    Retry(Response),
}

impl Ledger {
    /// Uses a challenge up; of several at once, one is the first.
    pub(super) fn take(&self, id: &str, retry: Option<&Retry>) -> Once {
        let mut used = self.lock();
        match used.get(id) {
            None => {
                used.insert(id.to_owned(), None);
                Once::First
            }
            Some(Some((known, response))) if Some(known) == retry => Once::Retry(response.clone()),
            Some(_) => Once::Again,
        }
    }

    /// Makes a challenge usable again.
    pub(super) fn give_back(&self, id: &str) {
        self.lock().remove(id);
    }

    /// Keeps the answer for a retry, where the challenge is used up.
    pub(super) fn remember(&self, id: &str, retry: Retry, response: &Response) {
        if let Some(used) = self.lock().get_mut(id) {
            *used = Some((retry, response.clone()));
        }
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, Option<(Retry, Response)>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
