use alloc::borrow::Cow;
use alloc::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::{fs, io};

use serde::Deserialize;
use serde::de::IgnoredAny;

use super::client::ClientFile;
use super::codec::CodecFile;
use super::embedded;
use super::registry::Registry;
use super::scenario::Scenario;
use crate::bytes;
use crate::crypto::sha256;

/// Where the vectors come from.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub enum Source {
    /// The set that was built into the program.
    #[default]
    Embedded,
    /// A folder laid out like `vectors/`.
    Folder(PathBuf),
}

/// One vector file, by what it holds.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum VectorFile {
    /// Inputs to an operation of a library.
    Codec(CodecFile),
    /// Steps against a running target.
    Scenario(Scenario),
    /// What a client fetches from a scripted origin.
    Client(ClientFile),
}

/// All vectors and the registry they cite.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Set {
    /// Vector files in order of their ids.
    pub files: Vec<VectorFile>,
    /// What they cite.
    pub registry: Registry,
    texts: Vec<Text>,
}

/// Name (relative to `vectors/`) and text of a file.
pub(super) type Text = (Cow<'static, str>, Cow<'static, str>);

impl Set {
    /// Reads a whole set.
    ///
    /// # Errors
    ///
    /// One line for each file that cannot be read, with its path.
    pub fn load(source: &Source) -> Result<Self, Vec<String>> {
        Self::load_where(source, &|_| true)
    }

    /// Reads the vectors of one role, and what they cite. Of a folder everything is read: what it
    /// holds is told by the files, not by their paths.
    ///
    /// # Errors
    ///
    /// As `load`.
    pub fn load_role(source: &Source, role: &str) -> Result<Self, Vec<String>> {
        let built_in = matches!(source, Source::Embedded);
        Self::load_where(source, &|name| {
            let mut parts = name.split('/').skip(1);
            let folder = parts.next().filter(|_| parts.next().is_some());
            !built_in || folder.is_none_or(|folder| folder == role)
        })
    }

    fn load_where(source: &Source, wanted: &dyn Fn(&str) -> bool) -> Result<Self, Vec<String>> {
        let texts = texts(source).map_err(|error| vec![error.to_string()])?;
        let mut set = Self::default();
        let mut errors = Vec::new();
        for (name, text) in texts.iter().filter(|(name, _)| wanted(name)) {
            if let Err(error) = set.add(name, text, wanted) {
                errors.push(format!("{name}: {error}"));
            }
        }
        set.files.sort_by(|a, b| a.id().cmp(b.id()));
        set.texts = texts;
        if errors.is_empty() {
            Ok(set)
        } else {
            Err(errors)
        }
    }

    /// SHA-256 over names and texts of every file, for the record.
    #[must_use]
    pub fn digest(&self) -> String {
        let mut all = Vec::new();
        for (name, text) in &self.texts {
            all.extend_from_slice(&sha256(name.as_bytes()));
            all.extend_from_slice(&sha256(text.as_bytes()));
        }
        format!("sha256:{}", bytes::to_hex(&sha256(&all)))
    }

    /// The scenarios of a role.
    pub fn scenarios<'a>(&'a self, role: &'a str) -> impl Iterator<Item = &'a Scenario> {
        self.files.iter().filter_map(move |file| match file {
            VectorFile::Scenario(scenario) if scenario.role == role => Some(scenario),
            _ => None,
        })
    }

    /// The codec files.
    pub fn codec(&self) -> impl Iterator<Item = &CodecFile> {
        self.files.iter().filter_map(|file| match file {
            VectorFile::Codec(file) => Some(file),
            _ => None,
        })
    }

    /// The families that vectors are of.
    #[must_use]
    pub fn families(&self) -> BTreeSet<&str> {
        self.files.iter().map(VectorFile::spec).collect()
    }

