use core::time::Duration;
use std::os::unix::process::ExitStatusExt as _;
use std::process::{ExitStatus, Stdio};
use std::time::Instant;

use serde_json::Value;

use super::environment::{Environment, Files};
use super::{Driver, Ending, Errand, Way};
use crate::exchange::process::{Process, Tail};

/// A client that is started for each errand.
#[derive(Debug)]
#[non_exhaustive]
pub struct OneShot<'a> {
    environment: &'a Environment,
}

impl<'a> OneShot<'a> {
    /// Starts nothing yet.
    #[must_use]
    pub fn new(environment: &'a Environment) -> Self {
        Self { environment }
    }

    fn start(&self, errand: &Errand<'_>, files: &Files) -> Result<(Process, Tail), String> {
        let mut command = self.environment.command(Some(errand.url))?;
        errand.instruct(&mut command, files);
        let name = command.get_program().to_string_lossy().into_owned();
        command.stdin(Stdio::null()).stdout(Stdio::piped());
        let process =
            Process::spawn(command).map_err(|error| format!("cannot start {name:?}: {error}"));
        let mut process = self.environment.noted(process)?;
        let output = Tail::default();
        if let Some(pipe) = process.child.stdout.take() {
            output.follow(pipe);
        }
        Ok((process, output))
    }
}

impl Driver for OneShot<'_> {
    fn run(&mut self, errand: &Errand<'_>) -> Ending {
        let started = Files::of(errand)
            .map_err(|error| format!("temporary file: {error}"))
            .and_then(|files| Ok((self.start(errand, &files)?, files)));
        let ((mut process, output), _files) = match started {
            Ok(started) => started,
            Err(why) => {
                return Ending {
                    way: Way::NotStarted,
                    account: None,
                    note: why,
                };
            }
        };
        let deadline = Instant::now() + errand.timeout;
        let status = loop {
            if let Some(status) = process.ended() {
                break Some(status);
            }
            if Instant::now() >= deadline {
                process.stop(GRACE);
                break None;
            }
            std::thread::sleep(Duration::from_millis(1));
        };
        output.settle(Duration::from_millis(200));
        let way = status.map_or(Way::CutOff, way);
        let last = output.text();
        let last = last.lines().rev().find(|line| !line.trim().is_empty());
        let account = last.and_then(|line| serde_json::from_str::<Value>(line).ok());
        let how = match status {
            Some(status) => status.to_string(),
            None => format!("cut off after {} s", errand.timeout.as_secs()),
        };
        Ending {
            way,
            account: account.filter(Value::is_object),
            note: format!("{how}\n{}", process.tail()).trim_end().to_owned(),
        }
    }
}

/// How long a client may take to end when it is asked to.
const GRACE: Duration = Duration::from_millis(500);

fn way(status: ExitStatus) -> Way {
    match status.code() {
        Some(0) => Way::Fetched,
        Some(10) => Way::Refused,
        Some(127) => Way::Unsupported,
        None if status.signal().is_some() => Way::Crashed,
        _ => Way::Failed,
    }
}
