use alloc::collections::BTreeMap;

use super::Call;
use crate::crypto::Uint256;
use crate::vector::{Reply, Stub};

/// Who asked for what: scripts and calls of the scenarios that run side by side.
#[derive(Debug, Default)]
pub(super) struct Lanes {
    next: usize,
    open: BTreeMap<usize, State>,
    claims: BTreeMap<[u8; 32], usize>,
}

#[derive(Debug, Default)]
struct State {
    alone: bool,
    case: String,
    stub: Stub,
    calls: Vec<Call>,
}

impl Lanes {
    pub(super) fn open(&mut self, alone: bool) -> usize {
        self.next += 1;
        let lane = State {
            alone,
            ..State::default()
        };
        self.open.insert(self.next, lane);
        self.next
    }

    pub(super) fn close(&mut self, number: usize) {
        self.open.remove(&number);
    }

    pub(super) fn begin(&mut self, number: usize, case: &str, stub: Stub) {
        if let Some(lane) = self.open.get_mut(&number) {
            case.clone_into(&mut lane.case);
            lane.stub = stub;
            lane.calls.clear();
        }
    }

    pub(super) fn claim(&mut self, number: usize, mark: [u8; 32]) {
        self.claims.insert(mark, number);
    }

    pub(super) fn calls(&self, number: usize) -> Vec<Call> {
        self.open
            .get(&number)
            .map(|lane| lane.calls.clone())
            .unwrap_or_default()
    }

    /// The lane that a call belongs to.
    pub(super) fn owner(&self, mark: Option<[u8; 32]>) -> Option<usize> {
        let claimed = mark.and_then(|mark| self.claims.get(&mark)).copied();
        let alone = || self.open.iter().find(|(_, lane)| lane.alone);
        claimed.or_else(|| alone().map(|(number, _)| *number))
    }

    /// How to answer at an endpoint, and what payers hold where that is limited.
    pub(super) fn script(&self, owner: Option<usize>, endpoint: &str) -> (Reply, Option<Uint256>) {
        let Some(lane) = owner.and_then(|number| self.open.get(&number)) else {
            return Default::default();
        };
        let reply = match endpoint {
            "verify" => lane.stub.verify.clone(),
            "settle" => lane.stub.settle.clone(),
            _ => None,
        };
        let balance = lane.stub.balance.as_deref();
        (
            reply.unwrap_or_default(),
            balance.and_then(Uint256::from_decimal),
        )
    }

    pub(super) fn note(&mut self, owner: Option<usize>, call: Call) {
        if let Some(lane) = owner.and_then(|number| self.open.get_mut(&number)) {
            lane.calls.push(call);
        }
    }

    /// The case that an exchange belongs to; empty where that cannot be told.
    pub(super) fn case(&self, owner: Option<usize>) -> String {
        let lane = owner.and_then(|number| self.open.get(&number));
        lane.map(|lane| lane.case.clone()).unwrap_or_default()
    }
}
