//! The reference ends as programs of their own.

use std::io::{self, BufRead, Write};
use std::process::ExitCode;

use reference402::codec::{Answer, answer, operations};
use reference402::{Fault, Faults, Role};
use serde_json::{Value, json};

const USAGE: &str = "\
usage: reference402 codec [--fault NAME]...   answer the adapter protocol on stdin and stdout
       reference402 faults                    list the faults and neutral variants";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.split_first() {
        Some((&"codec", options)) => match faults(options) {
            Ok(faults) => finish(codec(&faults)),
            Err(why) => usage(&why),
        },
        Some((&"faults", [])) => finish(list()),
        _ => usage("expected a command"),
    }
}

fn usage(why: &str) -> ExitCode {
    eprintln!("reference402: {why}\n{USAGE}");
    ExitCode::from(2)
}

fn finish(outcome: io::Result<()>) -> ExitCode {
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        // The other side went away, which is how a conversation ends.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("reference402: {error}");
            ExitCode::FAILURE
        }
    }
}

fn faults(options: &[&str]) -> Result<Faults, String> {
    let mut names = Vec::new();
    for option in options.chunks(2) {
        match option {
            ["--fault", name] => names.push(*name),
            _ => {
                return Err(format!(
                    "expected --fault NAME, found {:?}",
                    option.join(" ")
                ));
            }
        }
    }
    Faults::new(Role::Codec, names).map_err(|error| error.to_string())
}

fn list() -> io::Result<()> {
    let mut out = io::stdout().lock();
    for fault in Fault::of(Role::Codec) {
        let kind = if fault.neutral { "neutral" } else { "fault" };
        writeln!(
            out,
            "{kind}\t{}\t{}\t{}",
            fault.name, fault.requirement, fault.summary
        )?;
    }
    Ok(())
}

/// One JSON message a line in, one a line out.
fn codec(faults: &Faults) -> io::Result<()> {
    let mut out = io::stdout().lock();
    for line in io::stdin().lock().lines() {
        let Ok(message) = serde_json::from_str::<Value>(&line?) else {
            continue;
        };
        let mut reply = if message.get("hello").is_some() {
            hello()
        } else {
            reply(&message, faults)
        };
        if let (Some(reply), Some(id)) = (reply.as_object_mut(), message.get("id")) {
            reply.insert("id".to_owned(), id.clone());
        }
        writeln!(out, "{reply}")?;
        out.flush()?;
    }
    Ok(())
}

fn hello() -> Value {
    let implementation = json!({ "name": "reference402", "version": env!("CARGO_PKG_VERSION") });
    let operations: Vec<_> = operations().collect();
    json!({ "ok": { "protocol": 1, "implementation": implementation, "operations": operations } })
}

fn reply(message: &Value, faults: &Faults) -> Value {
    let op = message
        .get("op")
        .and_then(Value::as_str)
        .unwrap_or_default();
    match answer(op, message.get("in").unwrap_or(&Value::Null), faults) {
        Answer::Ok(value) => json!({ "ok": value }),
        Answer::Reject(kind) => json!({ "reject": kind.as_str() }),
        Answer::Unsupported(why) => json!({ "unsupported": why }),
        _ => json!({ "unsupported": "an answer without a name" }),
    }
}
