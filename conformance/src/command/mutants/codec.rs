use alloc::collections::BTreeSet;
use std::sync::OnceLock;

use reference402::codec::{Answer, Lazy, strikes};
use reference402::{Fault, Faults, Role};

use super::{Bench, Stop, Verdicts};
use crate::command::codec::{Cases, calls};
use crate::exchange::library::{Call, Identity, Library, Native, Reply};
use crate::vector::{Level, Set};
use crate::verdict::{Judge, Outcome, Reasons, Trial, judge_codec};

/// All codec vectors, ready to be called.
pub(super) struct Codec<'a> {
    set: &'a Set,
    cases: Cases<'a>,
    calls: Vec<Call>,
    replies: Vec<Option<Reply>>,
    sound: Verdicts,
}

impl<'a> Codec<'a> {
    pub(super) fn new(set: &'a Set) -> Result<Self, Stop> {
        let files: Vec<_> = set.codec().collect();
        let (cases, calls) = calls(&files)?;
        let mut codec = Self {
            set,
            cases,
            calls,
            replies: Vec::new(),
            sound: Verdicts::new(),
        };
        codec.replies = codec.replies(&mut Native::new(Faults::NONE));
        codec.sound = codec.verdicts(&codec.replies, None, |_| true);
        Ok(codec)
    }

    /// What a library answers to each case; nothing where it does not offer the operation.
    fn replies(&self, library: &mut dyn Library) -> Vec<Option<Reply>> {
        let identity = library.identity().clone();
        let offers = |op: &str| identity.ops.as_ref().is_none_or(|ops| ops.contains(op));
        let replies = library.call(&self.calls).into_iter().zip(&self.calls);
        replies
            .map(|(reply, call)| offers(&call.op).then_some(reply))
            .collect()
    }

    /// Judged as third parties are: any refusal counts as one.
    fn verdicts(
        &self,
        replies: &[Option<Reply>],
        revision: Option<&str>,
        wanted: impl Fn(&str) -> bool,
    ) -> Verdicts {
        let judging = Judge {
            registry: &self.set.registry,
            revision,
            canary: None,
            secret: None,
            fail_on: Level::Must,
        };
        let trials: Vec<_> = self
            .cases
            .iter()
            .zip(&self.calls)
            .zip(replies)
            .filter(|(((file, _), _), _)| wanted(&file.id))
            .map(|(((file, case), call), reply)| {
                Trial::new(file, case, call.input.clone(), reply.clone(), None)
            })
            .collect();
        let checks = judge_codec(&judging, Reasons::Loose, &trials);
        checks
            .into_iter()
            .map(|check| (check.id.clone(), check))
            .collect()
    }
}

impl Bench for Codec<'_> {
    fn sound(&self, _: &Fault) -> Result<Verdicts, Stop> {
        Ok(self.sound.clone())
    }

    /// Only files in which an answer differs: the others' verdicts stand.
    fn faulty(&self, fault: &Fault) -> Result<Verdicts, Stop> {
        let faults = Faults::new(Role::Codec, [fault.name.as_str()]);
        let faults = faults.map_err(|error| Stop::fault(&error))?;
        let struck = strikes(&faults);
        let mut native = Native::new(faults);
        let answered = self.calls.iter().zip(&self.replies);
        let replies: Vec<_> = answered
            .map(|(call, honest)| {
                if struck(&call.op, &call.input) {
                    native.call(core::slice::from_ref(call)).pop()
                } else {
                    honest.clone()
                }
            })
            .collect();
        let differs = self.cases.iter().zip(&replies).zip(&self.replies);
        let struck: BTreeSet<&str> = differs
            .filter(|((_, now), before)| now != before)
            .map(|(((file, _), _), _)| file.id.as_str())
            .collect();
        Ok(self.verdicts(&replies, fault.spec.as_deref(), |file| {
            struck.contains(file)
        }))
    }

    fn lazy(&self, _: usize) -> Result<Vec<(String, usize)>, Stop> {
        let passed = |lazy| {
            let replies = self.replies(&mut Blind(lazy));
            let verdicts = self.verdicts(&replies, None, |_| true);
            let refusals = verdicts
                .values()
                .filter(|check| check.id.ends_with(".reject"));
            refusals
                .filter(|check| check.outcome == Outcome::Pass)
                .count()
        };
        Ok(Lazy::ALL
            .into_iter()
            .map(|(name, lazy)| (name.to_owned(), passed(lazy)))
            .collect())
    }
}

/// An implementation that does not look at its input.
struct Blind(Lazy);

impl Library for Blind {
    fn identity(&self) -> &Identity {
        static EVERYTHING: OnceLock<Identity> = OnceLock::new();
        EVERYTHING.get_or_init(Identity::default)
    }

    fn call(&mut self, calls: &[Call]) -> Vec<Reply> {
        let blind = |call: &Call| match (self.0, self.0.answer(&call.input)) {
            (_, Some(Answer::Ok(value))) => Reply::Ok(value),
            (_, Some(_)) => Reply::Reject(None),
            (Lazy::Crash, None) => Reply::Crash(String::new()),
            (_, None) => Reply::Hang,
        };
        calls.iter().map(blind).collect()
    }
}
