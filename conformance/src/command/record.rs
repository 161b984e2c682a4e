mod shape;

use alloc::sync::Arc;
use core::time::Duration;
use std::path::PathBuf;

use clap::Args;
use serde_json::{Map, Value, json};

use super::Stop;
use super::ask::{Ask, Place};
use super::common::random_seed;
use super::draft::{Sight, object};
use super::money::purse;
use super::new::write_vector;
use crate::clock::unix_now;
use crate::exchange::http::{Limits, Response};
use crate::exchange::{Facilitator, Health, Log, Runner, Target};
use crate::plan::Profile;
use crate::vector::Scenario;
use shape::{Known, clauses};

/// Records a live exchange as the draft of a server vector.
#[derive(Debug, Args)]
pub(super) struct Record {
    #[command(flatten)]
    ask: Ask,
    /// Id of the vector: its path below vectors/, without .json; begins with x402 or mpp.
    #[arg(long, value_name = "ID")]
    vector: String,
    /// The folder laid out like vectors/.
    #[arg(long, value_name = "DIR", default_value = "vectors")]
    vectors: PathBuf,
    /// Pay with the published test wallet, and record the paid answer too.
    #[arg(long)]
    pay: bool,
    /// Most that may be offered, in atomic units; 0 off loopback unless given.
    #[arg(long, value_name = "AMOUNT")]
    max_spend: Option<u128>,
    /// Pay on this network although its money is real. May be repeated.
    #[arg(long, value_name = "NAME")]
    allow_network: Vec<String>,
    /// Port of the runner's facilitator, for a target that asks it; a free one unless given.
    #[arg(long, value_name = "PORT", default_value_t = 0)]
    facilitator_port: u16,
    /// Seconds that one exchange may take.
    #[arg(long, value_name = "SECONDS", default_value_t = 10)]
    #[arg(value_parser = clap::value_parser!(u64).range(1..=3600))]
    timeout: u64,
}

impl Record {
    pub(super) fn run(&self) -> Result<u8, Stop> {
        let spec = if self.vector.starts_with("mpp") {
            "mpp-core"
        } else {
            "x402-v1"
        };
        let now = unix_now();
        let place = self.ask.place()?;
        let timeout = Duration::from_secs(self.timeout);
        let log = Arc::new(Log::default());
        let answer = self.ask.answer(&place, timeout, &log)?;
        let sight = Sight::of(&answer, now);
        let text = sight.profile(&place, &self.ask.method, &answer);
        let profile: Profile = serde_json::from_str(&text)
            .map_err(|error| Stop::fault(&format!("the drafted profile: {error}")))?;
        let mut steps = vec![Draft::unpaid(self.ask.send()?)];
        let mut answers = vec![answer];
        if self.pay {
            let wanted = sight.payable(spec).ok_or_else(|| Stop {
                status: 3,
                lines: vec![format!(
                    "--pay: the answer has no offer of {spec} that this program can pay"
                )],
            })?;
            steps = Draft::paid(self.ask.send()?, &wanted);
            answers = self.carry_out(spec, &steps, place, &profile, &log)?;
        }
        let known: Known = [
            (Some(profile.network), "${network}"),
            (profile.pay_to, "${pay_to}"),
        ]
        .into_iter()
        .filter_map(|(value, reference)| Some((value?, reference)))
        .collect();
        let status = answers.last().map_or(0, |answer| answer.head.status);
        for (step, answer) in steps.iter_mut().zip(&answers) {
            step.expect = clauses(spec, answer, now, &known);
            step.keep_public();
        }
        let path = write_vector(&self.vectors, &self.vector, &self.text(spec, &steps))?;
        say!("{}", path.display());
        eprintln!(
            "conform402: state its title, cite a requirement for each clause, and take out what the text does not demand"
        );
        if self.pay && status >= 300 {
            eprintln!("  the payment was not served: status {status}");
        }
        for (name, _) in self.ask.headers.iter().filter(|(name, _)| !is_public(name)) {
            eprintln!("  the value of {name} was not written");
        }
        Ok(0)
    }

