use core::hash::BuildHasher as _;
use core::time::Duration;
use std::collections::hash_map::RandomState;
use std::net::TcpListener;
use std::path::Path;
use std::time::Instant;

use super::http::{Endpoint, Limits, Request, send};
use super::process::{self, Process};
use crate::crypto::Wallet;
use crate::plan::{Profile, Start};

/// A running target: one that was there already, or a process group of our own.
#[derive(Debug)]
#[non_exhaustive]
pub struct Target {
    /// Where it answers.
    pub endpoint: Endpoint,
    process: Option<Process>,
}

impl Target {
    /// Uses a target that runs already.
    ///
    /// # Errors
    ///
    /// Where the URL is not one, or the file holds no certificates.
    pub fn at(url: &str, ca_file: Option<&Path>) -> Result<Self, String> {
        Endpoint::parse(url, ca_file).map(Self::from)
    }

    /// Starts the target of a profile and waits until it answers.
    ///
    /// # Errors
    ///
    /// Says why it does not run, with the end of its output.
    pub fn start(profile: &Profile, start: &Start, facilitator: &str) -> Result<Self, String> {
        let port = free_port().map_err(|error| format!("no loopback port: {error}"))?;
        let endpoint = Endpoint::loopback(port);
        let process = spawn(profile, start, facilitator, port)
            .map_err(|error| format!("cannot start {:?}: {error}", start.argv))?;
        let mut target = Self {
            endpoint,
            process: Some(process),
        };
        target.await_ready(start)?;
        Ok(target)
    }

    fn await_ready(&mut self, start: &Start) -> Result<(), String> {
        let request = Request {
            method: "GET".to_owned(),
            target: start.ready.clone(),
            headers: vec![
                ("Host".to_owned(), self.endpoint.authority().into_bytes()),
                ("Connection".to_owned(), b"close".to_vec()),
            ],
            body: Vec::new(),
        };
        let deadline = Instant::now() + Duration::from_secs(start.timeout);
        let limits = Limits::within(Duration::from_secs(2));
        while Instant::now() < deadline {
            if send(&self.endpoint, &request.to_bytes(), false, limits)
                .1
                .is_ok()
            {
                return Ok(());
            }
            if let Some(process) = &mut self.process
                && let Some(status) = process.ended()
            {
                return Err(format!("the target ended ({status}):\n{}", process.tail()));
            }
            std::thread::sleep(Duration::from_millis(30));
        }
        let tail = self.process.as_ref().map(Process::tail).unwrap_or_default();
        Err(format!(
            "the target does not answer within {} s:\n{tail}",
            start.timeout
        ))
    }
}

impl From<Endpoint> for Target {
    /// Uses a target that runs already.
    fn from(endpoint: Endpoint) -> Self {
        Self {
            endpoint,
            process: None,
        }
    }
}

fn spawn(
    profile: &Profile,
    start: &Start,
    facilitator: &str,
    port: u16,
) -> std::io::Result<Process> {
    let mut command = process::command(&start.argv, &profile.folder.join(&start.cwd))?;
    command
        .env("PORT", port.to_string())
        .env("FACILITATOR_URL", facilitator)
        .env("CONFORM402_NETWORK", &profile.network)
        .env("CONFORM402_PAY_TO", account(profile))
        .env("CONFORM402_TESTPAY_KEY", &profile.testpay_key)
        .envs(
            profile
                .binding_secret
                .iter()
                .map(|secret| ("CONFORM402_BINDING_SECRET", secret)),
        )
        .envs(&start.env);
    Process::spawn_silent(command)
}

/// Whom the target has paid: an account that the profile states, or one that anybody can derive.
fn account(profile: &Profile) -> String {
    let derived = || Wallet::from_label(MERCHANT).address().to_string();
    profile.pay_to.clone().unwrap_or_else(derived)
}

/// The label of whom a target has paid where its profile states no account.
const MERCHANT: &str = "merchant";

/// A port that nobody listens on, below those that systems give to outgoing connections: the target
/// binds it only later, and one of these may take it meanwhile.
fn free_port() -> std::io::Result<u16> {
    let mut port = 0;
    for _ in 0..64 {
        let luck = RandomState::new().hash_one(port);
        port = 10_000 + u16::try_from(luck % 22_000).unwrap_or_default();
        if TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return Ok(port);
        }
    }
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}
