use serde::Deserialize;
use serde_json::{Map, Value};

use super::clause;
use super::mutation::Mutation;
use crate::bytes;

/// A vector that gives inputs to one operation of a library: one JSON file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct CodecFile {
    #[serde(rename = "$schema")]
    _schema: Option<String>,
    /// Version of the vector format.
    pub format: u32,
    /// Path of the file below `vectors/`, without `.json`.
    pub id: String,
    /// The operation.
    pub op: String,
    /// The protocol family.
    pub spec: String,
    /// What the vector is about, in one line.
    pub title: Option<String>,
    /// Where the cases come from.
    pub source: Option<Value>,
    /// New: shown, not scored.
    #[serde(default)]
    pub provisional: bool,
    /// Values to use again.
    #[serde(default, rename = "let")]
    pub values: Map<String, Value>,
    /// The requirement of every case that names none.
    #[serde(default)]
    pub req: Value,
    /// Inputs and what must become of them.
    pub cases: Vec<Case>,
}

/// One input and what must become of it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Case {
    /// Unique in the file.
    pub id: String,
    /// Requirements, by clause or for all.
    #[serde(default)]
    pub req: Value,
    /// Where a failure makes the refusals of the file inconclusive.
    #[serde(default)]
    pub control: bool,
    /// Where the case comes from.
    pub source: Option<Value>,
    /// A word to the reader.
    pub note: Option<String>,
    /// The input, builders included.
    #[serde(rename = "in")]
    pub input: Value,
    /// What is expected, where one result is legal.
    #[serde(flatten)]
    pub expected: Expected,
    /// What is expected, where several results are legal.
    #[serde(default)]
    pub either: Vec<Alternative>,
}

/// One legal result.
#[derive(Clone, Debug, Default, Deserialize)]
#[non_exhaustive]
pub struct Expected {
    /// The value, as a subset.
    pub out: Option<Value>,
    /// The written text.
    pub wire: Option<Value>,
    /// The kind of refusal.
    pub reject: Option<String>,
}

/// One legal result among several.
#[derive(Clone, Debug, Deserialize)]
#[non_exhaustive]
pub struct Alternative {
    /// Recorded when this alternative matches.
    pub name: String,
    /// The result.
    #[serde(flatten)]
    pub expected: Expected,
}

impl Case {
    /// The names of its clauses.
    pub fn clauses(&self) -> impl Iterator<Item = &'static str> {
        let Expected { out, wire, reject } = &self.expected;
        let clauses = [
            ("out", out.is_some()),
            ("wire", wire.is_some()),
            ("reject", reject.is_some()),
            ("either", !self.either.is_empty()),
        ];
        clauses
            .into_iter()
            .filter_map(|(clause, there)| there.then_some(clause))
    }
}

impl CodecFile {
    /// The id of a case.
    #[must_use]
    pub fn case_id(&self, case: &Case) -> String {
        format!("{}#{}", self.id, case.id)
    }

    /// The requirements that a clause of a case cites.
    #[must_use]
    pub fn requirements(&self, case: &Case, clause: &str) -> Vec<String> {
        let cited = if case.req.is_null() {
            &self.req
        } else {
            &case.req
        };
        clause::cited(cited, clause)
    }

    /// Builds the input of a case: text, bytes as `{"hex"}`, or an object.
    ///
    /// # Errors
    ///
    /// Names the builder that does not fit: a defect of the vector.
    pub fn input(&self, case: &Case) -> Result<Value, String> {
        Ok(match self.build(&case.input)? {
            Built::Bytes(content) => text_or_hex(content),
            Built::Value(value) => value,
        })
    }

    /// Replaces `$let` in an expectation.
    ///
    /// # Errors
    ///
    /// Names the unknown value.
    pub fn expectation(&self, value: &Value) -> Result<Value, String> {
        match value {
            Value::Object(members) if members.contains_key("$let") => self.value_of(members),
            Value::Object(members) => members
                .iter()
                .map(|(name, member)| Ok((name.clone(), self.expectation(member)?)))
                .collect::<Result<_, String>>()
                .map(Value::Object),
            Value::Array(items) => items
                .iter()
                .map(|item| self.expectation(item))
                .collect::<Result<_, _>>()
                .map(Value::Array),
            other => Ok(other.clone()),
        }
    }

    fn build(&self, value: &Value) -> Result<Built, String> {
        match value {
            Value::Object(members) if members.keys().any(|name| name.starts_with('$')) => {
                self.builder(members)
            }
            Value::Object(members) => members
                .iter()
                .map(|(name, member)| Ok((name.clone(), self.build(member)?.into_value())))
                .collect::<Result<_, String>>()
                .map(|members| Built::Value(Value::Object(members))),
            Value::Array(items) => items
                .iter()
                .map(|item| Ok(self.build(item)?.into_value()))
                .collect::<Result<_, String>>()
                .map(|items| Built::Value(Value::Array(items))),
            other => Ok(Built::Value(other.clone())),
        }
    }

