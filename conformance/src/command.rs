//! The commands of the program.

/// Prints a line to standard output. A reader that went away (`| head`) is no fault.
macro_rules! say {
    ($($line:tt)*) => {{
        use std::io::Write as _;
        let _ = writeln!(std::io::stdout(), $($line)*);
    }};
}

mod ask;
mod baseline;
mod catalogue;
mod client;
mod codec;
mod common;
mod demo;
mod diff;
mod doctor;
mod draft;
mod explain;
mod guest;
mod host;
mod lint;
mod money;
mod mutants;
mod new;
mod probe;
mod record;
mod replay;
mod round;
mod server;
mod side_by_side;
mod visits;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Conformance runner for HTTP 402 payments.
#[derive(Debug, Parser)]
#[command(name = "conform402", version, about, arg_required_else_help = true)]
#[non_exhaustive]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run everything against the reference, in this process: no target is needed.
    Demo(demo::Demo),
    /// Test a library: bytes in, values out.
    Codec(codec::Codec),
    /// Test a server that takes payment.
    Server(server::Server),
    /// Test a client that pays: a command that fetches a URL.
    Client(client::Client),
    /// Read one unpaid answer of a server: check it, and draft a profile.
    Probe(probe::Probe),
    /// Record a live exchange as the draft of a vector.
    Record(record::Record),
    /// Run one check of a report again.
    Replay(replay::Replay),
    /// Say what changed between two reports.
    Diff(diff::Diff),
    /// Keep a list of known failures.
    Baseline(baseline::Baseline),
    /// Name the checks of the vector set.
    List(catalogue::List),
    /// Explain a requirement, a vector file or a check.
    Explain(explain::Explain),
    /// Show which requirements are proven.
    Coverage(catalogue::Coverage),
    /// Measure the vectors: which faults of the reference do they catch?
    Mutants(mutants::Mutants),
    /// Find out what is wrong with an adapter.
    Doctor(doctor::Doctor),
    /// Check vectors and registry.
    Lint(lint::Lint),
    /// Put JSON files into their one spelling.
    Fmt(lint::Fmt),
    /// Begin a vector file.
    New(new::New),
}

/// Carries out a command line and gives the exit status.
#[must_use]
pub fn run(cli: &Cli) -> ExitCode {
    match carry_out(cli) {
        Ok(status) => ExitCode::from(status),
        Err(stop) => {
            for line in &stop.lines {
                eprintln!("conform402: {line}");
            }
            ExitCode::from(stop.status)
        }
    }
}

fn carry_out(cli: &Cli) -> Result<u8, Stop> {
    match &cli.command {
        Command::Demo(demo) => demo.run(),
        Command::Codec(codec) => codec.run(),
        Command::Server(server) => server.run(),
        Command::Client(client) => client.run(),
        Command::Probe(probe) => probe.run(),
        Command::Record(record) => record.run(),
        Command::Replay(replay) => replay.run(),
        Command::Diff(diff) => diff.run(),
        Command::Baseline(baseline) => baseline.run(),
        Command::List(list) => list.run(),
        Command::Explain(explain) => explain.run(),
        Command::Coverage(coverage) => coverage.run(),
        Command::Mutants(mutants) => mutants.run(),
        Command::Doctor(doctor) => doctor.run(),
        Command::Lint(lint) => lint.run(),
        Command::Fmt(fmt) => fmt.run(),
        Command::New(new) => new.run(),
    }
}

/// Why a command ends before it has a report.
#[derive(Debug)]
struct Stop {
    status: u8,
    lines: Vec<String>,
}

impl Stop {
    /// Bad usage, vector, profile or baseline.
    fn usage(lines: impl IntoIterator<Item = String>) -> Self {
        Self {
            status: 2,
            lines: lines.into_iter().collect(),
        }
    }

    /// A name that no fault of the reference has.
    fn no_fault(name: &str) -> Self {
        Self::usage([
            format!("--fault: expected the name of a fault, found {name:?}"),
            "cargo run --package reference402 -- faults names them".to_owned(),
        ])
    }

    /// A fault of the runner or of the machine it runs on.
    fn fault(line: &dyn core::fmt::Display) -> Self {
        Self {
            status: 70,
            lines: vec![line.to_string()],
        }
    }
}
