//! Measures the vectors: a fault must be caught by a check that cites what it violates, a legal
//! variation by none, and an implementation that does not look must pass no refusal.

mod client;
mod codec;
mod server;

use alloc::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::{Args, ValueEnum};
use reference402::{Fault, Role};
use serde_json::json;

use super::Stop;
use super::side_by_side::side_by_side;
use crate::vector::{Set, Source, VectorFile};
use crate::verdict::{Check, Outcome};

/// Runs the vectors against every fault, neutral variant and lazy implementation.
#[derive(Debug, Args)]
pub(super) struct Mutants {
    /// Whose vectors are measured.
    role: MutantRole,
    /// Only faults and variants of these names. May be repeated.
    #[arg(long, value_name = "NAME")]
    fault: Vec<String>,
    /// Write the checks that caught a fault of a requirement they cite to proven.json of this
    /// folder, laid out like vectors/.
    #[arg(long, value_name = "DIR", conflicts_with = "fault")]
    write: Option<PathBuf>,
    /// How many implementations are measured side by side.
    #[arg(long, value_name = "N", default_value_t = 4)]
    #[arg(value_parser = clap::value_parser!(u16).range(1..=64))]
    jobs: u16,
    /// Use the vectors of this folder instead of the built-in ones.
    #[arg(long, value_name = "DIR")]
    vectors: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum MutantRole {
    Codec,
    Server,
    Client,
}

impl MutantRole {
    fn role(self) -> Role {
        match self {
            Self::Codec => Role::Codec,
            Self::Server => Role::Server,
            Self::Client => Role::Client,
        }
    }

    /// Whether a vector file belongs to the role.
    fn owns(self, file: &VectorFile) -> bool {
        match file {
            VectorFile::Codec(_) => self == Self::Codec,
            VectorFile::Scenario(file) => self == Self::Server && file.role == "server",
            VectorFile::Client(_) => self == Self::Client,
        }
    }
}

/// What a run against one implementation gave, by check.
type Verdicts = BTreeMap<String, Check>;

/// Something that the vectors of a role can be run against.
trait Bench: Sync {
    /// The verdicts without faults that those of a fault are compared with.
    fn sound(&self, fault: &Fault) -> Result<Verdicts, Stop>;

    /// The verdicts with a fault.
    fn faulty(&self, fault: &Fault) -> Result<Verdicts, Stop>;

    /// Names of lazy implementations, with the refusals that each passes.
    fn lazy(&self, jobs: usize) -> Result<Vec<(String, usize)>, Stop>;
}

impl Mutants {
    pub(super) fn run(&self) -> Result<u8, Stop> {
        let begun = Instant::now();
        let known = Fault::of(self.role.role());
        let unknown = |name: &&String| !known.iter().any(|fault| fault.name == **name);
        if let Some(name) = self.fault.iter().find(unknown) {
            return Err(Stop::no_fault(name));
        }
        let source = self
            .vectors
            .clone()
            .map_or(Source::Embedded, Source::Folder);
        let set = Set::load(&source).map_err(Stop::usage)?;
        let jobs = usize::from(self.jobs);
        let bench: Box<dyn Bench + '_> = match self.role {
            MutantRole::Codec => Box::new(codec::Codec::new(&set)?),
            MutantRole::Server => Box::new(server::Server::new(&set, jobs)?),
            MutantRole::Client => Box::new(client::Client::new(&set, jobs)?),
        };
        let mut tally = Tally::default();
        let wanted = |fault: &&Fault| self.fault.is_empty() || self.fault.contains(&fault.name);
        let faults: Vec<_> = known.iter().filter(wanted).collect();
        let measured = side_by_side(jobs, &faults, |fault| {
            Ok((bench.sound(fault)?, bench.faulty(fault)?))
        });
        for (fault, measured) in faults.into_iter().zip(measured) {
            let (sound, verdicts) = measured?;
            // A legal variation must not even leave a check undecided.
            let undecided = |check: &Check| fault.neutral && check.outcome == Outcome::Inconclusive;
            let fallen: Vec<&Check> = sound
                .values()
                .filter(|check| good(check))
                .filter_map(|check| verdicts.get(&check.id))
                .filter(|now| worse(now) || undecided(now))
                .filter(|now| !(fault.neutral && is_account(now)))
                .collect();
            tally.note(fault, &fallen);
        }
        if self.fault.is_empty() {
            for (name, passed) in bench.lazy(jobs)? {
                tally.lazy(&name, passed);
            }
        }
        tally.print(begun.elapsed().as_millis());
        if let Some(folder) = &self.write {
            self.write(folder, &tally.proven, &set)
                .map_err(|error| Stop::fault(&format!("proven.json: {error}")))?;
        }
        Ok(u8::from(!tally.is_clean()))
    }

    /// Replaces this role's part of the list and keeps the other roles'.
    fn write(&self, folder: &Path, proven: &BTreeSet<String>, set: &Set) -> std::io::Result<()> {
        let mut all: BTreeSet<String> = set.registry.proven.clone().unwrap_or_default();
        let mine = |id: &String| {
            let file = id.split('#').next().unwrap_or_default();
            set.files
                .iter()
                .any(|other| other.id() == file && self.role.owns(other))
        };
        all.retain(|id| !mine(id));
        all.extend(proven.iter().cloned());
        let mut text = serde_json::to_string_pretty(&json!({ "format": 1, "checks": all }))?;
        text.push('\n');
        std::fs::write(folder.join("proven.json"), text)
    }
}

fn good(check: &Check) -> bool {
    check.outcome == Outcome::Pass || check.branch.is_some()
}

/// What a client says of itself is information: a legal variation may say something else.
fn is_account(check: &Check) -> bool {
    let clause = check.id.rsplit('.').next().unwrap_or_default();
    let kind = clause.split(':').next();
    check.id.contains("/client/") && matches!(kind, Some("result" | "exit"))
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
                say!(
                    "FALSE ALARM  {name}: {} checks, first {}",
                    fallen.len(),
                    first.id
                );
                self.false_alarms.push(name.clone());
            } else {
                say!("neutral      {name}");
            }
            return;
        }
        let requirement = &fault.requirement;
        let named: Vec<_> = fallen
            .iter()
            .filter(|check| check.requirement.contains(requirement))
            .collect();
        if let Some(first) = named.first() {
            self.killed += 1;
            self.proven
                .extend(named.iter().map(|check| check.id.clone()));
            let count = named.len();
            say!(
                "killed       {name} ({requirement}): {count} checks, first {}",
                first.id
            );
        } else if let Some(first) = fallen.first() {
            say!("ELSEWHERE    {name} ({requirement}): only by {}", first.id);
            self.elsewhere.push(name.clone());
        } else {
            say!("SURVIVED     {name} ({requirement}): {}", fault.summary);
            self.survived.push(name.clone());
        }
    }

    fn lazy(&mut self, name: &str, passed: usize) {
        self.lazy += 1;
        if passed > 0 {
            say!("FOOLED       {name}: passes {passed} refusals");
            self.fooled.push(name.to_owned());
        } else {
            say!("lazy         {name}: passes no refusal");
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
        say!(
            "killed {} of {faults} faults ({} more only by checks of another requirement), \
             {} of {} neutral variants failed, {} of {} lazy ones passed a refusal, \
             {} checks proven, {milliseconds} ms",
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
