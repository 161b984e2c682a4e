use core::time::Duration;
use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom};
use std::os::unix::process::CommandExt as _;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use crate::bytes;

/// A child process in a group of its own, whose error output is kept; stopped when dropped.
#[derive(Debug)]
pub(super) struct Process {
    pub(super) child: Child,
    output: File,
}

impl Process {
    /// Starts a command whose error output goes to a file that only this process knows.
    pub(super) fn spawn(mut command: Command) -> std::io::Result<Self> {
        let output = temporary()?;
        command.stderr(output.try_clone()?).process_group(0);
        Ok(Self {
            child: command.spawn()?,
            output,
        })
    }

    /// The same, with standard output in the same file and no input.
    pub(super) fn spawn_silent(mut command: Command) -> std::io::Result<Self> {
        let output = temporary()?;
        command
            .stdin(Stdio::null())
            .stdout(output.try_clone()?)
            .stderr(output.try_clone()?)
            .process_group(0);
        Ok(Self {
            child: command.spawn()?,
            output,
        })
    }

    /// How the process ended, if it did.
    pub(super) fn ended(&mut self) -> Option<ExitStatus> {
        self.child.try_wait().ok().flatten()
    }

    /// The end of what the process printed.
    pub(super) fn tail(&mut self) -> String {
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
            std::thread::sleep(Duration::from_millis(5));
        }
        let _ = kill_process_group(group, Signal::KILL);
        let _ = self.child.wait();
    }
}

/// An unnamed file: removed at once, readable while it is open.
fn temporary() -> std::io::Result<File> {
    let nanoseconds = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |now| now.as_nanos());
    let name = format!("conform402-{}-{nanoseconds}", std::process::id());
    let path = std::env::temp_dir().join(name);
    let file = File::options()
        .read(true)
        .append(true)
        .create_new(true)
        .open(&path)?;
    std::fs::remove_file(&path)?;
    Ok(file)
}
