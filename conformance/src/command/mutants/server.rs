use alloc::sync::Arc;

use reference402::server::{Lazy, Protocol};
use reference402::{Fault, Faults, Role};

use super::{Bench, Stop, Verdicts};
use crate::command::host::{Host, Setup};
use crate::command::round::Progress;
use crate::command::side_by_side::side_by_side;
use crate::exchange::Log;
use crate::plan::not_applicable;
use crate::vector::{Level, Scenario, Set};
use crate::verdict::Outcome;

/// The server vectors and the reference server of both protocols.
pub(super) struct Server<'a> {
    set: &'a Set,
    sides: Vec<Side>,
}

/// The reference server of one protocol and draft, with what it gives where it is sound.
struct Side {
    host: Host,
    sound: Verdicts,
}

impl<'a> Server<'a> {
    pub(super) fn new(set: &'a Set, jobs: usize) -> Result<Self, Stop> {
        let mut server = Self {
            set,
            sides: Vec::new(),
        };
        for host in Host::all().map_err(|error| Stop::fault(&error))? {
            server.sides.push(Side {
                host,
                sound: Verdicts::new(),
            });
        }
        let sound = side_by_side(jobs, &server.sides, |side| {
            let scenarios: Vec<_> = server.scenarios(side).collect();
            server.verdicts(side, Faults::NONE, None, &scenarios)
        });
        for (side, sound) in server.sides.iter_mut().zip(sound) {
            side.sound = sound?;
        }
        Ok(server)
    }

    fn scenarios<'b>(&'b self, side: &'b Side) -> impl Iterator<Item = &'b Scenario> {
        let applies = |scenario: &&Scenario| not_applicable(scenario, &side.host.profile).is_none();
        self.set.scenarios("server").filter(applies)
    }

    /// The side that a fault belongs to: by its requirement, and by the draft that it names.
    fn side(&self, fault: &Fault) -> Result<&Side, Stop> {
        let wanted = if fault.requirement.starts_with("X402") {
            Protocol::X402
        } else {
            Protocol::Mpp
        };
        let newest = |side: &&Side| {
            side.host.protocol == wanted
                && (fault.spec.is_none()
                    || side.host.revision.is_none()
                    || side.host.revision == fault.spec.as_deref())
        };
        let side = self.sides.iter().rev().find(newest);
        side.ok_or_else(|| Stop::fault(&format!("{}: no server for its draft", fault.name)))
    }

    fn verdicts(
        &self,
        side: &Side,
        faults: Faults,
        lazy: Option<Lazy>,
        scenarios: &[&Scenario],
    ) -> Result<Verdicts, Stop> {
        let setup = Setup {
            faults,
            lazy,
            seed: "mutants",
            fail_on: Level::Must,
            jobs: 1,
            progress: Progress::default(),
            log: Arc::new(Log::default()),
        };
        let checks = side.host.checks(self.set, setup, scenarios)?;
        let checks = checks.into_iter().flatten();
        Ok(checks.map(|check| (check.id.clone(), check)).collect())
    }
}

impl Bench for Server<'_> {
    fn sound(&self, fault: &Fault) -> Result<Verdicts, Stop> {
        Ok(self.side(fault)?.sound.clone())
    }

    fn faulty(&self, fault: &Fault) -> Result<Verdicts, Stop> {
        let side = self.side(fault)?;
        let faults = || {
            let faults = Faults::new(Role::Server, [fault.name.as_str()]);
            faults.map_err(|error| Stop::fault(&error))
        };
        let all: Vec<_> = self.scenarios(side).collect();
        if fault.neutral {
            return self.verdicts(side, faults()?, None, &all);
        }
        // The files that cite the fault's requirement come first; the rest only tell what else
        // would have caught it.
        let cites = |scenario: &&Scenario| {
            scenario.steps.iter().any(|step| {
                step.clauses()
                    .iter()
                    .any(|clause| step.requirements(clause).contains(&fault.requirement))
            })
        };
        let (citing, rest): (Vec<_>, Vec<_>) = all.into_iter().partition(cites);
        let verdicts = self.verdicts(side, faults()?, None, &citing)?;
        let caught = verdicts.values().any(|check| {
            super::worse(check)
                && check.requirement.contains(&fault.requirement)
                && side.sound.get(&check.id).is_some_and(super::good)
        });
        if caught {
            Ok(verdicts)
        } else {
            self.verdicts(side, faults()?, None, &rest)
        }
    }

    fn lazy(&self, jobs: usize) -> Result<Vec<(String, usize)>, Stop> {
        let all: Vec<_> = self
            .sides
            .iter()
            .flat_map(|side| Lazy::ALL.map(|(name, lazy)| (side, name, lazy)))
            .collect();
        let passed = side_by_side(jobs, &all, |(side, name, lazy)| {
            let passed = self.refusals_passed(side, *lazy)?;
            let protocol = match side.host.protocol {
                Protocol::X402 => "x402",
                _ => "mpp",
            };
            let draft = side.host.revision.unwrap_or_default();
            Ok((format!("{name} ({protocol} {draft})"), passed))
        });
        passed.into_iter().collect()
    }
}

impl Server<'_> {
    /// A refusal is a check of a step that pays and is not to be served.
    fn refusals_passed(&self, side: &Side, lazy: Lazy) -> Result<usize, Stop> {
        let scenarios: Vec<_> = self.scenarios(side).collect();
        let verdicts = self.verdicts(side, Faults::NONE, Some(lazy), &scenarios)?;
        let refusal = |id: &str| {
            scenarios.iter().any(|scenario| {
                scenario.steps.iter().any(|step| {
                    step.send.get("pay").is_some()
                        && !step.control
                        && step.expect.get("status").is_none_or(|status| status != 200)
                        && id
                            .strip_prefix(&format!("{}#{}", scenario.id, step.id))
                            .is_some_and(|rest| rest.starts_with('.'))
                })
            })
        };
        let passed = verdicts
            .values()
            .filter(|check| check.outcome == Outcome::Pass && refusal(&check.id));
        Ok(passed.count())
    }
}