    /// Carries the steps out on the live target.
    fn carry_out(
        &self,
        spec: &str,
        steps: &[Draft],
        place: Place,
        profile: &Profile,
        log: &Arc<Log>,
    ) -> Result<Vec<Response>, Stop> {
        let purse = purse(
            &place.endpoint,
            &profile.network,
            self.max_spend,
            &self.allow_network,
        )?;
        let scenario: Scenario = serde_json::from_str(&self.text(spec, steps))
            .map_err(|error| Stop::fault(&format!("the drafted vector: {error}")))?;
        let limits = Limits::within(Duration::from_secs(self.timeout));
        let facilitator = Facilitator::start(self.facilitator_port, Arc::clone(log), limits)
            .map_err(|error| Stop::fault(&format!("the stub facilitator: {error}")))?;
        let runner = Runner {
            profile,
            target: &Target::from(place.endpoint),
            facilitator: &facilitator,
            log,
            seed: &random_seed(),
            limits,
            purse: &purse,
            clock: None,
            payer: None,
            serial: true,
            health: Health::default(),
        };
        let mut answers = Vec::new();
        for observation in runner.run(&scenario) {
            let answer = observation.answers.into_iter().next();
            match (observation.obstacle, answer) {
                (None, Some(Ok(answer))) => answers.push(answer),
                (Some(why), _) => return Err(unfinished(why)),
                (None, Some(Err(fault))) => return Err(unfinished(fault.to_string())),
                (None, None) => return Err(unfinished("no answer".to_owned())),
            }
        }
        Ok(answers)
    }

    fn text(&self, spec: &str, steps: &[Draft]) -> String {
        let up = "../".repeat(self.vector.matches('/').count() + 1);
        let mut needs = vec!["route.paid"];
        if steps
            .iter()
            .any(|step| json!(step.expect).to_string().contains("${pay_to}"))
        {
            needs.push("pay_to");
        }
        let steps: Vec<_> = steps.iter().map(Draft::text).collect();
        let members = [
            (
                "$schema",
                json!(format!("{up}schemas/vector.schema.json")).to_string(),
            ),
            ("format", "1".to_owned()),
            ("id", json!(self.vector).to_string()),
            (
                "title",
                json!("What this is about, in one line").to_string(),
            ),
            ("role", json!("server").to_string()),
            ("spec", json!(spec).to_string()),
            ("needs", json!(needs).to_string()),
            ("steps", format!("[{}]", steps.join(", "))),
        ];
        object(members.into_iter())
    }
}

/// A step on its way into the file.
struct Draft {
    id: &'static str,
    control: bool,
    send: Map<String, Value>,
    expect: Map<String, Value>,
    capture: Option<Value>,
}

impl Draft {
    fn unpaid(send: Map<String, Value>) -> Self {
        Self {
            id: "unpaid",
            control: false,
            send,
            expect: Map::new(),
            capture: None,
        }
    }

    /// An unpaid request, and the same one paid.
    fn paid(send: Map<String, Value>, wanted: &Value) -> Vec<Self> {
        let mut unpaid = Self::unpaid(send.clone());
        unpaid.capture = Some(json!({ "terms": { "offer": wanted } }));
        let mut paid = Self::unpaid(send);
        paid.id = "paid";
        paid.control = true;
        paid.send
            .insert("pay".to_owned(), json!({ "terms": "${terms}" }));
        vec![unpaid, paid]
    }

    /// Leaves out header fields that may hold a secret.
    fn keep_public(&mut self) {
        if let Some(Value::Object(headers)) = self.send.get_mut("headers") {
            headers.retain(|name, _| is_public(name));
            if headers.is_empty() {
                self.send.remove("headers");
            }
        }
    }

    fn text(&self) -> String {
        let members = [
            ("id", Some(json!(self.id))),
            ("control", self.control.then_some(json!(true))),
            ("send", Some(json!(self.send))),
            ("expect", Some(json!(self.expect))),
            ("req", Some(json!("REQUIREMENT"))),
            ("capture", self.capture.clone()),
        ];
        let stated = members
            .into_iter()
            .filter_map(|(name, value)| Some((name, value?.to_string())));
        object(stated)
    }
}

fn unfinished(why: String) -> Stop {
    Stop {
        status: 3,
        lines: vec![why],
    }
}

/// Whether a request field may be written down: those that say what is asked for, not who asks.
fn is_public(name: &str) -> bool {
    const PUBLIC: [&str; 10] = [
        "accept",
        "accept-encoding",
        "accept-language",
        "accept-payment",
        "cache-control",
        "content-type",
        "if-none-match",
        "origin",
        "range",
        "user-agent",
    ];
    PUBLIC.contains(&name.to_ascii_lowercase().as_str())
}
