use alloc::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::time::Instant;

use clap::{Args, ValueEnum};
use reference402::{Fault, Faults, Role};
use serde_json::{Value, json};

use super::Stop;
use super::codec::{Cases, calls};
use crate::exchange::library::{Call, Library, Native, Reply};
use crate::vector::{Level, Set, Source};
use crate::verdict::{Check, Judge, Outcome, Reasons, Trial, judge_codec};

/// Runs the vectors against every fault, neutral variant and lazy implementation.
#[derive(Debug, Args)]
pub(super) struct Mutants {
    /// Whose vectors are measured.
    role: MutantRole,
    /// Only faults and variants of these names.
    #[arg(long, value_name = "NAME")]
    fault: Vec<String>,
    /// Write the checks that caught a fault of a requirement they cite to proven.json of this
    /// folder, laid out like vectors/.
    #[arg(long, value_name = "DIR")]
    write: Option<PathBuf>,
    /// Use the vectors of this folder instead of the built-in ones.
    #[arg(long, value_name = "DIR")]
    vectors: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum MutantRole {
    Codec,
}

/// What a run against one implementation gave, by check.
type Verdicts = BTreeMap<String, Check>;

impl Mutants {
    pub(super) fn run(&self) -> Result<u8, Stop> {
        let begun = Instant::now();
        let MutantRole::Codec = self.role;
        let source = self
            .vectors
            .clone()
            .map_or(Source::Embedded, Source::Folder);
        let set = Set::load(&source).map_err(Stop::usage)?;
        let files: Vec<_> = set.codec().collect();
        let (cases, calls) = calls(&files)?;
        let bench = Bench {
            set: &set,
            cases,
            calls,
        };
        let sound = bench.verdicts(&mut Native::new(Faults::NONE), None);
        let mut tally = Tally::default();
        for fault in Fault::of(Role::Codec) {
            if !self.fault.is_empty() && !self.fault.contains(&fault.name) {
                continue;
            }
            let faults = Faults::new(Role::Codec, [fault.name.as_str()])
                .map_err(|error| Stop::fault(&error))?;
            let verdicts = bench.verdicts(&mut Native::new(faults), fault.spec.as_deref());
            let fallen: Vec<&Check> = sound
                .values()
                .filter(|check| good(check))
                .filter_map(|check| verdicts.get(&check.id).filter(|now| worse(now)))
                .collect();
            tally.note(fault, &fallen);
        }
        if self.fault.is_empty() {
            for (name, lazy) in LAZY {
                let verdicts = bench.verdicts(&mut Lazy(*lazy), None);
                let passed = verdicts.values().filter(|check| {
                    check.id.ends_with(".reject") && check.outcome == Outcome::Pass
                });
                tally.lazy(name, passed.count());
            }
        }
        tally.print(begun.elapsed().as_millis());
        if let Some(folder) = &self.write {
            write(folder, &tally.proven, &set)
                .map_err(|error| Stop::fault(&format!("proven.json: {error}")))?;
        }
        Ok(u8::from(!tally.is_clean()))
    }
}

struct Bench<'a> {
    set: &'a Set,
    cases: Cases<'a>,
    calls: Vec<Call>,
}

impl Bench<'_> {
    /// Judged as third parties are: any refusal counts as one.
    fn verdicts(&self, library: &mut dyn Library, revision: Option<&str>) -> Verdicts {
        let judging = Judge {
            registry: &self.set.registry,
            revision,
            canary: None,
            secret: None,
            fail_on: Level::Must,
        };
        let identity = library.identity().clone();
        let offers = |op: &str| identity.ops.as_ref().is_none_or(|ops| ops.contains(op));
        let replies = library.call(&self.calls);
        let trials: Vec<_> = self
            .cases
            .iter()
            .zip(&self.calls)
            .zip(replies)
            .map(|(((file, case), call), reply)| {
                let reply = offers(&call.op).then_some(reply);
                Trial::new(file, case, call.input.clone(), reply, None)
            })
            .collect();
        let checks = judge_codec(&judging, Reasons::Loose, &trials);
        checks
            .into_iter()
            .map(|check| (check.id.clone(), check))
            .collect()
    }
}

fn good(check: &Check) -> bool {
    check.outcome == Outcome::Pass || check.branch.is_some()
}

/// Inconclusive never kills.
fn worse(check: &Check) -> bool {
    let unmet = matches!(check.outcome, Outcome::Fail | Outcome::Warn | Outcome::Info);
    unmet && check.branch.is_none()
}

