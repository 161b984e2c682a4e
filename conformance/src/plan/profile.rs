use alloc::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::vector::Set;
use crate::vector::lint::check_profile;

/// What a target claims, and how to reach it.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Profile {
    #[serde(rename = "$schema", skip_serializing)]
    _schema: Option<String>,
    /// Name of the target.
    pub name: String,
    /// Version of the target.
    #[serde(default)]
    pub version: String,
    /// Protocol families it claims: `x402-v1`, `mpp-core` …
    pub protocols: Vec<String>,
    /// Selected draft revision, for families that have several.
    pub revision: Option<String>,
    /// Base URL of a target that already runs.
    pub url: Option<String>,
    /// How to start a target.
    #[serde(skip_serializing)]
    pub start: Option<Start>,
    /// Routes by purpose: paid, dearer, short, body, free, failing …
    #[serde(default)]
    pub routes: BTreeMap<String, Route>,
    /// Text that only the paid content has.
    pub canary: Option<String>,
    /// Network that is paid on.
    #[serde(default = "base_sepolia")]
    pub network: String,
    /// Account that must be paid. A target that is started gets one of a published label otherwise.
    pub pay_to: Option<String>,
    /// Who verifies and settles.
    #[serde(default)]
    pub facilitator: FacilitatorMode,
    /// Whether the target settles without a verdict before, so that it never calls verify.
    #[serde(default)]
    pub settles_first: bool,
    /// Shared key of the method `testpay`.
    #[serde(default = "testpay_key", skip_serializing)]
    pub testpay_key: String,
    /// The secret that challenge ids are bound with, where the target reveals it.
    #[serde(skip_serializing)]
    pub binding_secret: Option<String>,
    /// Who keeps the single-use ledger of test payments: the library, or test glue.
    #[serde(default)]
    pub ledger: Ledger,
    /// Optional behaviour that the target claims.
    #[serde(default)]
    pub capabilities: Vec<String>,
    /// How a client is started, and what it cannot do.
    #[serde(default)]
    pub client: ClientClaims,
    /// A program that pays instead of the runner.
    pub payer: Option<Payer>,
    /// Folder of the profile file, which relative paths start from.
    #[serde(skip)]
    pub folder: PathBuf,
}

/// A way to start the target.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Start {
    /// Program and arguments; no shell.
    pub argv: Vec<String>,
    /// Working directory, from the profile's folder.
    #[serde(default)]
    pub cwd: PathBuf,
    /// More environment.
    #[serde(default)]
    pub env: BTreeMap<String, String>,
    /// Path that answers once the target is up.
    #[serde(default = "root")]
    pub ready: String,
    /// Seconds to wait for that.
    #[serde(default = "half_a_minute")]
    pub timeout: u64,
}

/// How a client is started, and what it cannot do.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
#[non_exhaustive]
pub struct ClientClaims {
    /// Program and arguments; no shell. `{url}` stands for what it fetches.
    pub argv: Vec<String>,
    /// Working directory, from the profile's folder.
    pub cwd: PathBuf,
    /// More environment.
    pub env: BTreeMap<String, String>,
    /// Whether it runs once and speaks JSON lines.
    pub lines: bool,
    /// What it cannot do: body, headers, methods, calls, cap, https, network, redirects, result.
    pub cannot: Vec<String>,
    /// Whether it pays by MPP over plain HTTP; all its origins then do without TLS.
    pub plain_http: bool,
    /// The method of honest MPP challenges, which it can pay.
    pub method: String,
    /// Other MPP methods that it can pay, beside those that its families name.
    pub methods: Vec<String>,
    /// Other networks that it can pay on.
    pub networks: Vec<String>,
}

impl Default for ClientClaims {
    fn default() -> Self {
        Self {
            argv: Vec::new(),
            cwd: PathBuf::new(),
            env: BTreeMap::new(),
            lines: false,
            cannot: Vec::new(),
            plain_http: false,
            method: "testpay".to_owned(),
            methods: Vec::new(),
            networks: Vec::new(),
        }
    }
}

/// A program that pays: an adapter that offers the operation `pay`.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Payer {
    /// Program and arguments; no shell.
    pub argv: Vec<String>,
}

/// One route of the target.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Route {
    /// Path and query below the base URL.
    pub path: String,
    /// Method it answers to.
    #[serde(default = "get")]
    pub method: String,
    /// Its price in atomic units, where the profile states it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount: Option<String>,
}

/// Who verifies and settles for the target.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum FacilitatorMode {
    /// The runner's stub.
    #[default]
    Stub,
    /// One of the target's own, out of sight.
    External,
    /// None is needed.
    None,
}

/// Who keeps the single-use ledger of test payments.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Ledger {
    /// The library under test: replays are its concern.
    #[default]
    Target,
    /// The glue of the test: replays say nothing about the library.
    Glue,
}

impl Profile {
    /// Reads a profile file that is to go with a vector set.
    ///
    /// # Errors
    ///
    /// Names the file, and what its schema finds wrong in it.
    pub fn load(path: &Path, set: &Set) -> Result<Self, Vec<String>> {
        let name = path.display().to_string();
        let at = |error: &dyn core::fmt::Display| vec![format!("{name}: {error}")];
        let text = std::fs::read_to_string(path).map_err(|error| at(&error))?;
        let value = serde_json::from_str(&text).map_err(|error| at(&error))?;
        let mut profile = Self::read(&name, value, set)?;
        path.parent()
            .unwrap_or(Path::new(""))
            .clone_into(&mut profile.folder);
        Ok(profile)
    }

