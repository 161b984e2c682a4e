//! A reference server in this process, and the program run against it.

use core::sync::atomic::{AtomicU16, Ordering};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;

use reference402::server::{Lazy, Options, Protocol, Server};
use reference402::{Faults, Role};
use serde_json::Value;

/// A target of the program.
pub(crate) struct Shop {
    pub(crate) server: Server,
    profile: PathBuf,
    facilitator: String,
}

impl Shop {
    /// Starts the reference server; `change` alters its profile.
    pub(crate) fn open(protocol: Protocol, faults: &[&str], change: impl Fn(&mut Value)) -> Self {
        Self::with(protocol, faults, None, change)
    }

    /// Starts one that does no work.
    pub(crate) fn lazy(lazy: Lazy) -> Self {
        Self::with(Protocol::X402, &[], Some(lazy), |_| {})
    }

    fn with(
        protocol: Protocol,
        faults: &[&str],
        lazy: Option<Lazy>,
        change: impl Fn(&mut Value),
    ) -> Self {
        let name = match protocol {
            Protocol::X402 => "x402",
            _ => "mpp",
        };
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let profile = root.join(format!("interop/profiles/reference402-{name}.json"));
        let text = std::fs::read_to_string(profile).unwrap();
        let mut profile: Value = serde_json::from_str(&text).unwrap();
        profile.as_object_mut().unwrap().remove("start");
        change(&mut profile);

        let facilitator = free_port().to_string();
        let mut options = Options::new(protocol);
        options.lazy = lazy;
        options.facilitator_url = format!("http://127.0.0.1:{facilitator}");
        if let Some(secret) = profile["binding_secret"].as_str() {
            secret.clone_into(&mut options.binding_secret);
        }
        let faults = Faults::new(Role::Server, faults.iter().copied()).unwrap();
        let server = Server::start(options, faults).unwrap();
        let file = format!("shop-{}.json", server.address().port());
        Self {
            server,
            profile: temporary(&file, &profile.to_string()),
            facilitator,
        }
    }

    /// Runs the server role against it: status, output and errors together.
    pub(crate) fn visit(&self, more: &[&str]) -> (i32, String) {
        let url = self.server.url();
        self.visit_at(&url, more)
    }

    /// The same at another URL.
    pub(crate) fn visit_at(&self, url: &str, more: &[&str]) -> (i32, String) {
        let fixed = [
            "server",
            "--url",
            url,
            "--facilitator-port",
            &self.facilitator,
        ];
        let profile = ["--profile", self.profile.to_str().unwrap()];
        conform402(&[&fixed[..], &profile[..], more].concat())
    }
}

/// A port below those that systems give out by themselves, so that nobody takes it meanwhile.
fn free_port() -> u16 {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    loop {
        let next = NEXT.fetch_add(1, Ordering::Relaxed);
        let offset = ((std::process::id() % 1000) * 64 + u32::from(next)) % 20_000;
        let port = 10_000 + u16::try_from(offset).unwrap();
        if TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return port;
        }
    }
}

pub(crate) fn conform402(arguments: &[&str]) -> (i32, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_conform402"))
        .args(arguments)
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    (output.status.code().unwrap(), text.into_owned())
}

pub(crate) fn temporary(name: &str, text: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, text).unwrap();
    path
}
