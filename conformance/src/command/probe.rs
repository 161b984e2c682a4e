use std::io::{self, Write as _};
use std::path::PathBuf;

use clap::Args;

use super::Stop;
use super::ask::{Ask, Place};
use super::common::Common;
use super::draft::Sight;
use super::new::write_new;
use crate::clock::Begun;
use crate::exchange::http::Response;
use crate::exchange::{Log, glance, scope};
use crate::plan::Profile;
use crate::report::Run;
use crate::verdict::{Judge, judge};

/// Reads one unpaid answer: checks it, and drafts the profile of its server.
#[derive(Debug, Args)]
pub(super) struct Probe {
    #[command(flatten)]
    ask: Ask,
    /// Write the profile to a new file instead of standard output.
    #[arg(long, value_name = "FILE")]
    write: Option<PathBuf>,
    #[command(flatten)]
    common: Common,
}

impl Probe {
    pub(super) fn run(&self) -> Result<u8, Stop> {
        let begun = Begun::now();
        let set = self.common.role_set("server")?;
        self.common.check_destinations()?;
        let place = self.ask.place()?;
        let log = Log::default();
        let answer = self.ask.answer(&place, self.common.timeout(), &log)?;
        let sight = Sight::of(&answer, begun.unix);
        if sight.protocols.is_empty() {
            return Err(Stop {
                status: 3,
                lines: unrecognized(&answer),
            });
        }
        let text = sight.profile(&place, &self.ask.method, &answer);
        let profile: Profile = serde_json::from_str(&text)
            .map_err(|error| Stop::fault(&format!("the drafted profile: {error}")))?;

        let revision = self.common.spec.clone();
        let judging = Judge {
            registry: &set.registry,
            revision: revision.as_deref(),
            canary: None,
            secret: None,
            fail_on: self.common.fail_on(),
        };
        let (selection, scope) = (self.common.selection(), scope(&profile, &place.endpoint));
        let mut checks = Vec::new();
        for scenario in set.scenarios("server") {
            let unclaimed =
                |need: &String| need.starts_with("capability.") && profile.lacks(need).is_some();
            if !profile.protocols.contains(&scenario.spec) || scenario.needs.iter().any(unclaimed) {
                continue;
            }
            let (reduced, observations) = glance(scenario, &scope, &answer, 0);
            checks.extend(judge(&judging, &reduced, &observations));
        }
        checks.retain(|check| selection.wants(&check.id));
        let run = Run {
            role: "server",
            target: (profile.name.clone(), profile.version.clone()),
            url: place.endpoint.origin(),
            seed: self.common.seed(),
            revision,
            profile: Some(profile.public()),
            set: &set,
            planned: checks.len(),
            started: begun.unix,
            elapsed: begun.elapsed(),
            checks,
            exchanges: log.take(),
            obstacle: None,
            notes: Vec::new(),
        };
        self.hand_over(&run, &text, &place, &sight)
    }

    /// The profile alone goes to standard output; everything else then goes to standard error.
    fn hand_over(
        &self,
        run: &Run<'_>,
        profile: &str,
        place: &Place,
        sight: &Sight,
    ) -> Result<u8, Stop> {
        let status = if let Some(path) = &self.write {
            write_new(path, profile)?;
            self.common.finish(run)?
        } else {
            let status = self.common.finish_on(run, &mut io::stderr().lock())?;
            let mut out = io::stdout().lock();
            // A reader that went away is no fault.
            let _ = out.write_all(profile.as_bytes());
            status
        };
        eprintln!(
            "conform402: one answer of {}{} was read and nothing was paid; what it cannot show, for you to state:",
            place.endpoint.origin(),
            place.path
        );
        for line in sight.unseen() {
            eprintln!("  {line}");
        }
        Ok(status)
    }
}

fn unrecognized(answer: &Response) -> Vec<String> {
    let status = answer.head.status;
    let mut lines = vec![format!(
        "the answer, with status {status}, offers no payment by x402 version 1 or MPP"
    )];
    let location = answer.head.lines("location").next();
    if let (300..=399, Some(location)) = (status, location) {
        let location = crate::bytes::show(location, 400);
        lines.push(format!(
            "it redirects to {location}, which was not followed: probe that"
        ));
    } else if answer.head.lines("payment-required").next().is_some() {
        lines.push("it carries PAYMENT-REQUIRED, the field of x402 version 2".to_owned());
    } else if status != 402 {
        lines.push("is this a paid route, and --method right?".to_owned());
    }
    lines
}
