use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::PathBuf;

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
}

impl New {
    pub(super) fn run(&self) -> Result<u8, Stop> {
        let well_formed = self.id.split('/').count() > 1
            && self.id.split('/').all(|part| {
                !part.is_empty()
                    && part
                        .bytes()
                        .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
            });
        if !well_formed {
            let why = format!(
                "{:?}: expected parts of a-z, 0-9 and - between slashes",
                self.id
            );
            return Err(Stop::usage([why]));
        }
        let path = self.vectors.join(format!("{}.json", self.id));
        let at =
            |error: &dyn core::fmt::Display| Stop::usage([format!("{}: {error}", path.display())]);
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(|error| at(&error))?;
        }
        let text = format(&self.scaffold()).map_err(|error| at(&error))?;
        let mut file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .open(&path)
            .map_err(|error| at(&error))?;
        file.write_all(text.as_bytes())
            .map_err(|error| at(&error))?;
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
