use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use serde_json::{Value, json};

use super::Stop;
use crate::vector::format;

/// Begins a vector file.
#[derive(Debug, Args)]
pub(super) struct New {
    /// What is under test.
    kind: Kind,
    /// Id of the file: its path below vectors/, without .json.
    id: String,
    /// The folder laid out like vectors/.
    #[arg(long, value_name = "DIR", default_value = "vectors")]
    vectors: PathBuf,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Kind {
    Codec,
    Server,
    Client,
}

impl New {
    pub(super) fn run(&self) -> Result<u8, Stop> {
        let path = write_vector(&self.vectors, &self.id, &self.scaffold())?;
        say!("{}", path.display());
        Ok(0)
    }

    /// A file that lint accepts but for what only its author knows.
    fn scaffold(&self) -> String {
        let (family, op) = if self.id.starts_with("x402") {
            ("x402-v1", "x402.payment.decode")
        } else {
            ("mpp-core", "challenge.decode")
        };
        let up = "../".repeat(self.id.matches('/').count() + 1);
        let head: Vec<(&str, Value)> = vec![
            ("$schema", json!(format!("{up}schemas/vector.schema.json"))),
            ("format", json!(1)),
            ("id", json!(self.id)),
            ("title", json!("What this is about, in one line")),
        ];
        let body: Vec<(&str, Value)> = match self.kind {
            Kind::Codec => vec![
                ("op", json!(op)),
                ("spec", json!(family)),
                (
                    "source",
                    json!({ "document": "DOCUMENT", "section": "SECTION" }),
                ),
                (
                    "cases",
                    json!([
                        { "id": "good", "req": "REQUIREMENT", "control": true, "in": "TEXT", "out": { "MEMBER": "VALUE" } },
                        { "id": "bad", "req": "REQUIREMENT", "in": "TEXT", "reject": "missing" }
                    ]),
                ),
            ],
            Kind::Client => vec![
                ("role", json!("client")),
                ("spec", json!(family)),
                (
                    "cases",
                    json!([
                        { "id": "control", "control": true, "expect": { "payments": 1 } },
                        {
                            "id": "refused",
                            "offers": [{ "with": { "MEMBER": "VALUE" } }],
                            "expect": { "payments": 0 },
                            "req": "REQUIREMENT"
                        }
                    ]),
                ),
            ],
            Kind::Server => vec![
                ("role", json!("server")),
                ("spec", json!(family)),
                ("needs", json!(["route.paid", "canary", "facilitator.stub"])),
                (
                    "steps",
                    json!([
                        {
                            "id": "offer",
                            "send": { "path": "${route.paid}" },
                            "expect": { "status": 402 },
                            "capture": { "terms": { "offer": { "scheme": "exact", "network": "${network}" } } }
                        },
                        {
                            "id": "control",
                            "control": true,
                            "send": { "path": "${route.paid}", "pay": { "terms": "${terms}" } },
                            "expect": { "status": 200, "canary": true }
                        },
                        {
                            "id": "attack",
                            "send": { "path": "${route.paid}", "pay": { "terms": "${terms}", "mutate": [{ "at": "/scheme", "set": "other" }] } },
                            "expect": { "status": 402, "canary": false, "facilitator": { "settle_calls": 0 } },
                            "req": "REQUIREMENT"
                        }
                    ]),
                ),
            ],
        };
        let members = head.into_iter().chain(body);
        let members: Vec<_> = members
            .map(|(name, value)| format!("{name:?}: {value}"))
            .collect();
        format!("{{ {} }}", members.join(", "))
    }
}

/// Writes a vector file that must not be there yet; gives its path.
pub(super) fn write_vector(vectors: &Path, id: &str, text: &str) -> Result<PathBuf, Stop> {
    let named = |part: &str| {
        !part.is_empty()
            && part
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    };
    if id.split('/').count() < 2 || !id.split('/').all(named) {
        let why = format!("{id:?}: expected parts of a-z, 0-9 and - between slashes");
        return Err(Stop::usage([why]));
    }
    let path = vectors.join(format!("{id}.json"));
    let at = |error: &dyn core::fmt::Display| Stop::usage([format!("{}: {error}", path.display())]);
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(|error| at(&error))?;
    }
    let text = format(text).map_err(|error| at(&error))?;
    write_new(&path, &text)?;
    Ok(path)
}

/// Writes a file that must not be there yet.
pub(super) fn write_new(path: &Path, text: &str) -> Result<(), Stop> {
    let at = |error: std::io::Error| Stop::usage([format!("{}: {error}", path.display())]);
    let mut file = File::create_new(path).map_err(at)?;
    file.write_all(text.as_bytes()).map_err(at)
}
