//! Watches a child process: how long it takes and how large it grows.

use core::time::Duration;
use std::io::Read as _;
use std::process::{Command, ExitStatus, Stdio};
use std::time::Instant;

/// How a process went.
#[derive(Debug)]
pub struct Seen {
    /// Its end.
    pub status: ExitStatus,
    /// All that it printed.
    pub output: String,
    /// From start to end.
    pub time: Duration,
    /// The most memory it had resident; 0 where the system does not tell.
    pub peak_kilobytes: u64,
}

/// Runs a command to its end.
pub fn watch(mut command: Command) -> std::io::Result<Seen> {
    let begun = Instant::now();
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    let pipe = child.stdout.take();
    let reader = std::thread::spawn(move || {
        let mut bytes = Vec::new();
        if let Some(mut pipe) = pipe {
            let _ = pipe.read_to_end(&mut bytes);
        }
        String::from_utf8_lossy(&bytes).into_owned()
    });
    let file = format!("/proc/{}/status", child.id());
    let mut peak_kilobytes = 0;
    let status = loop {
        peak_kilobytes = peak(&file).unwrap_or_default().max(peak_kilobytes);
        if let Some(status) = child.try_wait()? {
            break status;
        }
        std::thread::sleep(Duration::from_millis(2));
    };
    let time = begun.elapsed();
    let output = reader.join().unwrap_or_default();
    Ok(Seen {
        status,
        output,
        time,
        peak_kilobytes,
    })
}

fn peak(file: &str) -> Option<u64> {
    let text = std::fs::read_to_string(file).ok()?;
    let line = text.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_ascii_whitespace().nth(1)?.parse().ok()
}
