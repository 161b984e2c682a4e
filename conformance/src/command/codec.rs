use core::time::Duration;
use std::time::Instant;

use clap::{Args, ValueEnum};
use serde_json::{Value, json};

use super::Stop;
use super::common::Common;
use crate::clock::Begun;
use crate::exchange::library::{Call, Identity, Library, Lines, MppTools, Native, Reply};
use crate::exchange::{Exchange, Peer};
use crate::plan::Selection;
use crate::report::Run;
use crate::vector::{Case, CodecFile, Set};
use crate::verdict::{Judge, Reasons, Trial, judge_codec};

/// Runs the codec role.
#[derive(Debug, Args)]
pub(super) struct Codec {
    /// Test the crate http402 in this process.
    #[arg(long, conflicts_with_all = ["protocol", "command"])]
    native: bool,
    /// How the command speaks.
    #[arg(long, value_name = "PROTOCOL", default_value = "lines")]
    protocol: Protocol,
    /// How closely kinds of refusals are compared: loose, or strict (with --native: strict).
    #[arg(long, value_name = "HOW")]
    reasons: Option<ReasonsFlag>,
    /// How many calls may be in flight.
    #[arg(long, value_name = "N", default_value_t = 16)]
    #[arg(value_parser = clap::value_parser!(u16).range(1..=1024))]
    window: u16,
    /// How many one-shot processes run at the same time.
    #[arg(long, value_name = "N", default_value_t = 1)]
    #[arg(value_parser = clap::value_parser!(u16).range(1..=64))]
    jobs: u16,
    #[command(flatten)]
    common: Common,
    /// The adapter: program and arguments.
    #[arg(last = true, required_unless_present = "native")]
    command: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Protocol {
    /// A long-lived process that speaks JSON lines.
    Lines,
    /// One process and one envelope for each call.
    MppTools,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum ReasonsFlag {
    Loose,
    Strict,
}

impl Codec {
    pub(super) fn run(&self) -> Result<u8, Stop> {
        let begun = Begun::now();
        let set = self.common.role_set("codec")?;
        let baseline = self.common.baseline(&|id| exists(&set, id))?;
        let judging = Judge {
            registry: &set.registry,
            revision: self.common.spec.as_deref(),
            canary: None,
            secret: None,
            fail_on: self.common.fail_on(),
        };
        let selection = self.common.selection();
        let files = wanted(&set, &selection);
        let (cases, calls) = calls(&files)?;
        self.common.check_destinations()?;

        let library = self.library();
        let obstacle = library.as_ref().err().cloned();
        let mut exchanges = Vec::new();
        let (identity, trials) = match library {
            Err(_) => (Identity::default(), Vec::new()),
            Ok(mut library) => {
                let identity = library.identity().clone();
                let trials = trials(&cases, &calls, library.as_mut(), &mut exchanges);
                (identity, trials)
            }
        };
        let mut checks = judge_codec(&judging, self.reasons(), &trials);
        checks.retain(|check| selection.wants(&check.id));
        let notes = baseline.apply(&mut checks);
        let run = Run {
            role: "codec",
            target: (identity.name, identity.version),
            url: self.command.join(" "),
            seed: self.common.seed(),
            revision: self.common.spec.clone(),
            profile: None,
            set: &set,
            planned: checks.len(),
            started: begun.unix,
            elapsed: begun.elapsed(),
            checks,
            exchanges,
            obstacle,
            notes,
        };
        self.common.finish(&run)
    }

    fn library(&self) -> Result<Box<dyn Library>, String> {
        let timeout: Duration = self.common.timeout();
        if self.native {
            return Ok(Box::new(Native::new(reference402::Faults::NONE)));
        }
        Ok(match self.protocol {
            Protocol::Lines => Box::new(Lines::start(
                &self.command,
                usize::from(self.window),
                timeout,
            )?),
            Protocol::MppTools => Box::new(MppTools::new(
                &self.command,
                timeout,
                usize::from(self.jobs),
            )),
        })
    }

    fn reasons(&self) -> Reasons {
        match self.reasons {
            Some(ReasonsFlag::Strict) => Reasons::Strict,
            None if self.native => Reasons::Strict,
            _ => Reasons::Loose,
        }
    }
}

/// The files with a wanted check. A refusal needs the controls of its file: files run whole.
pub(super) fn wanted<'a>(set: &'a Set, selection: &Selection) -> Vec<&'a CodecFile> {
    let has = |file: &&CodecFile| {
        file.cases.iter().any(|case| {
            case.clauses()
                .any(|clause| selection.wants(&check_id(file, case, clause)))
        })
    };
    set.codec().filter(has).collect()
}

/// Makes every call that the library offers, and keeps the exchanges.
pub(super) fn trials<'a>(
    cases: &Cases<'a>,
    calls: &[Call],
    library: &mut dyn Library,
    exchanges: &mut Vec<Exchange>,
) -> Vec<Trial<'a>> {
    let identity = library.identity().clone();
    let offers = |call: &Call| identity.offers(call);
    let offered: Vec<_> = calls.iter().filter(|call| offers(call)).cloned().collect();
    let mut replies = library.call(&offered).into_iter();
    let one = |((file, case), call): (&(&'a CodecFile, &'a Case), &Call)| {
        let reply = offers(call).then(|| replies.next()).flatten();
        let exchange = reply.as_ref().map(|reply| {
            exchanges.push(exchange(&file.case_id(case), call, reply));
            exchanges.len() - 1
        });
        Trial::new(file, case, call.input.clone(), reply, exchange)
    };
    cases.iter().zip(calls).map(one).collect()
}

pub(super) type Cases<'a> = Vec<(&'a CodecFile, &'a Case)>;

/// Builds every input; one that cannot be built is a defect of the vector.
pub(super) fn calls<'a>(files: &[&'a CodecFile]) -> Result<(Cases<'a>, Vec<Call>), Stop> {
    let mut cases = Vec::new();
    let mut calls = Vec::new();
    let mut errors = Vec::new();
    for file in files {
        for case in &file.cases {
            match file.input(case) {
                Ok(input) => {
                    cases.push((*file, case));
                    calls.push(Call::new(file.op.clone(), input));
                }
                Err(why) => errors.push(format!("{}: in: {why}", file.case_id(case))),
            }
        }
    }
    if errors.is_empty() {
        Ok((cases, calls))
    } else {
        Err(Stop::usage(errors))
    }
}

fn exists(set: &Set, id: &str) -> bool {
    set.codec().any(|file| {
        id.starts_with(&file.id)
            && file.cases.iter().any(|case| {
                case.clauses()
                    .any(|clause| check_id(file, case, clause) == id)
            })
    })
}

fn check_id(file: &CodecFile, case: &Case, clause: &str) -> String {
    format!("{}.{clause}", file.case_id(case))
}

fn exchange(case: &str, call: &Call, reply: &Reply) -> Exchange {
    let received: Value = match reply {
        Reply::Ok(value) => json!({ "ok": value }),
        Reply::Reject(kind) => json!({ "reject": kind }),
        Reply::Unsupported(why) => json!({ "unsupported": why }),
        Reply::Crash(trace) => json!({ "crash": trace }),
        Reply::Hang => json!({ "hang": true }),
        Reply::Nonsense(line) => json!({ "nonsense": line }),
    };
    Exchange {
        peer: Peer::Library,
        case: case.to_owned(),
        sent: json!({ "op": call.op, "in": call.input })
            .to_string()
            .into_bytes(),
        received: received.to_string().into_bytes(),
        fault: None,
        begun: Instant::now(),
        milliseconds: 0,
    }
}
