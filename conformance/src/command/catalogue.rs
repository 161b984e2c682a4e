use alloc::collections::BTreeMap;
use std::path::PathBuf;

use clap::Args;

use super::Stop;
use crate::plan::Glob;
use crate::vector::{Set, Source, VectorFile};

/// One check of the set.
pub(super) struct Entry {
    pub(super) id: String,
    pub(super) requirements: Vec<String>,
}

/// Which set is meant.
#[derive(Debug, Args)]
pub(super) struct Which {
    /// Use the vectors of this folder instead of the built-in ones.
    #[arg(long, value_name = "DIR")]
    vectors: Option<PathBuf>,
}

impl Which {
    pub(super) fn load(&self) -> Result<Set, Stop> {
        let source = self
            .vectors
            .clone()
            .map_or(Source::Embedded, Source::Folder);
        Set::load(&source).map_err(Stop::usage)
    }
}

/// Names the checks.
#[derive(Debug, Args)]
pub(super) struct List {
    /// Only checks that match.
    #[arg(value_name = "GLOB")]
    globs: Vec<Glob>,
    #[command(flatten)]
    which: Which,
}

impl List {
    pub(super) fn run(&self) -> Result<u8, Stop> {
        let set = self.which.load()?;
        let wanted =
            |id: &str| self.globs.is_empty() || self.globs.iter().any(|glob| glob.matches(id));
        let entries = entries(&set);
        let shown: Vec<_> = entries.iter().filter(|entry| wanted(&entry.id)).collect();
        for entry in &shown {
            say!("{}  {}", entry.id, entry.requirements.join(" "));
        }
        Ok(if shown.is_empty() { 3 } else { 0 })
    }
}

/// Shows which requirements are proven.
#[derive(Debug, Args)]
pub(super) struct Coverage {
    /// Only the totals.
    #[arg(long)]
    totals: bool,
    #[command(flatten)]
    which: Which,
}

impl Coverage {
    pub(super) fn run(&self) -> Result<u8, Stop> {
        let set = self.which.load()?;
        let entries = entries(&set);
        let mut checks: BTreeMap<&str, usize> = BTreeMap::new();
        let mut proofs: BTreeMap<&str, usize> = BTreeMap::new();
        for entry in &entries {
            let proven = set
                .registry
                .proven
                .as_ref()
                .is_some_and(|ids| ids.contains(&entry.id));
            for id in &entry.requirements {
                *checks.entry(id).or_default() += 1;
                *proofs.entry(id).or_default() += usize::from(proven);
            }
        }
        let count = |of: &BTreeMap<&str, usize>, id: &str| of.get(id).copied().unwrap_or_default();
        let mut totals: BTreeMap<(String, String, &str), [usize; 4]> = BTreeMap::new();
        for requirement in set.registry.iter() {
            let id = requirement.id.as_str();
            // What the registry calls open stays so, although a part of it may be proven.
            let status = match requirement.status.as_str() {
                "unproven" if count(&proofs, id) > 0 => "proven",
                stated => stated,
            };
            let level = requirement.strongest_level().word();
            if !self.totals {
                let checks = count(&checks, id);
                say!(
                    "{status:<11} {level:<8} {:<12} {id:<14} {checks} checks",
                    requirement.role
                );
                if let Some(reason) = &requirement.reason {
                    say!("            {reason}");
                }
            }
            let protocol = requirement
                .spec
                .split('-')
                .next()
                .unwrap_or_default()
                .to_owned();
            let total = totals
                .entry((protocol, requirement.role.clone(), level))
                .or_default();
            let slot = ["proven", "untestable", "open"]
                .iter()
                .position(|word| *word == status);
            if let Some(total) = total.get_mut(slot.unwrap_or(3)) {
                *total += 1;
            }
        }
        print_totals(&totals, entries.len());
        Ok(0)
    }
}

fn print_totals(totals: &BTreeMap<(String, String, &str), [usize; 4]>, checks: usize) {
    say!("{checks} checks");
    let mut musts: BTreeMap<&str, [usize; 4]> = BTreeMap::new();
    for ((protocol, role, level), [proven, untestable, open, unproven]) in totals {
        say!(
            "{protocol:<6} {role:<12} {level:<8} proven {proven}, unproven {unproven}, untestable {untestable}, open {open}"
        );
        if *level == "must" {
            let sum = musts.entry(role).or_default();
            for (sum, part) in sum.iter_mut().zip([proven, untestable, open, unproven]) {
                *sum += part;
            }
        }
    }
    // What no check proves yet is open, whatever the registry calls it.
    for (role, [proven, untestable, open, unproven]) in musts {
        let open = open + unproven;
        let all = proven + untestable + open;
        say!("{role} must: proven {proven}, untestable {untestable}, open {open} of {all}");
    }
}

pub(super) fn entries(set: &Set) -> Vec<Entry> {
    let mut entries = Vec::new();
    for file in &set.files {
        match file {
            VectorFile::Codec(file) => {
                for case in &file.cases {
                    for clause in case.clauses() {
                        entries.push(Entry {
                            id: format!("{}.{clause}", file.case_id(case)),
                            requirements: file.requirements(case, clause),
                        });
                    }
                }
            }
            VectorFile::Client(file) => {
                for (id, case, _) in file.invocations() {
                    for clause in case.clauses() {
                        let requirements = case.requirements(&clause);
                        if !requirements.is_empty() {
                            entries.push(Entry {
                                id: format!("{id}.{clause}"),
                                requirements,
                            });
                        }
                    }
                }
            }
            VectorFile::Scenario(file) => {
                for step in &file.steps {
                    for (case, _) in step.rows(file) {
                        for clause in step.clauses() {
                            let requirements = step.requirements(&clause);
                            if !requirements.is_empty() {
                                entries.push(Entry {
                                    id: format!("{case}.{clause}"),
                                    requirements,
                                });
                            }
                        }
                    }
                }
            }
        }
    }
    entries
}
