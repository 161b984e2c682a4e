use core::time::Duration;
use std::fs::File;
use std::io::{self, BufWriter, IsTerminal as _, Write};
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use clap::{Args, ValueEnum};

use super::Stop;
use crate::bytes;
use crate::crypto::sha256;
use crate::plan::{Glob, Profile, Selection};
use crate::report::{Detail, Format, Invocation, Report, Run, Style, write_text};
use crate::vector::{Level, Set, Source};
use crate::verdict::Baseline;

/// What every role understands.
#[derive(Debug, Args)]
pub(super) struct Common {
    /// Run only checks that match; `*` stands for any text. May be repeated.
    #[arg(long, value_name = "GLOB")]
    run: Vec<Glob>,
    /// Leave out checks that match. May be repeated.
    #[arg(long, value_name = "GLOB")]
    skip: Vec<Glob>,
    /// Draft revision, for protocols that have several.
    #[arg(long, value_name = "ID", value_parser = ["mpp-core-00", "mpp-core-01"])]
    pub(super) spec: Option<String>,
    /// Seed of nonces; random unless given, but the same each time in a demo.
    #[arg(long, value_name = "TEXT")]
    seed: Option<String>,
    /// Seconds that one exchange may take.
    #[arg(long, value_name = "SECONDS", default_value_t = 10)]
    #[arg(value_parser = clap::value_parser!(u64).range(1..=3600))]
    timeout: u64,
    /// Write a report: text, json, junit, sarif, markdown, html or badge. May be repeated.
    #[arg(long, value_name = "FORMAT=PATH", value_parser = destination)]
    report: Vec<(Format, PathBuf)>,
    /// Show the bytes of failed checks, or of all.
    #[arg(long, value_name = "WHICH", default_value = "fail")]
    trace: Trace,
    /// The least level that decides the exit status.
    #[arg(long, value_name = "LEVEL", default_value = "must")]
    fail_on: FailOn,
    /// Known failures: `check-id  got=TOKEN  link  # reason` in each line.
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// Use the vectors of this folder instead of the built-in ones.
    #[arg(long, value_name = "DIR")]
    vectors: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Trace {
    Fail,
    All,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum FailOn {
    Must,
    Should,
}

impl Common {
    /// The vectors of one role.
    pub(super) fn role_set(&self, role: &str) -> Result<Set, Stop> {
        Set::load_role(&self.source(), role).map_err(Stop::usage)
    }

    pub(super) fn set(&self) -> Result<Set, Stop> {
        Set::load(&self.source()).map_err(Stop::usage)
    }

    fn source(&self) -> Source {
        self.vectors
            .clone()
            .map_or(Source::Embedded, Source::Folder)
    }

    /// Reads the baseline; every entry must name a check of the set.
    pub(super) fn baseline(&self, exists: &dyn Fn(&str) -> bool) -> Result<Baseline, Stop> {
        let Some(path) = &self.baseline else {
            return Ok(Baseline::default());
        };
        let at = |lines: Vec<String>| {
            Stop::usage(
                lines
                    .into_iter()
                    .map(|line| format!("{}: {line}", path.display())),
            )
        };
        let text = std::fs::read_to_string(path).map_err(|error| at(vec![error.to_string()]))?;
        let baseline = Baseline::parse(&text).map_err(at)?;
        let unknown = baseline.unknown(exists);
        if unknown.is_empty() {
            Ok(baseline)
        } else {
            Err(at(unknown))
        }
    }

    pub(super) fn selection(&self) -> Selection {
        Selection {
            run: self.run.clone(),
            skip: self.skip.clone(),
        }
    }

    pub(super) fn timeout(&self) -> Duration {
        Duration::from_secs(self.timeout)
    }

    pub(super) fn seed(&self) -> String {
        self.seed.clone().unwrap_or_else(random_seed)
    }

    /// The seed, where a run is to be the same each time.
    pub(super) fn seed_or(&self, fixed: &str) -> String {
        self.seed.clone().unwrap_or_else(|| fixed.to_owned())
    }

    pub(super) fn fail_on(&self) -> Level {
        match self.fail_on {
            FailOn::Must => Level::Must,
            FailOn::Should => Level::Should,
        }
    }

    /// Finds out before the run whether its reports can be written. What is there stays.
    pub(super) fn check_destinations(&self) -> Result<(), Stop> {
        for (_, path) in &self.report {
            // Opening a pipe would take its reader away.
            let special = path
                .metadata()
                .is_ok_and(|found| !found.is_file() && !found.is_dir());
            if special {
                continue;
            }
            let opened = File::options().append(true).create(true).open(path);
            opened
                .map_err(|error| Stop::usage([format!("--report: {}: {error}", path.display())]))?;
        }
        Ok(())
    }

    /// Prints the text report and writes the others; gives the exit status.
    pub(super) fn finish(&self, run: &Run<'_>) -> Result<u8, Stop> {
        self.finish_with(run, Detail::Full)
    }

    /// The same, with a choice of how much the text report tells.
    pub(super) fn finish_with(&self, run: &Run<'_>, detail: Detail) -> Result<u8, Stop> {
        let style = Style {
            colour: coloured(),
            detail,
        };
        self.conclude(run, style, &mut io::stdout().lock())
    }

    /// The same, with the text report going elsewhere.
    pub(super) fn finish_on(&self, run: &Run<'_>, out: &mut dyn Write) -> Result<u8, Stop> {
        self.conclude(run, Style::default(), out)
    }

    fn conclude(&self, run: &Run<'_>, style: Style, out: &mut dyn Write) -> Result<u8, Stop> {
        let invocation = Invocation::new(std::env::args().skip(1));
        let report = Report::new(run, &invocation, self.trace == Trace::All);
        let mut out = BufWriter::new(out);
        let printed = write_text(&report, style, &mut out).and_then(|()| out.flush());
        // A reader that went away (`| head`) is no fault.
        if let Err(error) = printed
            && error.kind() != io::ErrorKind::BrokenPipe
        {
            return Err(Stop::fault(&error));
        }
        for (format, path) in &self.report {
            let write = || -> io::Result<()> {
                let mut out = BufWriter::new(File::create(path)?);
                format.write(&report, &mut out)?;
                out.flush()
            };
            write().map_err(|error| Stop::fault(&format!("{}: {error}", path.display())))?;
        }
        Ok(run.exit())
    }
}

/// Whether outcomes have colours: on a terminal, unless NO_COLOR says otherwise.
fn coloured() -> bool {
    let unwanted = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    let dumb = std::env::var_os("TERM").is_some_and(|value| value == "dumb");
    io::stdout().is_terminal() && !unwanted && !dumb
}

fn destination(text: &str) -> Result<(Format, PathBuf), String> {
    let (format, path) = text.split_once('=').ok_or("expected FORMAT=PATH")?;
    let known = Format::ALL.into_iter().find(|(name, _)| *name == format);
    let (_, known) = known.ok_or_else(|| {
        let names = Format::ALL.map(|(name, _)| name).join(", ");
        format!("format {format:?}: expected one of {names}")
    })?;
    Ok((known, PathBuf::from(path)))
}

/// Reads a profile, and warns of what is claimed in vain.
pub(super) fn profile(path: &Path, set: &Set) -> Result<Profile, Stop> {
    let profile = Profile::load(path, set).map_err(Stop::usage)?;
    let unasked = profile.unasked(set);
    if !unasked.is_empty() {
        let needs = set.needs();
        let asked = needs
            .iter()
            .filter_map(|need| need.strip_prefix("capability."));
        let asked: Vec<_> = asked.collect();
        let known = match asked.as_slice() {
            [] => "any".to_owned(),
            asked => format!("them, only for {}", asked.join(", ")),
        };
        eprintln!(
            "conform402: warning: {}: capabilities {}: no vector asks for {known}",
            path.display(),
            unasked.join(", ")
        );
    }
    Ok(profile)
}

pub(super) fn random_seed() -> String {
    let nanoseconds = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |now| now.as_nanos());
    let text = format!("{nanoseconds} {}", std::process::id());
    bytes::to_hex(&sha256(text.as_bytes()))
        .chars()
        .take(16)
        .collect()
}