    /// What vectors need of a target or client.
    #[must_use]
    pub fn needs(&self) -> BTreeSet<&str> {
        let scenarios = self.files.iter().filter_map(|file| match file {
            VectorFile::Scenario(scenario) => Some(&scenario.needs),
            _ => None,
        });
        let clients = self.clients().flat_map(|file| {
            let of_cases = file.cases.iter().map(|case| &case.needs);
            core::iter::once(&file.needs).chain(of_cases)
        });
        scenarios
            .chain(clients)
            .flatten()
            .map(String::as_str)
            .collect()
    }

    /// The client files.
    pub fn clients(&self) -> impl Iterator<Item = &ClientFile> {
        self.files.iter().filter_map(|file| match file {
            VectorFile::Client(file) => Some(file),
            _ => None,
        })
    }

    fn add(&mut self, name: &str, text: &str, wanted: &dyn Fn(&str) -> bool) -> Result<(), String> {
        if name.starts_with("requirements/") {
            return self.registry.add(name, text);
        }
        if name == "proven.json" {
            return self.registry.add_proven(text, wanted);
        }
        let kind = match name.split('/').nth(1) {
            Some("codec") => Kind::Codec,
            Some("server") => Kind::Scenario,
            Some("client") => Kind::Client,
            _ => parsed::<Members>(text)?.kind(),
        };
        self.files.push(match kind {
            Kind::Codec => VectorFile::Codec(parsed(text)?),
            Kind::Scenario => VectorFile::Scenario(parsed(text)?),
            Kind::Client => VectorFile::Client(parsed(text)?),
            Kind::Other => return Ok(()),
        });
        Ok(())
    }
}

/// What a file holds: told by its folder, elsewhere by its members.
enum Kind {
    Codec,
    Scenario,
    Client,
    Other,
}

#[derive(Deserialize)]
struct Members {
    op: Option<IgnoredAny>,
    steps: Option<IgnoredAny>,
    cases: Option<IgnoredAny>,
}

impl Members {
    fn kind(&self) -> Kind {
        match (&self.op, &self.steps, &self.cases) {
            (Some(_), ..) => Kind::Codec,
            (_, Some(_), _) => Kind::Scenario,
            (.., Some(_)) => Kind::Client,
            _ => Kind::Other,
        }
    }
}

fn parsed<'a, T: Deserialize<'a>>(text: &'a str) -> Result<T, String> {
    serde_json::from_str(text).map_err(|error| error.to_string())
}

impl VectorFile {
    /// The file's id.
    #[must_use]
    pub fn id(&self) -> &str {
        match self {
            Self::Codec(file) => &file.id,
            Self::Scenario(scenario) => &scenario.id,
            Self::Client(file) => &file.id,
        }
    }

    /// The family that it is of.
    #[must_use]
    pub fn spec(&self) -> &str {
        match self {
            Self::Codec(file) => &file.spec,
            Self::Scenario(scenario) => &scenario.spec,
            Self::Client(file) => &file.spec,
        }
    }
}

/// All files, sorted by name.
pub(super) fn texts(source: &Source) -> io::Result<Vec<Text>> {
    match source {
        Source::Embedded => Ok(embedded::files()
            .iter()
            .filter_map(|(name, text)| {
                let name = name.strip_prefix("vectors/")?;
                Some((Cow::Borrowed(name), Cow::Borrowed(*text)))
            })
            .collect()),
        Source::Folder(folder) => {
            let mut files = Vec::new();
            walk(folder, "", &mut files)?;
            files.sort();
            Ok(files)
        }
    }
}

fn walk(folder: &Path, name: &str, files: &mut Vec<Text>) -> io::Result<()> {
    let at =
        |error: io::Error| io::Error::new(error.kind(), format!("{}: {error}", folder.display()));
    for entry in fs::read_dir(folder).map_err(at)? {
        let path = entry?.path();
        let Some(last) = path.file_name().and_then(|last| last.to_str()) else {
            continue;
        };
        let name = if name.is_empty() {
            last.to_owned()
        } else {
            format!("{name}/{last}")
        };
        if path.is_dir() {
            walk(&path, &name, files)?;
        } else if path
            .extension()
            .is_some_and(|extension| extension == "json")
        {
            files.push((name.into(), fs::read_to_string(&path)?.into()));
        }
    }
    Ok(())
}
