use core::time::Duration;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::process::{Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel, sync_channel};

use serde_json::Value;

use super::process::Process;

/// One life of the process.
#[derive(Debug)]
pub(super) struct Session {
    process: Process,
    input: Sender<Vec<u8>>,
    output: Receiver<Result<String, String>>,
    end: Option<String>,
}

/// What a process said, or that it said nothing.
pub(super) enum Event {
    /// A line of output.
    Line(String),
    /// The time ran out.
    Silence,
    /// The output ended.
    End,
}

impl Session {
    /// Starts the process.
    pub(super) fn start(mut command: Command) -> Result<Self, String> {
        let name = command.get_program().to_string_lossy().into_owned();
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut process =
            Process::spawn(command).map_err(|error| format!("cannot start {name:?}: {error}"))?;
        let stdin = process.child.stdin.take().ok_or("no standard input")?;
        let stdout = process.child.stdout.take().ok_or("no standard output")?;
        // Each pipe has a thread of its own, so that neither side can block the other.
        let (input, to_write) = channel::<Vec<u8>>();
        std::thread::spawn(move || {
            let mut stdin = stdin;
            while let Ok(line) = to_write.recv() {
                if stdin.write_all(&line).and_then(|()| stdin.flush()).is_err() {
                    return;
                }
            }
        });
        let (read, output) = sync_channel(UNREAD);
        std::thread::spawn(move || {
            let mut reader = BufReader::new(stdout);
            loop {
                let mut line = Vec::new();
                let event = match (&mut reader).take(LONGEST).read_until(b'\n', &mut line) {
                    Ok(0) => return,
                    Ok(_) if line.last() != Some(&b'\n') && line.len() as u64 >= LONGEST => {
                        Err("a line over the limit".to_owned())
                    }
                    Ok(_) => Ok(String::from_utf8_lossy(&line).trim_end().to_owned()),
                    Err(error) => Err(error.to_string()),
                };
                let broken = event.is_err();
                if read.send(event).is_err() || broken {
                    return;
                }
            }
        });
        Ok(Self {
            process,
            input,
            output,
            end: None,
        })
    }

    /// Writes a message in a line of its own.
    pub(super) fn send(&self, message: &Value) {
        // A closed pipe shows as the end of output.
        let _ = self.input.send(format!("{message}\n").into_bytes());
    }

    /// Waits for a line.
    pub(super) fn receive(&mut self, within: Duration) -> Event {
        match self.output.recv_timeout(within) {
            Ok(Ok(line)) => Event::Line(line),
            Ok(Err(why)) => {
                self.end = Some(why);
                Event::End
            }
            Err(RecvTimeoutError::Timeout) => Event::Silence,
            Err(RecvTimeoutError::Disconnected) => Event::End,
        }
    }

    /// How it ended, and the end of what it printed.
    pub(super) fn obituary(&mut self) -> String {
        // The exit status follows the end of output closely.
        let status = (0..50).find_map(|_| {
            std::thread::sleep(Duration::from_millis(2));
            self.process.ended()
        });
        let how = match (&self.end, status) {
            (Some(why), _) => why.clone(),
            (None, Some(status)) => format!("the process ended ({status})"),
            (None, None) => "the process closed its output".to_owned(),
        };
        format!("{how}\n{}", self.process.tail())
            .trim_end()
            .to_owned()
    }
}

const LONGEST: u64 = 64 * 1024 * 1024;

/// Lines that wait to be looked at; a process that floods is held up by its pipe.
const UNREAD: usize = 64;
