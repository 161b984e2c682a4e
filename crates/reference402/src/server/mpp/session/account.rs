//! What was accepted and spent on each channel.

use alloc::collections::BTreeMap;
use core::time::Duration;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;

use http402::primitives::B256;

use super::{DEPOSIT, Flaw, LEAST_STEP, UNIT};
use crate::Faults;
use crate::http::Response;

#[derive(Default)]
pub(in crate::server::mpp) struct Sessions(Mutex<BTreeMap<B256, Account>>);

#[derive(Default)]
struct Account {
    balance: Balance,
    /// What was answered, by idempotency key.
    answers: BTreeMap<String, Response>,
}

/// The sums of a channel since it was opened.
#[derive(Clone, Copy, Default)]
pub(super) struct Balance {
    pub(super) accepted: u128,
    pub(super) spent: u128,
}

impl Sessions {
    /// Accepts a voucher, or keeps to the last one, and spends a unit; both or none is seen.
    pub(super) fn charge(
        &self,
        channel: B256,
        voucher: Option<u128>,
        faults: &Faults,
    ) -> Result<Balance, Flaw> {
        let mut accounts = self.lock();
        let account = accounts.entry(channel).or_default();
        let mut balance = account.balance.with(voucher, faults)?;
        account.balance.accepted = balance.accepted;
        let authorised = if faults.has("session-overdraft") {
            balance.accepted + UNIT
        } else {
            balance.accepted
        };
        let available = authorised.saturating_sub(balance.spent);
        if available < UNIT {
            return Err(Flaw::Balance(UNIT - available));
        }
        balance.spent += UNIT;
        if faults.has("session-race") {
            // Until the others that came at the same time have read, too.
            drop(accounts);
            thread::sleep(Duration::from_millis(100));
            accounts = self.lock();
        }
        accounts.entry(channel).or_default().balance = balance;
        Ok(balance)
    }

    pub(super) fn answer(&self, channel: B256, key: &str) -> Option<Response> {
        self.lock().get(&channel)?.answers.get(key).cloned()
    }

    pub(super) fn remember(&self, channel: B256, key: &str, response: &Response) {
        let mut accounts = self.lock();
        let answers = &mut accounts.entry(channel).or_default().answers;
        answers.insert(key.to_owned(), response.clone());
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<B256, Account>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Balance {
    /// The balance once a voucher is accepted.
    fn with(mut self, voucher: Option<u128>, faults: &Faults) -> Result<Self, Flaw> {
        let voucher = voucher.unwrap_or(self.accepted);
        if voucher < self.accepted {
            return if faults.has("session-lower-voucher-taken") {
                Ok(self)
            } else {
                Err(Flaw::Stale)
            };
        }
        if voucher > DEPOSIT && !faults.has("session-deposit-not-checked") {
            return Err(Flaw::Deposit);
        }
        let is_retry = voucher == self.accepted && self.spent > 0;
        let is_small = !is_retry && voucher - self.accepted < LEAST_STEP;
        if is_small && !faults.has("session-step-not-checked")
            || is_retry && faults.has("session-equal-voucher-refused")
        {
            return Err(Flaw::Step);
        }
        self.accepted = voucher;
        Ok(self)
    }
}
