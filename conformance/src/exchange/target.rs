use core::time::Duration;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::net::TcpListener;
use std::os::unix::process::CommandExt as _;
use std::process::{Child, Command, Stdio};
use std::time::Instant;

use super::http::{Endpoint, Limits, Request, send};
use crate::bytes;
use crate::plan::{Profile, Start};

/// A running target: one that was there already, or a process group of our own.
#[derive(Debug)]
#[non_exhaustive]
pub struct Target {
    /// Where it answers.
    pub endpoint: Endpoint,
    process: Option<Process>,
}

#[derive(Debug)]
struct Process {
    child: Child,
    output: File,
}

impl Target {
    /// Uses a target that runs already.
    ///
    /// # Errors
    ///
    /// Where the URL is not one.
    pub fn at(url: &str) -> Result<Self, String> {
        Ok(Self {
            endpoint: Endpoint::parse(url)?,
            process: None,
        })
    }

    /// Starts the target of a profile and waits until it answers.
    ///
    /// # Errors
    ///
    /// Says why it does not run, with the end of its output.
    pub fn start(profile: &Profile, start: &Start, facilitator: &str) -> Result<Self, String> {
        let port = free_port().map_err(|error| format!("no loopback port: {error}"))?;
        let endpoint = Endpoint {
            host: "127.0.0.1".to_owned(),
            port,
            base: String::new(),
        };
        let output = temporary().map_err(|error| format!("no temporary file: {error}"))?;
        let process = spawn(profile, start, facilitator, port, output)
            .map_err(|error| format!("cannot start {:?}: {error}", start.argv))?;
        let mut target = Self {
            endpoint,
            process: Some(process),
        };
        target.await_ready(start)?;
        Ok(target)
    }

    fn await_ready(&mut self, start: &Start) -> Result<(), String> {
        let request = Request {
            method: "GET".to_owned(),
            target: start.ready.clone(),
            headers: vec![
                ("Host".to_owned(), self.endpoint.authority().into_bytes()),
                ("Connection".to_owned(), b"close".to_vec()),
            ],
            body: Vec::new(),
        };
        let deadline = Instant::now() + Duration::from_secs(start.timeout);
        let limits = Limits::within(Duration::from_secs(2));
        while Instant::now() < deadline {
            if send(&self.endpoint, &request.to_bytes(), false, limits)
                .1
                .is_ok()
            {
                return Ok(());
            }
            if let Some(process) = &mut self.process
                && let Ok(Some(status)) = process.child.try_wait()
            {
                return Err(format!("the target ended ({status}):\n{}", process.tail()));
            }
            std::thread::sleep(Duration::from_millis(30));
        }
        let tail = self.process.as_mut().map(Process::tail).unwrap_or_default();
        Err(format!(
            "the target does not answer within {} s:\n{tail}",
            start.timeout
        ))
    }
}

fn spawn(
    profile: &Profile,
    start: &Start,
    facilitator: &str,
    port: u16,
    output: File,
) -> std::io::Result<Process> {
    let (name, arguments) = start
        .argv
        .split_first()
        .ok_or(std::io::ErrorKind::InvalidInput)?;
    let mut program = std::path::PathBuf::from(name);
    let folder = profile.folder.join(&start.cwd);
    // A program named by a relative path stands beside the profile; a bare name is in PATH.
    if program.is_relative() && program.components().count() > 1 {
        program = std::path::absolute(folder.join(program))?;
    }
    let mut command = Command::new(program);
    command.args(arguments);
    if !folder.as_os_str().is_empty() {
        command.current_dir(&folder);
    }
    command
        .env("PORT", port.to_string())
        .env("FACILITATOR_URL", facilitator)
        .env("CONFORM402_NETWORK", &profile.network)
        .env(
            "CONFORM402_PAY_TO",
            profile.pay_to.as_deref().unwrap_or_default(),
        )
        .envs(&start.env)
        .stdin(Stdio::null())
        .stdout(output.try_clone()?)
        .stderr(output.try_clone()?)
        .process_group(0);
    Ok(Process {
        child: command.spawn()?,
        output,
    })
}

impl Process {
    /// The end of what the target printed.
    fn tail(&mut self) -> String {
        const TAIL: u64 = 4096;
        let length = self.output.metadata().map_or(0, |metadata| metadata.len());
        let mut text = Vec::new();
        let read = self
            .output
            .seek(SeekFrom::Start(length.saturating_sub(TAIL)))
            .and_then(|_| (&self.output).take(TAIL).read_to_end(&mut text));
        match read {
            Ok(_) => bytes::show(&text, text.len()),
            Err(error) => format!("(its output cannot be read: {error})"),
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        use rustix::process::{Pid, Signal, kill_process_group};
        let Ok(Some(group)) = i32::try_from(self.child.id()).map(Pid::from_raw) else {
            return;
        };
        // The group may be gone already; then there is nothing left to stop.
        let _ = kill_process_group(group, Signal::TERM);
        let deadline = Instant::now() + Duration::from_secs(2);
        while Instant::now() < deadline && matches!(self.child.try_wait(), Ok(None)) {
            std::thread::sleep(Duration::from_millis(10));
        }
        let _ = kill_process_group(group, Signal::KILL);
        let _ = self.child.wait();
    }
}

fn free_port() -> std::io::Result<u16> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}

/// An unnamed file: removed at once, readable while it is open.
fn temporary() -> std::io::Result<File> {
    let nanoseconds = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .map_or(0, |now| now.as_nanos());
    let path =
        std::env::temp_dir().join(format!("conform402-{}-{nanoseconds}", std::process::id()));
    let file = File::options()
        .read(true)
        .append(true)
        .create_new(true)
        .open(&path)?;
    std::fs::remove_file(&path)?;
    Ok(file)
}
