//! Fifth room: say what was found, to people and to programs.

/// Adds formatted text to a string, which cannot fail.
macro_rules! push {
    ($text:expr, $($part:tt)*) => {{
        use core::fmt::Write as _;
        let _ = write!($text, $($part)*);
    }};
}

mod badge;
mod curl;
mod escape;
mod evidence;
mod html;
mod invocation;
mod json;
mod junit;
mod markdown;
mod sarif;
mod saved;
mod text;

pub use evidence::Report;
pub use invocation::Invocation;
pub use json::write_json;
pub use saved::Saved;
pub use text::{Style, write_text};

use core::time::Duration;
use std::io::{self, Write};

use serde_json::Value;

use crate::exchange::Exchange;
use crate::vector::Set;
use crate::verdict::{Baselined, Check, Counts, Outcome};

/// A form that a report is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Format {
    /// For people at a terminal.
    Text,
    /// JSON Lines: everything, and the input of other commands.
    Json,
    /// XML for CI systems that show test results.
    Junit,
    /// SARIF 2.1.0 for code scanning.
    Sarif,
    /// For the summary of a CI step.
    Markdown,
    /// One page for a browser.
    Html,
    /// A small SVG picture.
    Badge,
}

impl Format {
    /// Every format by name.
    pub const ALL: [(&str, Self); 7] = [
        ("text", Self::Text),
        ("json", Self::Json),
        ("junit", Self::Junit),
        ("sarif", Self::Sarif),
        ("markdown", Self::Markdown),
        ("html", Self::Html),
        ("badge", Self::Badge),
    ];

    /// Writes a report in this form.
    ///
    /// # Errors
    ///
    /// Where the destination takes no more.
    pub fn write(self, report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
        match self {
            Self::Text => write_text(report, Style::default(), out),
            Self::Json => write_json(report.run, out),
            Self::Junit => junit::write(report, out),
            Self::Sarif => sarif::write(report, out),
            Self::Markdown => markdown::write(report, out),
            Self::Html => html::write(report, out),
            Self::Badge => badge::write(report.run, out),
        }
    }
}

/// How much the text report tells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Detail {
    /// What was checked, too.
    #[default]
    Full,
    /// Only what does not hold, and the numbers.
    Brief,
}

/// How many checks, in words.
#[must_use]
pub fn counted(checks: usize) -> String {
    let noun = if checks == 1 { "check" } else { "checks" };
    format!("{checks} {noun}")
}

/// A finished run.
#[derive(Debug)]
#[non_exhaustive]
pub struct Run<'a> {
    /// The role that was under test.
    pub role: &'a str,
    /// Name and version of the target.
    pub target: (String, String),
    /// Where it answered.
    pub url: String,
    /// The seed of this run.
    pub seed: String,
    /// The selected draft revision.
    pub revision: Option<String>,
    /// What the target claims, without its secrets.
    pub profile: Option<Value>,
    /// The vectors.
    pub set: &'a Set,
    /// How many checks were planned.
    pub planned: usize,
    /// Unix seconds of the start.
    pub started: u64,
    /// How long it took.
    pub elapsed: Duration,
    /// Every check.
    pub checks: Vec<Check>,
    /// Every exchange.
    pub exchanges: Vec<Exchange>,
    /// Why the run could not take place.
    pub obstacle: Option<String>,
    /// What the reader of the numbers must know.
    pub notes: Vec<String>,
}

impl Run<'_> {
    /// The numbers by outcome.
    #[must_use]
    pub fn counts(&self) -> Counts {
        Counts::of(&self.checks)
    }

    /// The exit status in words, and what they pass over in silence.
    #[must_use]
    pub fn verdict(&self) -> String {
        let word = match self.exit() {
            0 => "passed",
            1 => "failed",
            4 => "stale baseline",
            70 => "fault of the runner",
            _ => "inconclusive",
        };
        match self.tolerated() {
            0 => word.to_owned(),
            1 => format!("{word}; 1 failure is known or not scored"),
            count => format!("{word}; {count} failures are known or not scored"),
        }
    }

    /// How many checks fail without deciding the exit status.
    #[must_use]
    pub fn tolerated(&self) -> usize {
        let fails = |check: &&Check| {
            check.outcome == Outcome::Fail && (check.baseline.is_some() || !check.scored)
        };
        self.checks.iter().filter(fails).count()
    }

    /// The exit status: 70, 1, 4, 3 or 0, in this order of precedence.
    #[must_use]
    pub fn exit(&self) -> u8 {
        let any = |outcome| self.checks.iter().any(|check| check.outcome == outcome);
        let scored = |outcome| {
            let counts = |check: &&Check| check.scored && check.baseline.is_none();
            self.checks
                .iter()
                .filter(counts)
                .any(|check| check.outcome == outcome)
        };
        let stale = self
            .checks
            .iter()
            .any(|check| check.baseline == Some(Baselined::Stale));
        let executed = self.checks.iter().any(|check| check.outcome.is_judged());
        if any(Outcome::HarnessError) {
            70
        } else if scored(Outcome::Fail) || scored(Outcome::Warn) {
            1
        } else if stale {
            4
        } else if self.obstacle.is_some() || scored(Outcome::Inconclusive) || !executed {
            3
        } else {
            0
        }
    }
}
