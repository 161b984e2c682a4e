use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};

use super::Stop;
use crate::report::Saved;
use crate::verdict::{self, Update};

/// Keeps a list of known failures.
#[derive(Debug, Args)]
pub(super) struct Baseline {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Fit a baseline to a run: failures are added, what passes is dropped, reasons and links stay.
    Update {
        /// A report in JSON Lines (--report json=PATH). May be repeated.
        #[arg(long, value_name = "PATH", required = true)]
        report: Vec<PathBuf>,
        /// The baseline; begun where there is none.
        #[arg(long, value_name = "FILE")]
        baseline: PathBuf,
    },
    /// Refuse a baseline that is malformed, or with failures that nobody has looked into.
    Check {
        /// The baseline.
        #[arg(value_name = "FILE")]
        baseline: PathBuf,
    },
}

impl Baseline {
    pub(super) fn run(&self) -> Result<u8, Stop> {
        match &self.action {
            Action::Update { report, baseline } => update(report, baseline),
            Action::Check { baseline } => check(baseline),
        }
    }
}

fn update(reports: &[PathBuf], path: &Path) -> Result<u8, Stop> {
    let mut checks = Vec::new();
    for report in reports {
        let saved = Saved::read(report).map_err(|why| Stop::usage([why]))?;
        checks.extend(saved.checks);
    }
    let old = match std::fs::read_to_string(path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
        text => Some(text.map_err(|error| at(path, [error.to_string()]))?),
    };
    let text = old.as_deref().unwrap_or_default();
    let update = Update::new(text, &checks).map_err(|errors| at(path, errors))?;
    // Without failures, too, there is a file that `--baseline` can name.
    if old.as_ref() != Some(&update.text) {
        std::fs::write(path, &update.text)
            .map_err(|error| Stop::fault(&format!("{}: {error}", path.display())))?;
    }
    say!(
        "kept {}, changed {}, dropped {}, added {}",
        update.kept,
        update.changed,
        update.dropped,
        update.added
    );
    Ok(0)
}

fn check(path: &Path) -> Result<u8, Stop> {
    let text = std::fs::read_to_string(path).map_err(|error| at(path, [error.to_string()]))?;
    let baseline = verdict::Baseline::parse(&text).map_err(|errors| at(path, errors))?;
    let unexplained = baseline.unexplained();
    for id in &unexplained {
        say!("{id}: no reason; write one after # and, before it, a link or a requirement");
    }
    say!("{} entries without a reason", unexplained.len());
    Ok(if unexplained.is_empty() { 0 } else { 2 })
}

fn at(path: &Path, lines: impl IntoIterator<Item = String>) -> Stop {
    let lines = lines.into_iter();
    Stop::usage(lines.map(|line| format!("{}: {line}", path.display())))
}
