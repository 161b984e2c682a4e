use alloc::collections::BTreeMap;

use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

use super::clause::{self, Branch, Row};
use super::mutation::Mutation;
use super::scope::Scope;

/// A vector that has a client fetch from a scripted origin: one JSON file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct ClientFile {
    #[serde(rename = "$schema")]
    _schema: Option<String>,
    /// Version of the vector format.
    pub format: u32,
    /// Path of the file below `vectors/`, without `.json`.
    pub id: String,
    /// Who is under test: `client`.
    pub role: String,
    /// The protocol family.
    pub spec: String,
    /// What the vector is about, in one line.
    pub title: Option<String>,
    /// Where the cases come from.
    pub source: Option<Value>,
    /// What the client can do.
    #[serde(default)]
    pub needs: Vec<String>,
    /// New: shown, not scored.
    #[serde(default)]
    pub provisional: bool,
    /// Invocations of the client, each against an origin of its own.
    pub cases: Vec<Fetching>,
}

/// One invocation of the client, or one for each row, and what is expected.
///
/// `fetch`, `offers` and `serve` stay as they are written until a row's references are filled in.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Fetching {
    /// Unique in the file.
    pub id: String,
    /// A word to the reader.
    pub note: Option<String>,
    /// Whether this case shows that the client pays at all.
    #[serde(default)]
    pub control: bool,
    /// What the client can do, for this case.
    #[serde(default)]
    pub needs: Vec<String>,
    /// Rows of data; the client is invoked once for each.
    #[serde(default)]
    pub each: Vec<Row>,
    /// What the client is told: a [`Fetch`].
    #[serde(default = "object")]
    pub fetch: Value,
    /// What the origin asks for: a list of [`Offer`].
    #[serde(default = "one_honest_offer")]
    pub offers: Value,
    /// How the origin departs from the honest shop: a list of [`Rule`].
    #[serde(default = "list")]
    pub serve: Value,
    /// Clauses that must hold, by name.
    #[serde(default)]
    pub expect: Map<String, Value>,
    /// Named alternatives, any of which is legal.
    #[serde(default)]
    pub either: Vec<Branch>,
    /// Requirements by clause, or one for all clauses.
    #[serde(default)]
    pub req: Value,
}

impl ClientFile {
    /// Every invocation: the id of its case, the case, and its row.
    pub fn invocations(&self) -> impl Iterator<Item = (String, &Fetching, Option<&Row>)> {
        self.cases.iter().flat_map(move |case| {
            let rows = clause::rows(&self.id, &case.id, &case.each).into_iter();
            rows.map(move |(id, row)| (id, case, row))
        })
    }
}

impl Fetching {
    /// The names of all clauses; alternatives count as one.
    #[must_use]
    pub fn clauses(&self) -> Vec<String> {
        clause::names(&self.expect, &self.either)
    }

    /// The requirements that a clause cites; none makes it setup.
    #[must_use]
    pub fn requirements(&self, clause: &str) -> Vec<String> {
        clause::cited(&self.req, clause)
    }
}

/// A case with its references replaced.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Filled {
    /// What the client is told.
    pub fetch: Fetch,
    /// What the origin asks for.
    pub offers: Vec<Offer>,
    /// How the origin departs from the honest shop.
    pub serve: Vec<Rule>,
    /// Clauses that must hold.
    pub expect: Map<String, Value>,
    /// Named alternatives.
    pub either: Vec<Branch>,
}

impl Filled {
    /// Replaces the references of a case.
    ///
    /// # Errors
    ///
    /// Names an unknown reference, or what is not as the format has it.
    pub fn new(case: &Fetching, scope: &Scope) -> Result<Self, String> {
        Ok(Self {
            fetch: Self::fetch(case, scope)?,
            offers: scope.typed(&case.offers, "offers")?,
            serve: scope.typed(&case.serve, "serve")?,
            expect: scope.members(&case.expect)?,
            either: scope.branches(&case.either)?,
        })
    }

    /// Replaces the references of what the client is told, which does not depend on ports.
    ///
    /// # Errors
    ///
    /// As [`Filled::new`].
    pub fn fetch(case: &Fetching, scope: &Scope) -> Result<Fetch, String> {
        scope.typed(&case.fetch, "fetch")
    }
}

/// What the client is told to do.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Fetch {
    /// The method.
    #[serde(default = "get")]
    pub method: String,
    /// Path and query.
    #[serde(default = "paid")]
    pub path: String,
    /// Fields of the request.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    /// Content: text, or JSON.
    pub body: Option<Value>,
    /// How often one client object fetches.
    #[serde(default = "once")]
    pub times: u32,
    /// The most that may be paid for one request, in atomic units.
    pub max_amount: Option<String>,
    /// The network of the wallet; that of the profile unless told.
    pub network: Option<String>,
    /// Label of the paying wallet.
    #[serde(default = "alice")]
    pub wallet: String,
    /// Whether the origin has TLS; by protocol and profile unless told.
    pub secure: Option<bool>,
}

impl Fetch {
    /// The content as bytes; nothing where there is none.
    #[must_use]
    pub fn content(&self) -> Option<Vec<u8>> {
        self.body.as_ref().map(written)
    }
}

/// An offer, honest but for what is told.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Offer {
    /// MPP: the method of the honest challenge.
    pub build: Option<String>,
    /// Merged into the honest offer; null removes a member.
    #[serde(default)]
    pub with: Value,
    /// Changes of the merged offer and of its text.
    #[serde(default)]
    pub change: Vec<Mutation>,
    /// Stands in the place of the offer, as it is.
    #[serde(default, deserialize_with = "present")]
    pub raw: Option<Value>,
}