    fn builder(&self, members: &Map<String, Value>) -> Result<Built, String> {
        if members.contains_key("$let") {
            return self.value_of(members).map(Built::Value);
        }
        let mut entries = members.iter();
        let (Some((name, argument)), None) = (entries.next(), entries.next()) else {
            return Err("a builder stands alone in its object".to_owned());
        };
        Ok(match name.as_str() {
            "$json" => Built::Bytes(self.build(argument)?.into_value().to_string().into_bytes()),
            "$base64" => Built::Value(bytes::to_base64(&self.bytes(argument)?).into()),
            "$base64url" => Built::Value(bytes::to_base64url(&self.bytes(argument)?).into()),
            "$hex" => {
                let text = argument.as_str().and_then(bytes::from_hex);
                Built::Bytes(text.ok_or("$hex: expected hexadecimal text")?)
            }
            "$join" => {
                let parts = argument.as_array().ok_or("$join: expected an array")?;
                let parts: Result<Vec<_>, _> = parts.iter().map(|part| self.bytes(part)).collect();
                Built::Bytes(parts?.concat())
            }
            "$repeat" => match argument.as_array().map(Vec::as_slice) {
                Some([part, times]) => {
                    let times = times.as_u64().and_then(|times| usize::try_from(times).ok());
                    let times = times.filter(|times| *times <= LONGEST);
                    Built::Bytes(
                        self.bytes(part)?
                            .repeat(times.ok_or("$repeat: how often?")?),
                    )
                }
                _ => return Err("$repeat: expected [text, times]".to_owned()),
            },
            other => return Err(format!("no builder is called {other}")),
        })
    }

    fn bytes(&self, value: &Value) -> Result<Vec<u8>, String> {
        match self.build(value)? {
            Built::Bytes(content) => Ok(content),
            Built::Value(Value::String(text)) => Ok(text.into_bytes()),
            Built::Value(other) => Err(format!("expected text, found {other}")),
        }
    }

    /// A value of `let`, changed.
    fn value_of(&self, members: &Map<String, Value>) -> Result<Value, String> {
        let name = members
            .get("$let")
            .and_then(Value::as_str)
            .ok_or("$let: expected a name")?;
        let value = self
            .values
            .get(name)
            .ok_or_else(|| format!("$let: no value {name:?}"))?;
        let mut value = self.build(value)?.into_value();
        let changes: Vec<Mutation> = match members.get("change") {
            Some(changes) => serde_json::from_value(changes.clone())
                .map_err(|error| format!("change: {error}"))?,
            None => Vec::new(),
        };
        changes
            .iter()
            .try_for_each(|change| change.apply(&mut value))?;
        Ok(value)
    }
}

enum Built {
    Bytes(Vec<u8>),
    Value(Value),
}

impl Built {
    fn into_value(self) -> Value {
        match self {
            Self::Bytes(content) => text_or_hex(content),
            Self::Value(value) => value,
        }
    }
}

fn text_or_hex(content: Vec<u8>) -> Value {
    match String::from_utf8(content) {
        Ok(text) => text.into(),
        Err(error) => serde_json::json!({ "hex": bytes::to_hex(error.as_bytes()) }),
    }
}

/// The most repetitions of a part; an input stays below some megabytes.
const LONGEST: usize = 1 << 22;

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::CodecFile;

    fn built(input: &Value) -> Result<Value, String> {
        let file: CodecFile = serde_json::from_value(json!({
            "format": 1, "id": "a/b", "op": "x", "spec": "y",
            "let": { "pay": { "n": "1", "deep": { "list": [1] } } },
            "cases": [{ "id": "c", "in": input, "out": 1 }]
        }))
        .unwrap();
        file.input(&file.cases[0])
    }

    #[test]
    fn builders_nest() {
        for (input, expected) in [
            (json!("text"), json!("text")),
            (
                json!({ "$json": { "b": 1, "a": "é" } }),
                json!("{\"a\":\"é\",\"b\":1}"),
            ),
            (json!({ "$base64": { "$json": {} } }), json!("e30=")),
            (json!({ "$base64url": "?>" }), json!("Pz4")),
            (
                json!({ "$join": ["a", { "$repeat": ["bc", 2] }] }),
                json!("abcbc"),
            ),
            (json!({ "$hex": "ff" }), json!({ "hex": "ff" })),
            (
                json!({ "secret": { "$hex": "61" } }),
                json!({ "secret": "a" }),
            ),
            (
                json!({ "$let": "pay", "change": [{ "at": "/deep/list/0", "set": null }] }),
                json!({ "n": "1", "deep": { "list": [null] } }),
            ),
            (
                json!({ "$base64": { "$json": { "$let": "pay", "change": [{ "at": "/deep", "remove": true }] } } }),
                json!("eyJuIjoiMSJ9"),
            ),
        ] {
            assert_eq!(built(&input), Ok(expected), "{input}");
        }
        for bad in [
            json!({ "$let": "no" }),
            json!({ "$none": 1 }),
            json!({ "$hex": "f" }),
        ] {
            assert!(built(&bad).is_err(), "{bad}");
        }
    }
}
