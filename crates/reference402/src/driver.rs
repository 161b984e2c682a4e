//! The client as a program, by the contract of `conform402 client`: once by the environment, or
//! long-lived over JSON lines.

use std::io::{self, BufRead, Write};
use std::process::{self, ExitCode};

use reference402::client::{Client, Lazy, Options, Outcome, Refusal, Request};
use reference402::{Faults, Role};
use serde_json::{Map, Value, json};

/// What the command line says.
pub(crate) struct Setup {
    options: Options,
    faults: Faults,
    lines: bool,
    url: Option<String>,
}

impl Setup {
    /// Reads the environment, then the arguments.
    pub(crate) fn read(words: &[&str]) -> Result<Self, String> {
        let mut options = Options::from_environment()?;
        let (mut names, mut lines, mut url) = (Vec::new(), false, None);
        let mut words = words.iter().copied();
        while let Some(word) = words.next() {
            let mut value = || {
                words
                    .next()
                    .ok_or_else(|| format!("{word}: expected a value"))
            };
            match word {
                "--lines" => lines = true,
                "--plain-http" => options.plain_http = true,
                "--fault" => names.push(value()?),
                "--lazy" => {
                    let lazy = Lazy::named(value()?);
                    options.lazy = Some(lazy.ok_or("--lazy: expected the name of a lazy client")?);
                }
                "--clock-offset" => {
                    let offset = value()?.parse();
                    options.clock_offset =
                        offset.map_err(|_| "--clock-offset: expected seconds")?;
                }
                word if url.is_none() && !word.starts_with('-') => url = Some(word.to_owned()),
                other => return Err(format!("expected an option or one URL, found {other:?}")),
            }
        }
        let faults = Faults::new(Role::Client, names).map_err(|error| error.to_string())?;
        Ok(Self {
            options,
            faults,
            lines,
            url,
        })
    }

    /// Fetches.
    pub(crate) fn run(self) -> io::Result<ExitCode> {
        if self.lines {
            return self.answer_lines().map(|()| ExitCode::SUCCESS);
        }
        self.fetch_once()
    }

    fn fetch_once(self) -> io::Result<ExitCode> {
        let variable = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
        let mut request = Request::get(
            &self
                .url
                .or_else(|| variable("CONFORM402_URL"))
                .unwrap_or_default(),
        );
        request.method = variable("CONFORM402_METHOD").unwrap_or_default();
        if let Some(file) = variable("CONFORM402_BODY_FILE") {
            request.body = std::fs::read(file)?;
        }
        if let Some(file) = variable("CONFORM402_HEADERS_FILE") {
            let headers: Value = serde_json::from_slice(&std::fs::read(file)?)?;
            request.headers = headers_of(&headers);
        }
        let calls = variable("CONFORM402_CALLS").and_then(|calls| calls.parse().ok());
        let mut client = Client::new(self.options, self.faults);
        let last = repeat(&mut client, &request, calls.unwrap_or(1));
        writeln!(io::stdout(), "{}", account(&last))?;
        Ok(ExitCode::from(match last {
            Ok(_) => 0,
            Err(Refusal::Refused(_)) => 10,
            Err(Refusal::Unsupported(_)) => 127,
            Err(_) => 1,
        }))
    }

    /// One JSON message a line in, one a line out; a client of its own for each.
    fn answer_lines(self) -> io::Result<()> {
        let mut out = io::stdout().lock();
        for line in io::stdin().lock().lines() {
            let Ok(message) = serde_json::from_str::<Value>(&line?) else {
                continue;
            };
            let mut reply = match message.get("fetch") {
                None => hello(),
                Some(fetch) => self.answer(fetch),
            };
            if let (Some(reply), Some(id)) = (reply.as_object_mut(), message.get("id")) {
                reply.insert("id".to_owned(), id.clone());
            }
            writeln!(out, "{reply}")?;
            out.flush()?;
        }
        Ok(())
    }

    fn answer(&self, fetch: &Value) -> Value {
        let text = |name: &str| fetch.get(name).and_then(Value::as_str);
        let mut options = self.options.clone();
        let read = options
            .set_wallet_key(text("wallet_key"))
            .and_then(|()| options.set_max_amount(text("max_amount")));
        if let Err(why) = read {
            return json!({ "error": why });
        }
        if let Some(networks) = text("network") {
            options.set_networks(networks);
        }
        if let Some(key) = text("testpay_key") {
            key.clone_into(&mut options.testpay_key);
        }
        let mut request = Request::get(text("url").unwrap_or_default());
        text("method")
            .unwrap_or_default()
            .clone_into(&mut request.method);
        request.headers = headers_of(fetch.get("headers").unwrap_or(&Value::Null));
        request.body = text("body").unwrap_or_default().as_bytes().to_vec();
        let calls = fetch.get("calls").and_then(Value::as_u64).unwrap_or(1);
        let mut client = Client::new(options, self.faults.clone());
        let last = repeat(&mut client, &request, calls);
        match &last {
            Ok(_) => json!({ "ok": account(&last) }),
            Err(Refusal::Refused(why)) => json!({ "refused": why }),
            Err(Refusal::Unsupported(why)) => json!({ "unsupported": why }),
            Err(other) => json!({ "error": other.to_string() }),
        }
    }
}

fn hello() -> Value {
    let implementation = json!({ "name": "reference402", "version": env!("CARGO_PKG_VERSION") });
    json!({ "ok": { "protocol": 1, "implementation": implementation } })
}

/// The last of several fetches by one client.
fn repeat(client: &mut Client, request: &Request, calls: u64) -> Result<Outcome, Refusal> {
    if client.is_to_crash() {
        process::abort();
    }
    let mut last = client.fetch(request);
    for _ in 1..calls {
        last = client.fetch(request);
    }
    last
}

fn headers_of(object: &Value) -> Vec<(String, String)> {
    let members = object.as_object().into_iter().flatten();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    members
        .map(|(name, value)| (name.clone(), text(value)))
        .collect()
}

/// What the client says about its last fetch.
fn account(last: &Result<Outcome, Refusal>) -> Value {
    let outcome = match last {
        Ok(outcome) => outcome,
        Err(refusal @ Refusal::Refused(_)) => {
            // Only a 402 is refused.
            return json!({ "status": 402, "error": refusal.to_string() });
        }
        Err(refusal) => return json!({ "error": refusal.to_string() }),
    };
    let mut account = Map::new();
    account.insert("status".to_owned(), outcome.status.into());
    account.insert("body_sha256".to_owned(), outcome.body_sha256().into());
    for (name, json) in [
        ("settlement", &outcome.settlement),
        ("receipt", &outcome.receipt),
    ] {
        if let Some(value) = json
            .as_deref()
            .and_then(|json| serde_json::from_str(json).ok())
        {
            account.insert(name.to_owned(), value);
        }
    }
    Value::Object(account)
}