    fn read(name: &str, value: Value, set: &Set) -> Result<Self, Vec<String>> {
        let findings = check_profile(name, &value, set).map_err(|error| vec![error])?;
        if !findings.is_empty() {
            return Err(findings.iter().map(ToString::to_string).collect());
        }
        serde_json::from_value(value).map_err(|error| vec![format!("{name}: {error}")])
    }

    /// The capabilities that no vector of the set asks for.
    #[must_use]
    pub fn unasked(&self, set: &Set) -> Vec<&str> {
        let needs = set.needs();
        let asked = |name: &str| needs.contains(format!("capability.{name}").as_str());
        let names = self.capabilities.iter().map(String::as_str);
        names.filter(|name| !asked(name)).collect()
    }

    /// The claims without the secrets, and without the way to start the target.
    #[must_use]
    pub fn public(&self) -> Value {
        let mut public = serde_json::to_value(self).unwrap_or_default();
        match public.get_mut("client") {
            Some(Value::Object(claims)) if !self.client.argv.is_empty() => {
                claims.retain(|name, _| !HOW_TO_START.contains(&name.as_str()));
            }
            Some(no_client) => *no_client = Value::Null,
            None => {}
        }
        if let Value::Object(members) = &mut public {
            members.retain(|name, value| PUBLIC.contains(&name.as_str()) && !value.is_null());
        }
        public
    }

    /// The profile of a client that a command line alone describes.
    ///
    /// # Errors
    ///
    /// Where name and protocols make no profile.
    pub fn of_client(name: &str, protocols: &[String], set: &Set) -> Result<Self, Vec<String>> {
        let described = serde_json::json!({ "name": name, "protocols": protocols });
        Self::read("the command line", described, set)
    }

    /// Says why a client cannot do what a vector needs; nothing where it can.
    #[must_use]
    pub fn client_lacks(&self, need: &str) -> Option<String> {
        let claims = &self.client;
        let has = |list: &[String], name: &str| list.iter().any(|other| other == name);
        let met = match need.split_once('.') {
            Some(("method", name)) => {
                // Who claims what is said of a method pays by it.
                let family = format!("mpp-{name}");
                claims.method == name || has(&claims.methods, name) || has(&self.protocols, &family)
            }
            Some(("network", name)) => self.network == name || has(&claims.networks, name),
            Some(("capability", name)) => has(&self.capabilities, name),
            _ if need == "https" => !claims.plain_http && !has(&claims.cannot, need),
            _ => !has(&claims.cannot, need),
        };
        (!met).then(|| format!("the profile claims no {need}"))
    }

    /// Says why a need of a vector is not met; nothing where it is.
    #[must_use]
    pub fn lacks(&self, need: &str) -> Option<String> {
        let missing = |what: String| Some(format!("the profile states no {what}"));
        match need.split_once('.') {
            Some(("route", name)) if self.routes.contains_key(name) => None,
            Some(("route", name)) => missing(format!("route {name:?}")),
            Some(("capability", name)) if self.capabilities.iter().any(|has| has == name) => None,
            Some(("capability", name)) => missing(format!("capability {name:?}")),
            Some(("facilitator", "stub")) => match self.facilitator {
                FacilitatorMode::Stub => None,
                _ => Some("the target does not use the runner's facilitator".to_owned()),
            },
            Some(("facilitator", "verify")) if self.settles_first => {
                Some("the target settles first, and asks for no verdict".to_owned())
            }
            Some(("facilitator", "verify")) => None,
            Some(("amount", name)) => {
                let amount = self
                    .routes
                    .get(name)
                    .and_then(|route| route.amount.as_ref());
                match amount {
                    Some(_) => None,
                    None => missing(format!("amount of the route {name:?}")),
                }
            }
            _ if need == "pay_to" && self.pay_to.is_some() => None,
            _ if need == "canary" && self.canary.is_some() => None,
            _ if need == "secret" && self.binding_secret.is_some() => None,
            _ if need == "ledger" => match self.ledger {
                Ledger::Target => None,
                Ledger::Glue => Some("the single-use ledger is test glue".to_owned()),
            },
            _ => missing(need.to_owned()),
        }
    }
}

fn base_sepolia() -> String {
    "base-sepolia".to_owned()
}

fn testpay_key() -> String {
    "conformance-testpay-key".to_owned()
}

fn root() -> String {
    "/".to_owned()
}

fn half_a_minute() -> u64 {
    30
}

fn get() -> String {
    "GET".to_owned()
}

/// What reports may repeat.
const PUBLIC: [&str; 12] = [
    "name",
    "version",
    "protocols",
    "revision",
    "routes",
    "canary",
    "network",
    "pay_to",
    "facilitator",
    "ledger",
    "capabilities",
    "client",
];

/// What reports do not repeat of a client's claims.
const HOW_TO_START: [&str; 3] = ["argv", "cwd", "env"];