#[derive(Default)]
struct Tally {
    killed: usize,
    survived: Vec<String>,
    elsewhere: Vec<String>,
    neutral: usize,
    false_alarms: Vec<String>,
    lazy: usize,
    fooled: Vec<String>,
    proven: BTreeSet<String>,
}

impl Tally {
    fn note(&mut self, fault: &Fault, fallen: &[&Check]) {
        let name = &fault.name;
        if fault.neutral {
            self.neutral += 1;
            if let Some(first) = fallen.first() {
                println!(
                    "FALSE ALARM  {name}: {} checks, first {}",
                    fallen.len(),
                    first.id
                );
                self.false_alarms.push(name.clone());
            } else {
                println!("neutral      {name}");
            }
            return;
        }
        let named: Vec<_> = fallen
            .iter()
            .filter(|check| check.requirement.contains(&fault.requirement))
            .collect();
        let requirement = &fault.requirement;
        if let Some(first) = named.first() {
            self.killed += 1;
            self.proven
                .extend(named.iter().map(|check| check.id.clone()));
            println!(
                "killed       {name} ({requirement}): {} checks, first {}",
                named.len(),
                first.id
            );
        } else if let Some(first) = fallen.first() {
            println!(
                "ELSEWHERE    {name} ({requirement}): not by its requirement, but {}",
                first.id
            );
            self.elsewhere.push(name.clone());
        } else {
            println!("SURVIVED     {name} ({requirement}): {}", fault.summary);
            self.survived.push(name.clone());
        }
    }

    fn lazy(&mut self, name: &str, passed: usize) {
        self.lazy += 1;
        if passed > 0 {
            println!("FOOLED       {name}: passes {passed} negatives");
            self.fooled.push(name.to_owned());
        } else {
            println!("lazy         {name}: passes no negative");
        }
    }

    fn is_clean(&self) -> bool {
        self.survived.is_empty()
            && self.elsewhere.is_empty()
            && self.false_alarms.is_empty()
            && self.fooled.is_empty()
            && self.killed > 0
    }

    fn print(&self, milliseconds: u128) {
        let faults = self.killed + self.survived.len() + self.elsewhere.len();
        println!(
            "killed {} of {faults} faults ({} only by another requirement), {} of {} neutral variants \
             failed, {} of {} lazy ones passed a negative, {} checks proven, {milliseconds} ms",
            self.killed,
            self.elsewhere.len(),
            self.false_alarms.len(),
            self.neutral,
            self.fooled.len(),
            self.lazy,
            self.proven.len(),
        );
    }
}

/// Replaces the codec's part of the list and keeps the other roles'.
fn write(folder: &std::path::Path, proven: &BTreeSet<String>, set: &Set) -> std::io::Result<()> {
    let mut all: BTreeSet<String> = set.registry.proven.clone().unwrap_or_default();
    let codec = |id: &String| {
        set.codec()
            .any(|file| id.starts_with(&format!("{}#", file.id)))
    };
    all.retain(|id| !codec(id));
    all.extend(proven.iter().cloned());
    let mut text = serde_json::to_string_pretty(&json!({ "format": 1, "checks": all }))?;
    text.push('\n');
    std::fs::write(folder.join("proven.json"), text)
}

/// An implementation that does not look at its input.
#[derive(Clone, Copy)]
struct Lazy(fn(&Call) -> Reply);

impl Library for Lazy {
    fn identity(&self) -> &crate::exchange::library::Identity {
        static EVERYTHING: std::sync::OnceLock<crate::exchange::library::Identity> =
            std::sync::OnceLock::new();
        EVERYTHING.get_or_init(Default::default)
    }

    fn call(&mut self, calls: &[Call]) -> Vec<Reply> {
        calls.iter().map(self.0).collect()
    }
}

type LazyAnswer = fn(&Call) -> Reply;

const LAZY: &[(&str, LazyAnswer)] = &[
    ("accept-all", |_| {
        Reply::Ok(Value::Object(serde_json::Map::new()))
    }),
    ("accept-true", |_| Reply::Ok(Value::Bool(true))),
    ("refuse-all", |_| Reply::Reject(None)),
    ("echo", |call| Reply::Ok(call.input.clone())),
    ("silent", |_| Reply::Hang),
    ("crash", |_| Reply::Crash(String::new())),
];
