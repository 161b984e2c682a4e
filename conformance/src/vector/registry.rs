use alloc::borrow::Cow;
use alloc::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// How binding a requirement is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Level {
    /// Information: strictness of our own, or a row that no selected revision has.
    Info,
    /// What implementations do without a sentence that says so.
    DeFacto,
    /// Optional.
    May,
    /// Recommended.
    Should,
    /// Required by a sentence of the pinned text.
    Must,
}

impl Level {
    /// The word used in reports.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::DeFacto => "de-facto",
            Self::May => "may",
            Self::Should => "should",
            Self::Must => "must",
        }
    }

    fn parse(word: &str) -> Option<Self> {
        [
            Self::Info,
            Self::DeFacto,
            Self::May,
            Self::Should,
            Self::Must,
        ]
        .into_iter()
        .find(|level| level.word() == word)
    }
}

/// One row of the registry.
#[derive(Clone, Debug, Deserialize)]
#[non_exhaustive]
pub struct Requirement {
    /// For ever.
    pub id: String,
    /// Whom it binds.
    pub role: String,
    level: Value,
    /// One testable sentence.
    pub text: String,
    /// Where the sentence comes from.
    #[serde(default)]
    pub source: Passage,
    /// How it is observed.
    #[serde(default)]
    pub observe: Vec<String>,
    /// First draft revision that has it.
    pub since: Option<String>,
    /// Last draft revision that has it.
    pub until: Option<String>,
    /// Where text and field disagree, or a trap.
    pub note: Option<String>,
    /// `unproven`, `open` or `untestable`.
    pub status: String,
    /// Why it is open or untestable.
    pub reason: Option<String>,
    /// The specification family; set from the file.
    #[serde(skip)]
    pub spec: String,
}

/// A place in a document of the registry.
#[derive(Clone, Debug, Default, Deserialize)]
#[non_exhaustive]
pub struct Passage {
    /// Name of the document in `documents.json`.
    #[serde(default)]
    pub document: String,
    /// Heading, as printed.
    #[serde(default)]
    pub section: String,
}

impl Requirement {
    /// The level under a selected draft revision.
    ///
    /// A row that the selected revision does not have, or whose level differs between revisions
    /// while none is selected, is information.
    #[must_use]
    pub fn level(&self, revision: Option<&str>) -> Level {
        if self.id.starts_with("HYG-") || !self.applies(revision) {
            return Level::Info;
        }
        let word = match (&self.level, revision) {
            (Value::Object(by_revision), Some(revision)) => by_revision.get(revision),
            (Value::Object(_), None) => None,
            (level, _) => Some(level),
        };
        word.and_then(Value::as_str)
            .and_then(Level::parse)
            .unwrap_or(Level::Info)
    }

    /// The most binding level in any revision.
    #[must_use]
    pub fn strongest_level(&self) -> Level {
        let words = match &self.level {
            Value::Object(by_revision) => by_revision.values().collect(),
            level => vec![level],
        };
        let levels = words
            .into_iter()
            .filter_map(Value::as_str)
            .filter_map(Level::parse);
        levels.max().unwrap_or(Level::Info)
    }

    fn applies(&self, revision: Option<&str>) -> bool {
        match revision {
            None => self.since.is_none() && self.until.is_none(),
            Some(revision) => {
                self.since.as_deref().is_none_or(|since| since <= revision)
                    && self.until.as_deref().is_none_or(|until| revision <= until)
            }
        }
    }
}

/// Every requirement by id, and the documents they rest on.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Registry {
    requirements: BTreeMap<String, Requirement>,
    /// `documents.json`, as it is.
    pub documents: Value,
    /// Check ids that were measured to kill their fault; nothing where no list exists.
    pub proven: Option<BTreeSet<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Family {
    #[serde(rename = "$schema")]
    _schema: Option<String>,
    format: u32,
    #[serde(rename = "family")]
    _name: String,
    spec: String,
    #[serde(rename = "title")]
    _title: String,
    requirements: Vec<Requirement>,
}

#[derive(Deserialize)]
struct Proven<'a> {
    #[serde(borrow)]
    checks: Vec<Cow<'a, str>>,
}

impl Registry {
    /// Finds a requirement.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<&Requirement> {
        self.requirements.get(id)
    }

    /// All requirements in order of their ids.
    pub fn iter(&self) -> impl Iterator<Item = &Requirement> {
        self.requirements.values()
    }

    /// The commit of every document that has one.
    #[must_use]
    pub fn commits(&self) -> BTreeMap<String, String> {
        let documents = self.documents.get("documents").and_then(Value::as_object);
        let commit = |value: &Value| Some(value.get("commit")?.as_str()?.to_owned());
        documents
            .into_iter()
            .flatten()
            .filter_map(|(name, document)| Some((name.clone(), commit(document)?)))
            .collect()
    }

    /// The address of the document that a requirement cites, with its section.
    #[must_use]
    pub fn link(&self, requirement: &Requirement) -> Option<String> {
        let Passage { document, section } = &requirement.source;
        let url = self
            .documents
            .get("documents")?
            .get(document)?
            .get("url")?
            .as_str()?;
        Some(format!("{url} ({section})"))
    }

    pub(super) fn add(&mut self, name: &str, text: &str) -> Result<(), String> {
        if name.ends_with("/documents.json") {
            self.documents = serde_json::from_str(text).map_err(|error| error.to_string())?;
            return Ok(());
        }
        let family: Family = serde_json::from_str(text).map_err(|error| error.to_string())?;
        if family.format != 1 {
            return Err(format!("format: expected 1, found {}", family.format));
        }
        for mut requirement in family.requirements {
            requirement.spec.clone_from(&family.spec);
            let id = requirement.id.clone();
            if self.requirements.insert(id.clone(), requirement).is_some() {
                return Err(format!("requirement {id} is defined twice"));
            }
        }
        Ok(())
    }

    /// Takes the list of proven checks, those of the files that are wanted.
    pub(super) fn add_proven(
        &mut self,
        text: &str,
        wanted: &dyn Fn(&str) -> bool,
    ) -> Result<(), String> {
        let proven: Proven<'_> = serde_json::from_str(text).map_err(|error| error.to_string())?;
        let checks = proven.checks.into_iter().filter(|id| wanted(id));
        self.proven = Some(checks.map(Cow::into_owned).collect());
        Ok(())
    }
}