/// How requests of a kind are answered.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a flag of the format, free of the others"
)]
pub struct Rule {
    /// Which requests.
    #[serde(default)]
    pub on: On,
    /// How many requests it answers at most.
    pub times: Option<usize>,
    /// What is changed.
    #[serde(default)]
    pub answer: Base,
    /// Other offers than those of the case.
    pub offers: Option<Vec<Offer>>,
    /// The bytes of the last 402 once more.
    #[serde(default)]
    pub same: bool,
    /// Another status code.
    pub status: Option<u16>,
    /// Another status line.
    pub line: Option<String>,
    /// Field lines: text, a list of lines, or null to leave one out.
    #[serde(default)]
    pub headers: Map<String, Value>,
    /// MPP: all challenges in one field line.
    #[serde(default)]
    pub join: bool,
    /// Changes to the JSON body and its text.
    #[serde(default)]
    pub change: Vec<Mutation>,
    /// Another body: text, or JSON.
    #[serde(default, deserialize_with = "present")]
    pub body: Option<Value>,
    /// The receipt; `Some(None)` leaves it out.
    #[serde(default, deserialize_with = "present")]
    pub receipt: Option<Option<Receipt>>,
    /// The body comes in chunks.
    #[serde(default)]
    pub chunked: bool,
    /// Seconds to wait before the answer.
    #[serde(default)]
    pub delay: f64,
    /// Close without an answer.
    #[serde(default)]
    pub drop: bool,
    /// Close this many bytes before the announced end.
    #[serde(default)]
    pub missing: usize,
}

/// Which requests a rule answers; all members that are there hold.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct On {
    /// Which of the two origins.
    pub origin: Option<Site>,
    /// The request target.
    pub path: Option<String>,
    /// The method.
    pub method: Option<String>,
    /// Whether the request carries a payment.
    pub paid: Option<bool>,
    /// Its number in the case, from 1; or several.
    pub number: Option<Numbers>,
}

/// One of the two origins of a case.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Site {
    /// The one whose URL the client is given.
    #[default]
    First,
    /// Another one, which redirects may lead to.
    Other,
}

impl Site {
    /// The word used in vectors.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::First => "first",
            Self::Other => "other",
        }
    }
}

/// Numbers of requests.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
#[non_exhaustive]
pub enum Numbers {
    /// This one.
    One(usize),
    /// These.
    Several(Vec<usize>),
}

impl Numbers {
    /// Whether a number is meant.
    #[must_use]
    pub fn has(&self, number: usize) -> bool {
        match self {
            Self::One(one) => *one == number,
            Self::Several(several) => several.contains(&number),
        }
    }
}

/// What a rule starts from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Base {
    /// A 200 without content.
    #[default]
    Empty,
    /// A 402 with the offers.
    Offer,
    /// The content with a receipt, whatever was paid.
    Content,
    /// What the honest shop would answer.
    Shop,
}

/// A settlement response or a receipt, honest but for what is told.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Receipt {
    /// Name of the header field.
    pub field: Option<String>,
    /// Merged into the honest one; null removes a member.
    #[serde(default)]
    pub with: Value,
    /// Changes of the merged one and of its text.
    #[serde(default)]
    pub change: Vec<Mutation>,
}

/// Merges by RFC 7386: objects member by member, null removes, everything else replaces.
pub fn merge(target: &mut Value, patch: &Value) {
    let Value::Object(members) = patch else {
        if !patch.is_null() {
            target.clone_from(patch);
        }
        return;
    };
    if !target.is_object() {
        *target = object();
    }
    let Some(target) = target.as_object_mut() else {
        return;
    };
    for (name, member) in members {
        if member.is_null() {
            target.remove(name);
        } else {
            merge(target.entry(name.as_str()).or_insert(Value::Null), member);
        }
    }
}

/// Text as it is, JSON compactly.
#[must_use]
pub fn written(content: &Value) -> Vec<u8> {
    match content {
        Value::String(text) => text.clone().into_bytes(),
        other => other.to_string().into_bytes(),
    }
}

/// Tells a member that is null from one that is absent.
fn present<'de, T: Deserialize<'de>, D: Deserializer<'de>>(from: D) -> Result<Option<T>, D::Error> {
    T::deserialize(from).map(Some)
}

fn object() -> Value {
    Value::Object(Map::new())
}

fn list() -> Value {
    Value::Array(Vec::new())
}

fn one_honest_offer() -> Value {
    Value::Array(vec![object()])
}

fn get() -> String {
    "GET".to_owned()
}

fn paid() -> String {
    "/paid".to_owned()
}

fn once() -> u32 {
    1
}

fn alice() -> String {
    "alice".to_owned()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Rule, merge};

    #[test]
    fn merging_removes_by_null_and_goes_into_objects() {
        let mut honest = json!({ "a": 1, "extra": { "name": "USDC", "version": "2" } });
        merge(
            &mut honest,
            &json!({ "a": null, "extra": { "version": null }, "b": [null] }),
        );
        assert_eq!(honest, json!({ "extra": { "name": "USDC" }, "b": [null] }));
    }

    #[test]
    fn an_absent_receipt_differs_from_none() {
        let rule = |value| serde_json::from_value::<Rule>(value).unwrap();
        assert!(rule(json!({ "status": 200 })).receipt.is_none());
        assert!(matches!(
            rule(json!({ "receipt": null })).receipt,
            Some(None)
        ));
    }
}
