use std::path::PathBuf;

use clap::Args;

use super::Stop;
use crate::vector::lint::lint;
use crate::vector::{Source, format};

/// Checks vectors and registry.
#[derive(Debug, Args)]
pub(super) struct Lint {
    /// The folder laid out like vectors/; the built-in set unless given.
    #[arg(value_name = "DIR")]
    folder: Option<PathBuf>,
    /// The same, as the other commands take it.
    #[arg(long, value_name = "DIR", conflicts_with = "folder")]
    vectors: Option<PathBuf>,
}

impl Lint {
    pub(super) fn run(&self) -> Result<u8, Stop> {
        let folder = self.folder.as_ref().or(self.vectors.as_ref());
        let source = folder.cloned().map_or(Source::Embedded, Source::Folder);
        let findings = lint(&source).map_err(|error| Stop::usage([error]))?;
        for finding in &findings {
            say!("{finding}");
        }
        say!("{} findings", findings.len());
        Ok(if findings.is_empty() { 0 } else { 2 })
    }
}

/// Puts JSON files into their one spelling.
#[derive(Debug, Args)]
pub(super) struct Fmt {
    /// Change nothing; fail where a file would change.
    #[arg(long)]
    check: bool,
    /// Files, or folders whose .json files are meant.
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
}

impl Fmt {
    pub(super) fn run(&self) -> Result<u8, Stop> {
        let mut files = Vec::new();
        for path in &self.paths {
            collect(path.clone(), &mut files)
                .map_err(|error| Stop::usage([format!("{}: {error}", path.display())]))?;
        }
        let mut changed = 0u32;
        for path in files {
            let at = |error: &dyn core::fmt::Display| {
                Stop::usage([format!("{}: {error}", path.display())])
            };
            let text = std::fs::read_to_string(&path).map_err(|error| at(&error))?;
            let formatted = format(&text).map_err(|error| at(&error))?;
            if text == formatted {
                continue;
            }
            changed += 1;
            say!("{}", path.display());
            if !self.check {
                std::fs::write(&path, formatted).map_err(|error| at(&error))?;
            }
        }
        Ok(u8::from(self.check && changed > 0))
    }
}

fn collect(path: PathBuf, files: &mut Vec<PathBuf>) -> std::io::Result<()> {
    if path.is_dir() {
        let mut entries: Vec<_> = std::fs::read_dir(&path)?.collect::<Result<_, _>>()?;
        entries.sort_by_key(std::fs::DirEntry::file_name);
        for entry in entries {
            let path = entry.path();
            if path.is_dir()
                || path
                    .extension()
                    .is_some_and(|extension| extension == "json")
            {
                collect(path, files)?;
            }
        }
    } else {
        std::fs::metadata(&path)?;
        files.push(path);
    }
    Ok(())
}
