use alloc::collections::BTreeMap;
use core::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use serde_json::{Map, Value};

use super::round::Progress;
use super::side_by_side::side_by_side;
use crate::crypto::sha256;
use crate::exchange::{Driver, Invoker, Visit, Way};
use crate::plan::{Selection, not_applicable_to_client};
use crate::vector::{ClientFile, Fetching};
use crate::verdict::{Check, Judge, Outcome, judge_client, untouched_client};

/// Client vectors that are carried out against one client, and judged.
pub(super) struct Visits<'a> {
    pub(super) judge: &'a Judge<'a>,
    pub(super) invoker: &'a Invoker<'a>,
    /// How many cases run side by side.
    pub(super) jobs: usize,
    pub(super) progress: Progress,
    pub(super) selection: &'a Selection,
    /// Makes a driver; each runs one case at a time.
    pub(super) driver: &'a (dyn Fn() -> Box<dyn Driver + Send + 'a> + Sync),
}

/// One run of the client to come.
struct Planned<'a> {
    file: &'a ClientFile,
    id: String,
    case: &'a Fetching,
    row: Option<&'a Map<String, Value>>,
}

impl Visits<'_> {
    /// The checks of all files, in their order. Cases are carried out in an order that the seed
    /// decides, controls before the others: what they leave in doubt need not be tried.
    pub(super) fn checks(&self, files: &[&ClientFile]) -> Vec<Check> {
        let mut planned: Vec<Planned<'_>> = Vec::new();
        for file in files {
            if self.possible(file).any(|id| self.selection.wants(&id)) {
                planned.extend(self.planned(file));
            }
        }
        planned.sort_by_cached_key(|one| {
            sha256(format!("{}\0{}", self.invoker.seed, one.id).as_bytes())
        });
        let all = planned.len();
        let (controls, others): (Vec<_>, Vec<_>) =
            planned.into_iter().partition(|one| one.case.control);
        let drivers = Mutex::new(Vec::new());
        let hangs = AtomicUsize::new(0);
        let mut visits: BTreeMap<&str, Vec<Visit>> = BTreeMap::new();
        for round in [&controls, &others] {
            let doubtful: Vec<&str> = visits
                .iter()
                .filter(|(_, visits)| visits.iter().any(|visit| !visit.pays()))
                .map(|(file, _)| *file)
                .collect();
            let done = side_by_side(self.jobs, round, |one| {
                self.progress.show(&one.id, all);
                let file = one.file.id.as_str();
                if hangs.load(Ordering::Relaxed) >= PATIENCE || doubtful.contains(&file) {
                    return (file, self.left_out(one));
                }
                let lock = || drivers.lock().unwrap_or_else(PoisonError::into_inner);
                let driver = lock().pop();
                let mut driver = driver.unwrap_or_else(|| (self.driver)());
                let visit = self
                    .invoker
                    .run(one.file, &one.id, one.case, one.row, driver.as_mut());
                lock().push(driver);
                if visit.pays() {
                    hangs.store(0, Ordering::Relaxed);
                } else if one.case.control && visit.ending.way == Way::CutOff {
                    hangs.fetch_add(1, Ordering::Relaxed);
                }
                (file, visit)
            });
            for (file, visit) in done {
                visits.entry(file).or_default().push(visit);
            }
        }
        self.progress.clear();
        let penniless = penniless(&controls, &visits);
        let judged = files
            .iter()
            .flat_map(|file| self.judged(file, visits.remove(file.id.as_str())))
            .filter(|check| self.selection.wants(&check.id));
        match penniless {
            Some(why) => told_once(judged.collect(), &why),
            None => judged.collect(),
        }
    }

    /// The checks where the client cannot be run at all.
    pub(super) fn not_run(&self, files: &[&ClientFile], why: &str) -> Vec<Check> {
        let first = why.lines().next().unwrap_or_default();
        let profile = self.invoker.profile;
        let checks = files.iter().flat_map(|file| {
            let lacks = |case: &Fetching| not_applicable_to_client(file, case, profile);
            let can = |case: &Fetching| lacks(case).is_none().then(|| first.to_owned());
            let mut checks = untouched_client(self.judge, file, Outcome::Inconclusive, &can);
            checks.extend(untouched_client(
                self.judge,
                file,
                Outcome::NotApplicable,
                &lacks,
            ));
            checks
        });
        let wanted = checks.filter(|check| self.selection.wants(&check.id));
        wanted.collect()
    }

    fn planned<'b>(&self, file: &'b ClientFile) -> impl Iterator<Item = Planned<'b>> {
        let profile = self.invoker.profile;
        file.invocations()
            .filter(|(_, case, _)| not_applicable_to_client(file, case, profile).is_none())
            .map(|(id, case, row)| Planned {
                file,
                id,
                case,
                row,
            })
    }

    fn possible(&self, file: &ClientFile) -> impl Iterator<Item = String> + use<> {
        let reason = |_: &Fetching| Some(String::new());
        let checks = untouched_client(self.judge, file, Outcome::Inconclusive, &reason);
        checks.into_iter().map(|check| check.id)
    }

    fn left_out(&self, one: &Planned<'_>) -> Visit {
        let why = "not tried: the client pays in no control";
        self.invoker.untried(one.file, &one.id, one.case, why)
    }

    /// In the order of the file, whatever order they were carried out in.
    fn judged(&self, file: &ClientFile, visits: Option<Vec<Visit>>) -> Vec<Check> {
        let Some(mut visits) = visits else {
            let profile = self.invoker.profile;
            let reason = |case: &Fetching| not_applicable_to_client(file, case, profile);
            return untouched_client(self.judge, file, Outcome::NotApplicable, &reason);
        };
        let place = |visit: &Visit| {
            let mut cases = file.invocations();
            cases.position(|(id, _, _)| id == visit.case)
        };
        visits.sort_by_cached_key(place);
        let profile = self.invoker.profile;
        let reason = |case: &Fetching| not_applicable_to_client(file, case, profile);
        let mut checks = judge_client(self.judge, file, &visits);
        checks.extend(untouched_client(
            self.judge,
            file,
            Outcome::NotApplicable,
            &reason,
        ));
        checks
    }
}

/// Why nothing can be told of a client that pays in none of several controls.
fn penniless(controls: &[Planned<'_>], visits: &BTreeMap<&str, Vec<Visit>>) -> Option<String> {
    let tried = |visit: &&Visit| {
        visit.obstacle.is_none() && controls.iter().any(|one| one.id == visit.case)
    };
    let tried: Vec<&Visit> = visits.values().flatten().filter(tried).collect();
    if tried.len() < 2 || tried.iter().any(|visit| visit.pays()) {
        return None;
    }
    let first = tried.first()?;
    let note = first.ending.note.lines().next().unwrap_or_default();
    Some(format!(
        "the client pays in none of {} controls; {}: no payment came; the client: {} ({note})",
        tried.len(),
        first.case,
        first.ending.way.word()
    ))
}

/// One reason for all that is left open, and the first control as evidence.
fn told_once(checks: Vec<Check>, why: &str) -> Vec<Check> {
    let mut shown = false;
    let mut kept = Vec::with_capacity(checks.len());
    for mut check in checks {
        let control = check.requirement.is_empty();
        if control && core::mem::replace(&mut shown, true) {
            continue;
        }
        if check.outcome == Outcome::Inconclusive && !control {
            check.reason = Some(why.to_owned());
        }
        kept.push(check);
    }
    kept
}

/// So many controls in a row that were cut off are enough.
const PATIENCE: usize = 3;
