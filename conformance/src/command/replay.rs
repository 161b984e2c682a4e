use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, Parser as _};
use serde_json::Value;

use super::common::random_seed;
use super::{Cli, Stop, carry_out};
use crate::report::Saved;
use crate::verdict::{Check, Outcome};

/// Runs one check of a report again. Payments are made anew: nothing that was sent is sent again.
#[derive(Debug, Args)]
#[command(after_help = "\
OPTION... are those of the report's role: --profile or --url of a server, -- COMMAND of a library or
client. What a server or client claims (of a client --protocol and --lines, too) is in the report.

  conform402 replay run.jsonl CHECK --profile server.json
  conform402 replay run.jsonl CHECK -- python3 my_adapter.py

The exit status is that of the new verdict: 0 pass or info, 1 fail or warn, 3 neither, 70 a fault of the runner.")]
pub(super) struct Replay {
    /// A report in JSON Lines, as --report json=PATH writes it.
    report: PathBuf,
    /// The check, by its whole id.
    check: String,
    /// More options of the report's role, and -- COMMAND.
    #[arg(
        trailing_var_arg = true,
        allow_hyphen_values = true,
        value_name = "OPTION"
    )]
    options: Vec<OsString>,
}

impl Replay {
    pub(super) fn run(&self) -> Result<u8, Stop> {
        let before = Saved::read(&self.report).map_err(|why| Stop::usage([why]))?;
        let Some(old) = before.check(&self.check) else {
            return Err(self.unusable(&format!("no check is called {}", self.check)));
        };
        let scratch = Scratch::new()?;
        let arguments = self.arguments(&before, &scratch)?;
        let cli = Cli::try_parse_from(&arguments).map_err(|error| {
            let lines = error.to_string().lines().map(str::to_owned).collect();
            Stop { status: 2, lines }
        })?;
        let status = carry_out(&cli)?;
        let Ok(after) = Saved::read(&scratch.report) else {
            return Ok(status);
        };
        let Some(new) = after.check(&self.check) else {
            let why = "the vectors no longer have this check";
            return Err(Stop {
                status: 3,
                lines: vec![why.to_owned()],
            });
        };
        if before.text("/set/digest") != after.text("/set/digest") {
            say!("the vectors have changed since the report");
        }
        say!("before  {}", verdict(old));
        say!("now     {}", verdict(new));
        let status = exit(new);
        if status == 3 && before.text("/role") == "server" && !self.gives("--profile") {
            say!("give --profile FILE to start the target anew, with the runner's facilitator");
        }
        Ok(status)
    }

    /// The command line of the role, for this check alone.
    fn arguments(&self, report: &Saved, scratch: &Scratch) -> Result<Vec<OsString>, Stop> {
        let role = report.text("/role");
        if !["client", "codec", "demo", "server"].contains(&role) {
            return Err(self.unusable(&format!("role {role:?} cannot be replayed")));
        }
        let mut arguments: Vec<OsString> = vec!["conform402".into(), role.into()];
        let mut option = |name: &str, value: OsString| arguments.extend([name.into(), value]);
        option("--run", self.check.clone().into());
        let mut destination = OsString::from("json=");
        destination.push(&scratch.report);
        option("--report", destination);
        if let Some(revision) = report.header.get("revision").and_then(Value::as_str)
            && !self.gives("--spec")
        {
            option("--spec", revision.into());
        }
        let claimed = report
            .header
            .get("profile")
            .filter(|profile| profile.is_object());
        let claims = ["--profile", "--protocol"];
        if role == "client" && !claims.iter().any(|name| self.gives(name)) {
            if self.command().is_none() {
                return Err(self.unusable("give the client's command after --, or --profile FILE"));
            }
            if let Some(profile) = claimed {
                scratch.keep(profile)?;
                option("--profile", scratch.profile.clone().into());
            }
        }
        if role == "server" && !self.gives("--profile") {
            let Some(profile) = claimed else {
                return Err(self.unusable("the report holds no profile: give --profile FILE"));
            };
            scratch.keep(profile)?;
            option("--profile", scratch.profile.clone().into());
            if !self.gives("--url") {
                option("--url", report.text("/target/url").into());
            }
        }
        arguments.extend(self.own().iter().cloned());
        if let Some(command) = self.command() {
            arguments.push("--".into());
            arguments.extend(command.iter().cloned());
        }
        Ok(arguments)
    }

    /// The options before the command.
    fn own(&self) -> &[OsString] {
        self.options.get(..self.ends()).unwrap_or_default()
    }

    /// What follows `--`, where that was given.
    fn command(&self) -> Option<&[OsString]> {
        let command = self.options.get(self.ends()..)?;
        match command.split_first() {
            Some((first, rest)) if first == "--" => Some(rest),
            None => None,
            // The first `--` does not reach us where it stands before everything.
            Some(_) => Some(command),
        }
    }

    /// Where the options end.
    fn ends(&self) -> usize {
        let option = |first: &OsString| first.to_string_lossy().starts_with('-');
        if !self.options.first().is_some_and(option) {
            return 0;
        }
        let command = self.options.iter().position(|option| option == "--");
        command.unwrap_or(self.options.len())
    }

    fn gives(&self, name: &str) -> bool {
        self.own().iter().any(|option| {
            let option = option.to_string_lossy();
            option.split('=').next() == Some(name)
        })
    }

    fn unusable(&self, why: &str) -> Stop {
        Stop::usage([format!("{}: {why}", self.report.display())])
    }
}

/// Files between the two runs; they go when this does.
struct Scratch {
    folder: PathBuf,
    report: PathBuf,
    profile: PathBuf,
}

impl Scratch {
    fn new() -> Result<Self, Stop> {
        let folder = std::env::temp_dir().join(format!("conform402-{}", random_seed()));
        std::fs::create_dir(&folder)
            .map_err(|error| Stop::fault(&format!("{}: {error}", folder.display())))?;
        Ok(Self {
            report: folder.join("report.jsonl"),
            profile: folder.join("profile.json"),
            folder,
        })
    }

    fn keep(&self, profile: &Value) -> Result<(), Stop> {
        std::fs::write(&self.profile, profile.to_string())
            .map_err(|error| Stop::fault(&format!("{}: {error}", self.profile.display())))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn verdict(check: &Check) -> String {
    let mut line = format!("{:<13} got={}", check.outcome.word(), check.token);
    for detail in [&check.branch, &check.reason].into_iter().flatten() {
        line.push_str("  ");
        line.push_str(detail);
    }
    line
}

fn exit(check: &Check) -> u8 {
    match check.outcome {
        Outcome::Pass | Outcome::Info => 0,
        Outcome::Fail | Outcome::Warn => 1,
        Outcome::HarnessError => 70,
        Outcome::NotApplicable | Outcome::Inconclusive => 3,
    }
}
