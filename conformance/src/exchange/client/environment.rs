use alloc::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use super::Errand;
use crate::bytes;
use crate::exchange::http::CertificateAuthority;
use crate::exchange::process;
use crate::exchange::strays::MARK;

/// How a client is started.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Environment {
    /// Program and arguments.
    pub argv: Vec<String>,
    /// Working directory.
    pub folder: PathBuf,
    /// More environment.
    pub variables: BTreeMap<String, String>,
    /// Certificate of the authority that origins with TLS are vouched for by.
    pub certificate: Option<PathBuf>,
    /// What the processes of this run are told by.
    pub mark: String,
    starts: OnceLock<()>,
    obstacle: OnceLock<String>,
}

impl Environment {
    /// Starts from a command.
    #[must_use]
    pub fn new(argv: &[String], folder: &Path, mark: &str) -> Self {
        Self {
            argv: argv.to_vec(),
            folder: folder.to_owned(),
            variables: BTreeMap::new(),
            certificate: None,
            mark: mark.to_owned(),
            starts: OnceLock::new(),
            obstacle: OnceLock::new(),
        }
    }

    /// Why no process of it could be started; nothing where one was, or none was wanted.
    #[must_use]
    pub fn never_started(&self) -> Option<&str> {
        let never = self.starts.get().is_none();
        self.obstacle.get().filter(|_| never).map(String::as_str)
    }

    /// Takes note of whether a process could be started.
    pub(super) fn noted<T>(&self, start: Result<T, String>) -> Result<T, String> {
        let missing = !self.folder.as_os_str().is_empty() && !self.folder.is_dir();
        let start = start.map_err(|why| {
            if missing {
                format!("{why}: there is no folder {}", self.folder.display())
            } else {
                why
            }
        });
        // The first of its kind is kept.
        let _ = match &start {
            Ok(_) => self.starts.set(()).is_ok(),
            Err(why) => self.obstacle.set(why.clone()).is_ok(),
        };
        start
    }

    /// Has the client trust an authority.
    pub fn trust(&mut self, authority: &CertificateAuthority) {
        self.certificate = Some(authority.file().to_owned());
    }

    /// A command with what every client is told, and `{url}` in its arguments replaced.
    pub(super) fn command(&self, url: Option<&str>) -> Result<Command, String> {
        let mut argv = self.argv.clone();
        if let Some(url) = url {
            if !argv.iter().any(|argument| argument.contains("{url}")) {
                argv.push("{url}".to_owned());
            }
            for argument in argv.iter_mut().skip(1) {
                *argument = argument.replace("{url}", url);
            }
        }
        let mut command =
            process::command(&argv, &self.folder).map_err(|error| format!("command: {error}"))?;
        if let Some(file) = &self.certificate {
            for name in ["SSL_CERT_FILE", "NODE_EXTRA_CA_CERTS", "REQUESTS_CA_BUNDLE"] {
                command.env(name, file);
            }
        }
        command.env(MARK, &self.mark).envs(&self.variables);
        Ok(command)
    }
}

impl Errand<'_> {
    /// Tells a process what to do; files hold what does not fit the environment.
    pub(super) fn instruct(&self, command: &mut Command, files: &Files) {
        command
            .env("CONFORM402_URL", self.url)
            .env("CONFORM402_METHOD", self.method)
            .env("CONFORM402_CALLS", self.calls.to_string())
            .env("CONFORM402_CASE", self.case)
            .env("CONFORM402_MAX_AMOUNT", self.max_amount)
            .env("CONFORM402_WALLET_KEY", bytes::to_0x(&self.wallet))
            .env("CONFORM402_NETWORK", self.network)
            .env("CONFORM402_TESTPAY_KEY", self.testpay_key);
        for (name, file) in [
            ("CONFORM402_BODY_FILE", &files.body),
            ("CONFORM402_HEADERS_FILE", &files.headers),
        ] {
            match file {
                Some(file) => command.env(name, file),
                None => command.env_remove(name),
            };
        }
    }
}

/// Files that go when this does.
#[derive(Debug, Default)]
pub(super) struct Files {
    body: Option<PathBuf>,
    headers: Option<PathBuf>,
}

impl Files {
    /// Writes what an errand has of content and fields.
    pub(super) fn of(errand: &Errand<'_>) -> std::io::Result<Self> {
        let mut files = Self::default();
        if let Some(body) = errand.body {
            files.body = Some(write("body", body)?);
        }
        if !errand.headers.is_empty() {
            let headers = serde_json::to_vec(errand.headers)?;
            files.headers = Some(write("headers", &headers)?);
        }
        Ok(files)
    }
}

impl Drop for Files {
    fn drop(&mut self) {
        for file in self.body.iter().chain(&self.headers) {
            let _ = std::fs::remove_file(file);
        }
    }
}

fn write(what: &str, content: &[u8]) -> std::io::Result<PathBuf> {
    use core::sync::atomic::{AtomicUsize, Ordering};
    use std::io::Write as _;
    static COUNTER: AtomicUsize = AtomicUsize::new(0);
    let number = COUNTER.fetch_add(1, Ordering::Relaxed);
    let name = format!("conform402-{what}-{}-{number}", std::process::id());
    let path = std::env::temp_dir().join(name);
    std::fs::File::create_new(&path)?.write_all(content)?;
    Ok(path)
}
