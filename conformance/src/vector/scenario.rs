use alloc::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Map, Value};

use super::clause::{self, Branch, Row};
use super::mutation::Mutation;

/// A vector that runs steps against a target: one JSON file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Scenario {
    #[serde(rename = "$schema")]
    _schema: Option<String>,
    /// Version of the vector format.
    pub format: u32,
    /// Path of the file below `vectors/`, without `.json`.
    pub id: String,
    /// Who is under test.
    pub role: String,
    /// The protocol family.
    pub spec: String,
    /// What the vector is about, in one line.
    pub title: Option<String>,
    /// Where the case comes from.
    pub source: Option<Value>,
    /// What the target must offer.
    #[serde(default)]
    pub needs: Vec<String>,
    /// New: shown, not scored.
    #[serde(default)]
    pub provisional: bool,
    /// What happens, in order.
    pub steps: Vec<Step>,
}

/// One request, or one for each row, and what is expected.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Step {
    /// Unique in the file.
    pub id: String,
    /// Whether this step proves that the target works at all; a failure makes the rest inconclusive.
    #[serde(default)]
    pub control: bool,
    /// Rows of data; the step runs once for each.
    #[serde(default)]
    pub each: Vec<Row>,
    /// How the stub facilitator departs from honesty during this step.
    #[serde(default)]
    pub facilitator: Option<Value>,
    /// Seconds to wait before sending.
    #[serde(default)]
    pub wait: f64,
    /// The request.
    pub send: Value,
    /// Send the same bytes several times.
    pub repeat: Option<Repeat>,
    /// Clauses that must hold, by name.
    #[serde(default)]
    pub expect: Map<String, Value>,
    /// Named alternatives, any of which is legal.
    #[serde(default)]
    pub either: Vec<Branch>,
    /// Requirements by clause, or one for all clauses.
    #[serde(default)]
    pub req: Value,
    /// Facts to keep for later steps.
    #[serde(default)]
    pub capture: BTreeMap<String, Capture>,
    /// A word to the reader.
    pub note: Option<String>,
}

impl Step {
    /// The names of all clauses; alternatives count as one.
    #[must_use]
    pub fn clauses(&self) -> Vec<String> {
        clause::names(&self.expect, &self.either)
    }

    /// Whether any clause, in alternatives too, is of this kind.
    #[must_use]
    pub fn asks(&self, kind: &str) -> bool {
        let branches = self.either.iter().flat_map(|branch| branch.expect.keys());
        self.expect
            .keys()
            .chain(branches)
            .any(|clause| clause.split(':').next() == Some(kind))
    }

    /// The requirements that a clause cites; none makes it setup.
    #[must_use]
    pub fn requirements(&self, clause: &str) -> Vec<String> {
        clause::cited(&self.req, clause)
    }

    /// What is carried out for this step of a file: the ids of its cases, and their rows.
    #[must_use]
    pub fn rows(&self, file: &Scenario) -> Vec<(String, Option<&Row>)> {
        clause::rows(&file.id, &self.id, &self.each)
    }
}

/// How often the same bytes are sent.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Repeat {
    /// How many times in all.
    pub times: usize,
    /// All at once instead of one after the other.
    #[serde(default)]
    pub parallel: bool,
}

/// What to keep of an answer.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[non_exhaustive]
pub enum Capture {
    /// The first offer that contains these members, wherever the protocol puts offers.
    Offer(Map<String, Value>),
    /// A place in the JSON body.
    Body(String),
    /// The value of a header field.
    Header(String),
    /// How many there are.
    Count(Counted),
    /// The operation of a discovery document with this path and method.
    Operation(Map<String, Value>),
}

/// What a capture counts.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Counted {
    /// Offers, wherever the protocol puts them.
    Offers,
}

/// A request, after substitution.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Send {
    /// The method; GET unless told.
    #[serde(default = "get")]
    pub method: String,
    /// The request target below the profile's base URL.
    pub path: String,
    /// Field lines; a list of values gives several lines, null removes a default one.
    #[serde(default)]
    pub headers: Map<String, Value>,
    /// JSON content, or text.
    pub body: Option<Value>,
    /// A payment to attach.
    pub pay: Option<Pay>,
}

fn get() -> String {
    "GET".to_owned()
}

/// A payment, honest but for the mutations.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Pay {
    /// Label of the paying wallet.
    #[serde(default = "alice")]
    pub wallet: String,
    /// The offer to pay.
    pub terms: Option<Value>,
    /// Send again what an earlier step sent.
    pub reuse: Option<String>,
    /// Whether mutations of the content come before the signature is made, or after.
    #[serde(default)]
    pub sign: Sign,
    /// Members of the EIP-712 domain that differ from the offer.
    #[serde(default)]
    pub domain: Map<String, Value>,
    /// Departures from the honest payment.
    #[serde(default)]
    pub mutate: Vec<Mutation>,
    /// Name of the header field, in this letter case.
    pub field: Option<String>,
    /// How many field lines carry it.
    #[serde(default = "once")]
    pub copies: usize,
    /// Pay the captured challenge itself, even if it was paid before.
    #[serde(default)]
    pub stale: bool,
    /// Give the altered challenge the id that the target's binding secret gives it.
    #[serde(default)]
    pub forge: bool,
}

fn once() -> usize {
    1
}

fn alice() -> String {
    "alice".to_owned()
}

/// Which content the signature covers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Sign {
    /// Sign the altered content: the signature is good, the content is not.
    #[default]
    After,
    /// Sign the honest content, then alter it: the signature no longer fits.
    Before,
}

/// How the stub facilitator departs from honesty, by endpoint.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Stub {
    /// At `/verify`.
    pub verify: Option<Reply>,
    /// At `/settle`.
    pub settle: Option<Reply>,
    /// What every payer holds, in atomic units; enough unless told.
    pub balance: Option<String>,
    /// Whether connections are refused.
    #[serde(default)]
    pub down: bool,
}

/// Changes to the honest answer.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Reply {
    /// Another status.
    pub status: Option<u16>,
    /// Changes to the honest JSON body.
    #[serde(default)]
    pub change: Vec<Mutation>,
    /// Another body altogether.
    pub text: Option<String>,
    /// Another content type.
    pub r#type: Option<String>,
    /// Seconds to wait.
    #[serde(default)]
    pub delay: f64,
    /// Close the connection without an answer.
    #[serde(default)]
    pub drop: bool,
    /// Close the connection this many bytes before the announced end.
    #[serde(default)]
    pub missing: usize,
    /// So many spaces after the body.
    #[serde(default)]
    pub pad: usize,
    /// Answer 308 first, and this at the place it tells of.
    #[serde(default)]
    pub redirect: bool,
    /// Settle the payment, whatever is answered.
    #[serde(default)]
    pub settles: bool,
}
