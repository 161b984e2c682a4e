use alloc::sync::Arc;

use reference402::client::Lazy;
use reference402::{Fault, Faults, Role};
use serde_json::json;

use super::super::guest::{Guest, Invitation};
use super::super::round::Progress;
use super::super::side_by_side::side_by_side;
use super::{Bench, Stop, Verdicts};
use crate::exchange::Log;
use crate::plan::Selection;
use crate::vector::{ClientFile, Level, Set};
use crate::verdict::Outcome;

/// The client vectors and the reference client.
pub(super) struct Client<'a> {
    set: &'a Set,
    guest: Guest,
    sound: Verdicts,
}

impl<'a> Client<'a> {
    pub(super) fn new(set: &'a Set, jobs: usize) -> Result<Self, Stop> {
        let guest = Guest::new().map_err(|error| Stop::fault(&error))?;
        let mut client = Self {
            set,
            guest,
            sound: Verdicts::new(),
        };
        let files: Vec<_> = set.clients().collect();
        client.sound = client.verdicts(&Faults::NONE, None, &files, jobs);
        Ok(client)
    }

    fn verdicts(
        &self,
        faults: &Faults,
        lazy: Option<Lazy>,
        files: &[&ClientFile],
        jobs: usize,
    ) -> Verdicts {
        let invitation = Invitation {
            faults,
            lazy,
            seed: "mutants",
            fail_on: Level::Must,
            jobs,
            progress: Progress::default(),
            selection: &Selection::default(),
            log: Arc::new(Log::default()),
        };
        let checks = self.guest.checks(self.set, invitation, files).into_iter();
        checks.map(|check| (check.id.clone(), check)).collect()
    }
}

impl Bench for Client<'_> {
    fn sound(&self, _: &Fault) -> Result<Verdicts, Stop> {
        Ok(self.sound.clone())
    }

    fn faulty(&self, fault: &Fault) -> Result<Verdicts, Stop> {
        let faults = Faults::new(Role::Client, [fault.name.as_str()]);
        let faults = faults.map_err(|error| Stop::fault(&error))?;
        let x402 = fault.requirement.starts_with("X402");
        let all: Vec<_> = self
            .set
            .clients()
            .filter(|file| file.spec.starts_with("x402") == x402)
            .collect();
        if fault.neutral {
            return Ok(self.verdicts(&faults, None, &all, 1));
        }
        // The files that cite the fault's requirement come first; the rest only tell what else
        // would have caught it.
        let cites = |file: &&ClientFile| {
            file.cases.iter().any(|case| {
                let clauses = case.clauses();
                let mut cited = clauses.iter().map(|clause| case.requirements(clause));
                cited.any(|cited| cited.contains(&fault.requirement))
            })
        };
        let (citing, rest): (Vec<_>, Vec<_>) = all.into_iter().partition(cites);
        let verdicts = self.verdicts(&faults, None, &citing, 1);
        let caught = verdicts.values().any(|check| {
            super::worse(check)
                && check.requirement.contains(&fault.requirement)
                && self.sound.get(&check.id).is_some_and(super::good)
        });
        if caught {
            Ok(verdicts)
        } else {
            Ok(self.verdicts(&faults, None, &rest, 1))
        }
    }

    /// A refusal is a check that expects no payment, or that something does not come.
    fn lazy(&self, jobs: usize) -> Result<Vec<(String, usize)>, Stop> {
        let files: Vec<_> = self.set.clients().collect();
        let refusal = |id: &str| {
            files.iter().any(|file| {
                file.invocations().any(|(case, fetching, _)| {
                    let clause = id.strip_prefix(&case);
                    let clause = clause.and_then(|rest| rest.strip_prefix('.'));
                    clause.is_some_and(|clause| {
                        let expected = fetching.expect.get(clause);
                        clause.split(':').next() == Some("never")
                            || (clause.starts_with("payments") && expected == Some(&json!(0)))
                    })
                })
            })
        };
        let measured = side_by_side(jobs, &Lazy::ALL, |(name, lazy)| {
            let verdicts = self.verdicts(&Faults::NONE, Some(*lazy), &files, 1);
            let passed = verdicts
                .values()
                .filter(|check| check.outcome == Outcome::Pass && refusal(&check.id));
            ((*name).to_owned(), passed.count())
        });
        Ok(measured)
    }
}
