use core::time::Duration;

use clap::Args;
use serde_json::json;

use super::Stop;
use crate::exchange::library::{Call, Library as _, Lines, Reply};
use crate::vector::lint::Schemas;
use crate::vector::{CodecFile, Set, Source};
use crate::verdict::{Judge, Outcome, Reasons, Trial, judge_codec};

/// Talks to an adapter the way `codec` does, and says what does not fit.
#[derive(Debug, Args)]
pub(super) struct Doctor {
    /// Seconds to wait for an answer.
    #[arg(long, value_name = "SECONDS", default_value_t = 5)]
    timeout: u64,
    /// The adapter: program and arguments.
    #[arg(last = true, required = true)]
    command: Vec<String>,
}

impl Doctor {
    pub(super) fn run(&self) -> Result<u8, Stop> {
        let set = Set::load(&Source::Embedded).map_err(Stop::usage)?;
        let schemas = Schemas::load().map_err(|error| Stop::fault(&error))?;
        let mut adapter = match Lines::start(&self.command, 1, Duration::from_secs(self.timeout)) {
            Ok(adapter) => adapter,
            Err(why) => {
                say!("{why}");
                say!(
                    "    The first line of input is {}",
                    json!({ "id": 0, "hello": { "protocol": 1 } })
                );
                say!("    The answer is one line; see \"Adapters\" in vectors/README.md.");
                return Ok(1);
            }
        };
        let identity = adapter.identity().clone();
        say!("{} {}", identity.name, identity.version);
        let mut complaints = 0;
        for op in identity.ops.iter().flatten() {
            if !schemas.operations.contains(op) {
                complaints += 1;
                say!("{op}: no such operation");
                continue;
            }
            match examine(&mut adapter, &set, op) {
                Ok(()) => say!("{op}: answers"),
                Err(why) => {
                    complaints += 1;
                    say!("{op}: {why}");
                }
            }
        }
        if identity.ops.iter().flatten().next().is_none() {
            complaints += 1;
            say!("offers no operation");
        }
        say!("{complaints} complaints");
        Ok(u8::from(complaints > 0))
    }
}

/// One obviously good and one obviously bad input.
fn examine(adapter: &mut Lines, set: &Set, op: &str) -> Result<(), String> {
    let judging = Judge {
        registry: &set.registry,
        revision: None,
        canary: None,
        secret: None,
        fail_on: crate::vector::Level::Must,
    };
    let identity = adapter.identity().clone();
    let mut good = set.codec().filter(|file| file.op == op).filter_map(|file| {
        let offered = |case: &crate::vector::Case| {
            let input = file.input(case);
            input.is_ok_and(|input| identity.offers(&Call::new(op, input)))
        };
        let succeeds = |case: &&crate::vector::Case| case.expected.out.is_some() && offered(case);
        let control = file
            .cases
            .iter()
            .find(|case| case.control && succeeds(case));
        control
            .or_else(|| file.cases.iter().find(succeeds))
            .map(|case| (file, case))
    });
    if let Some((file, case)) = good.next() {
        let file: &CodecFile = file;
        let input = file.input(case)?;
        let reply = adapter.call(&[Call::new(op, input.clone())]).pop();
        let trial = Trial::new(file, case, input, reply, None);
        let check = judge_codec(&judging, Reasons::Loose, &[trial]).pop();
        if let Some(check) = check.filter(|check| check.outcome != Outcome::Pass) {
            return Err(format!(
                "a good input ({}): expected {}, got {} {}",
                file.case_id(case),
                check.expected,
                check.got,
                check.reason.unwrap_or_default()
            ));
        }
    }
    match adapter
        .call(&[Call::new(op, json!({ "nothing": ["of", "the", "kind"] }))])
        .pop()
    {
        Some(Reply::Ok(value)) => Err(format!("accepts an input of the wrong shape: {value}")),
        Some(Reply::Crash(trace)) => {
            Err(format!("crashes on an input of the wrong shape: {trace}"))
        }
        Some(Reply::Hang) => Err("gives no answer to an input of the wrong shape".to_owned()),
        _ => Ok(()),
    }
}
