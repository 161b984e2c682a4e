use alloc::collections::BTreeSet;
use alloc::sync::Arc;
use std::sync::{Mutex, PoisonError};

use rustix::process::{Pid, Signal, WaitId, WaitIdOptions, getpid, kill_process, waitid};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

/// Ends what clients leave behind: processes that left their group, whoever their parent is now.
///
/// They are told by a mark in their environment, or by having become children of this program.
/// Only Linux lets them be found.
#[derive(Debug)]
#[non_exhaustive]
pub struct Strays {
    mark: String,
    /// Children that were there before.
    before: BTreeSet<i32>,
    /// Held by whoever ends them: a run that is interrupted does not judge what that ended.
    ending: Mutex<()>,
}

/// The variable that holds the mark.
pub(super) const MARK: &str = "CONFORM402_RUN";

impl Strays {
    /// Becomes the parent of orphans; what runs already is left alone.
    #[must_use]
    pub fn watch(mark: &str) -> Self {
        #[cfg(target_os = "linux")]
        let _ = rustix::process::set_child_subreaper(Some(getpid()));
        let me = getpid().as_raw_nonzero().get();
        let children = processes().filter(|(_, parent)| *parent == me);
        Self {
            mark: mark.to_owned(),
            before: children.map(|(process, _)| process).collect(),
            ending: Mutex::new(()),
        }
    }

    /// Ends them, and the program, where somebody interrupts or ends it.
    pub fn end_on_signal(self: &Arc<Self>) {
        let strays = Arc::clone(self);
        let Ok(mut signals) = Signals::new([SIGINT, SIGTERM, SIGHUP]) else {
            return;
        };
        std::thread::spawn(move || {
            if let Some(signal) = signals.forever().next() {
                let _ending = strays.ending.lock().unwrap_or_else(PoisonError::into_inner);
                // Another one may have been started meanwhile.
                let _ = strays.sweep() + strays.sweep();
                std::process::exit(128 + signal);
            }
        });
    }

    /// Ends them all; gives how many there were.
    #[must_use]
    pub fn end(&self) -> usize {
        let _ending = self.ending.lock().unwrap_or_else(PoisonError::into_inner);
        self.sweep()
    }

    fn sweep(&self) -> usize {
        let me = getpid().as_raw_nonzero().get();
        let mark = format!("{MARK}={}\0", self.mark);
        let mut ended = BTreeSet::new();
        // What is ended may have had children of its own.
        for _ in 0..50 {
            let stray = |(process, parent): &(i32, i32)| {
                *process != me
                    && !self.before.contains(process)
                    && (*parent == me || is_marked(*process, mark.as_bytes()))
            };
            let strays: Vec<_> = processes().filter(stray).collect();
            if strays.is_empty() {
                break;
            }
            for (process, _) in strays {
                let Some(pid) = Pid::from_raw(process) else {
                    continue;
                };
                let _ = kill_process(pid, Signal::KILL);
                // It is reaped where it has become a child of this program.
                let _ = waitid(WaitId::Pid(pid), WaitIdOptions::EXITED);
                ended.insert(process);
            }
        }
        ended.len()
    }
}

/// Every process and its parent.
fn processes() -> impl Iterator<Item = (i32, i32)> {
    let entries = std::fs::read_dir("/proc").into_iter().flatten().flatten();
    entries.filter_map(|entry| {
        let process = entry.file_name().to_str()?.parse().ok()?;
        let stat = std::fs::read_to_string(entry.path().join("stat")).ok()?;
        // The name stands in parentheses and may hold any character.
        let (_, rest) = stat.rsplit_once(')')?;
        let parent = rest.split_whitespace().nth(1)?.parse().ok()?;
        Some((process, parent))
    })
}

fn is_marked(process: i32, mark: &[u8]) -> bool {
    let environment = std::fs::read(format!("/proc/{process}/environ")).unwrap_or_default();
    environment.windows(mark.len()).any(|window| window == mark)
}
