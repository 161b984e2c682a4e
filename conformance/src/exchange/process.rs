use alloc::collections::VecDeque;
use alloc::sync::Arc;
use core::time::Duration;
use std::io::Read;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use rustix::process::{Pid, Signal, WaitId, WaitIdOptions, kill_process_group, waitid};

use crate::bytes;

/// A child process in a group of its own, of whose error output the end is kept; stopped when
/// dropped, with everything else in its group.
#[derive(Debug)]
pub(super) struct Process {
    pub(super) child: Child,
    errors: Tail,
}

impl Process {
    /// Starts a command; its input and output are as the caller set them.
    pub(super) fn spawn(mut command: Command) -> std::io::Result<Self> {
        let mut child = command.stderr(Stdio::piped()).process_group(0).spawn()?;
        let errors = Tail::default();
        if let Some(pipe) = child.stderr.take() {
            errors.follow(pipe);
        }
        Ok(Self { child, errors })
    }

    /// The same with no input, and standard output kept like error output.
    pub(super) fn spawn_silent(mut command: Command) -> std::io::Result<Self> {
        command.stdin(Stdio::null()).stdout(Stdio::piped());
        let mut process = Self::spawn(command)?;
        if let Some(pipe) = process.child.stdout.take() {
            process.errors.follow(pipe);
        }
        Ok(process)
    }

    /// How the process ended, if it did. What it left running in its group ends with it.
    pub(super) fn ended(&mut self) -> Option<ExitStatus> {
        let group = self.group()?;
        let options = WaitIdOptions::EXITED | WaitIdOptions::NOHANG | WaitIdOptions::NOWAIT;
        // Until it is reaped nobody else can have its number.
        if let Ok(Some(_)) = waitid(WaitId::Pid(group), options) {
            let _ = kill_process_group(group, Signal::KILL);
        }
        self.child.try_wait().ok().flatten()
    }

    /// Asks the group to end, waits as long as told, and then ends it.
    pub(super) fn stop(&mut self, grace: Duration) {
        let Some(group) = self.group() else { return };
        if self.ended().is_some() {
            return;
        }
        let _ = kill_process_group(group, Signal::TERM);
        let deadline = Instant::now() + grace;
        while Instant::now() < deadline {
            if self.ended().is_some() {
                return;
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        let _ = kill_process_group(group, Signal::KILL);
        let _ = self.child.wait();
    }

    /// The end of what the process printed.
    pub(super) fn tail(&self) -> String {
        self.errors.last(SHOWN)
    }

    fn group(&self) -> Option<Pid> {
        i32::try_from(self.child.id()).ok().and_then(Pid::from_raw)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.stop(Duration::from_secs(2));
    }
}

/// A command from arguments: a program named by a relative path stands beside the profile, a bare
/// name is in PATH.
pub(super) fn command(argv: &[String], folder: &Path) -> std::io::Result<Command> {
    let (name, arguments) = argv.split_first().ok_or(std::io::ErrorKind::InvalidInput)?;
    let mut command = Command::new(program(name, folder)?);
    command.args(arguments);
    if !folder.as_os_str().is_empty() {
        command.current_dir(folder);
    }
    Ok(command)
}

/// Where a program is that a profile in this folder names.
pub(super) fn program(name: &str, folder: &Path) -> std::io::Result<PathBuf> {
    let program = PathBuf::from(name);
    if program.is_relative() && program.components().count() > 1 {
        return std::path::absolute(folder.join(program));
    }
    Ok(program)
}

/// The end of a stream that somebody may write without end.
#[derive(Clone, Debug, Default)]
pub(super) struct Tail(Arc<Mutex<Kept>>);

#[derive(Debug, Default)]
struct Kept {
    bytes: VecDeque<u8>,
    ends: usize,
}

impl Tail {
    /// Reads a stream to its end on a thread of its own, so that its writer is never blocked.
    pub(super) fn follow(&self, mut stream: impl Read + Send + 'static) {
        let kept = Arc::clone(&self.0);
        std::thread::spawn(move || {
            let mut buffer = vec![0; 64 * 1024];
            loop {
                let count = match stream.read(&mut buffer) {
                    Ok(0) => break,
                    Ok(count) => count,
                    Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
                    Err(_) => break,
                };
                let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
                let new = buffer.get(count.saturating_sub(TAIL)..count);
                kept.bytes.extend(new.unwrap_or_default());
                let excess = kept.bytes.len().saturating_sub(TAIL);
                kept.bytes.drain(..excess);
            }
            kept.lock().unwrap_or_else(PoisonError::into_inner).ends += 1;
        });
    }

    /// Waits until the stream ended, which it does not while somebody else holds it open.
    pub(super) fn settle(&self, within: Duration) {
        let deadline = Instant::now() + within;
        while self.lock().ends == 0 && Instant::now() < deadline {
            std::thread::sleep(Duration::from_micros(200));
        }
    }

    /// What is kept, as text.
    pub(super) fn text(&self) -> String {
        self.last(TAIL)
    }

    /// The last so many bytes of what is kept, as text.
    fn last(&self, count: usize) -> String {
        let kept = self.lock();
        let skipped = kept.bytes.len().saturating_sub(count);
        let bytes: Vec<u8> = kept.bytes.iter().skip(skipped).copied().collect();
        bytes::show(&bytes, bytes.len())
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What is kept of a stream.
const TAIL: usize = 16 * 1024;

/// What people are shown of it.
const SHOWN: usize = 2 * 1024;
