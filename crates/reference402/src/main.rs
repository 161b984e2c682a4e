//! The reference ends as programs of their own.

mod driver;

use std::io::{self, BufRead, Write};
use std::process::ExitCode;

use driver::Setup;
use reference402::codec::{self, Answer, answer, operations};
use reference402::server::{Lazy, Options, Protocol, Revision, Server};
use reference402::{Fault, Faults, Role};
use serde_json::{Value, json};

const USAGE: &str = "\
usage: reference402 codec [OPTION VALUE]...     answer the adapter protocol on stdin and stdout
       reference402 server [OPTION VALUE]...    serve routes that cost money
       reference402 client [OPTION]... [URL]    fetch, and pay where asked to
       reference402 faults [codec|server|client] list the faults and neutral variants

options of codec:
  --fault NAME                a fault or neutral variant, any number of times
  --lazy NAME                 no codec at all: accept-all accept-true refuse-all echo silent crash
options of server:
  --protocol x402|mpp         what it is paid by (x402)
  --spec mpp-core-00|-01      the draft of MPP's core (mpp-core-01)
  --port N                    where it listens on 127.0.0.1 (PORT, or a free port)
  --fault NAME                a fault or neutral variant, any number of times
  --lazy NAME                 no server at all: always-402 always-200 always-500 silent echo html crash
  --clock-offset SECONDS      how far its clock is ahead
environment: PORT FACILITATOR_URL CONFORM402_PAY_TO CONFORM402_NETWORK CONFORM402_TESTPAY_KEY
             CONFORM402_BINDING_SECRET
options of client:
  --lines                     stay, and answer one JSON message a line on stdin and stdout
  --plain-http                send MPP credentials over http, too
  --fault NAME                a fault or neutral variant, any number of times
  --lazy NAME                 no work at all: never-pays always-pays loops hangs crashes
  --clock-offset SECONDS      how far its clock is ahead
environment: CONFORM402_URL CONFORM402_METHOD CONFORM402_BODY_FILE CONFORM402_HEADERS_FILE
             CONFORM402_WALLET_KEY CONFORM402_NETWORK CONFORM402_MAX_AMOUNT CONFORM402_TESTPAY_KEY
             CONFORM402_CALLS SSL_CERT_FILE
exit status of client: 0 fetched, 10 refused to pay, 127 unsupported, 1 failed otherwise";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.split_first() {
        Some((&"codec", options)) => match codec_options(options) {
            Ok((faults, lazy)) => finish(answer_lines(&faults, lazy)),
            Err(why) => usage(&why),
        },
        Some((&"server", options)) => match server(options) {
            Ok((options, faults)) => finish(serve(options, faults)),
            Err(why) => usage(&why),
        },
        Some((&"client", words)) => match Setup::read(words) {
            Ok(setup) => match setup.run() {
                Ok(code) => code,
                Err(error) => finish(Err(error)),
            },
            Err(why) => usage(&why),
        },
        Some((&"faults", [])) => finish(Role::ALL.iter().try_for_each(|(_, role)| list(*role))),
        Some((&"faults", [role])) => match Role::named(role) {
            Some(role) => finish(list(role)),
            None => usage("expected a role"),
        },
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

fn codec_options(options: &[&str]) -> Result<(Faults, Option<codec::Lazy>), String> {
    let mut names = Vec::new();
    let mut lazy = None;
    for option in options.chunks(2) {
        match option {
            ["--fault", name] => names.push(*name),
            ["--lazy", name] if codec::Lazy::named(name).is_some() => {
                lazy = codec::Lazy::named(name);
            }
            _ => {
                return Err(format!(
                    "expected an option and its value, found {:?}",
                    option.join(" ")
                ));
            }
        }
    }
    let faults = Faults::new(Role::Codec, names).map_err(|error| error.to_string())?;
    Ok((faults, lazy))
}

/// The setup of a server: defaults, then the environment, then options.
fn server(words: &[&str]) -> Result<(Options, Faults), String> {
    let mut options = Options::from_environment(Protocol::X402)?;
    let mut names = Vec::new();
    for option in words.chunks(2) {
        let unknown = || {
            format!(
                "expected an option and its value, found {:?}",
                option.join(" ")
            )
        };
        match option {
            ["--protocol", "x402"] => options.protocol = Protocol::X402,
            ["--protocol", "mpp"] => options.protocol = Protocol::Mpp,
            ["--spec", "mpp-core-00"] => options.revision = Revision::Draft00,
            ["--spec", "mpp-core-01"] => options.revision = Revision::Draft01,
            ["--port", port] => options.port = port.parse().map_err(|_| unknown())?,
            ["--fault", name] => names.push(*name),
            ["--lazy", name] => options.lazy = Some(Lazy::named(name).ok_or_else(unknown)?),
            ["--clock-offset", seconds] => {
                options.clock_offset = seconds.parse().map_err(|_| unknown())?;
            }
            _ => return Err(unknown()),
        }
    }
    let faults = Faults::new(Role::Server, names).map_err(|error| error.to_string())?;
    Ok((options, faults))
}

fn serve(options: Options, faults: Faults) -> io::Result<()> {
    let server = Server::start(options, faults)?;
    writeln!(io::stdout(), "{}", server.url())?;
    server.wait();
    Ok(())
}

fn list(role: Role) -> io::Result<()> {
    let mut out = io::stdout().lock();
    for fault in Fault::of(role) {
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
fn answer_lines(faults: &Faults, lazy: Option<codec::Lazy>) -> io::Result<()> {
    let mut out = io::stdout().lock();
    for line in io::stdin().lock().lines() {
        let Ok(message) = serde_json::from_str::<Value>(&line?) else {
            continue;
        };
        let input = message.get("in").unwrap_or(&Value::Null);
        let mut reply = if message.get("hello").is_some() {
            hello()
        } else {
            let op = message.get("op").and_then(Value::as_str);
            let answered = match lazy {
                None => Some(answer(op.unwrap_or_default(), input, faults)),
                Some(lazy) => lazy.answer(input),
            };
            match answered {
                Some(answer) => reply(answer),
                None if lazy == Some(codec::Lazy::Crash) => {
                    return Err(io::Error::other("ends as it was told to"));
                }
                None => continue,
            }
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

fn reply(answer: Answer) -> Value {
    match answer {
        Answer::Ok(value) => json!({ "ok": value }),
        Answer::Reject(kind) => json!({ "reject": kind.as_str() }),
        Answer::Unsupported(why) => json!({ "unsupported": why }),
        _ => json!({ "unsupported": "an answer without a name" }),
    }
}
