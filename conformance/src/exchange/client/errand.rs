use alloc::collections::BTreeMap;
use core::time::Duration;

use serde_json::{Map, Value, json};

use crate::bytes;

/// What a client is told to do.
#[derive(Debug)]
#[non_exhaustive]
pub struct Errand<'a> {
    /// The case, for logs.
    pub case: &'a str,
    /// Absolute URL.
    pub url: &'a str,
    /// The method.
    pub method: &'a str,
    /// Fields of the request.
    pub headers: &'a BTreeMap<String, String>,
    /// The content.
    pub body: Option<&'a [u8]>,
    /// Secret key of the wallet.
    pub wallet: [u8; 32],
    /// The network of the wallet.
    pub network: &'a str,
    /// The most that may be paid for one request, in atomic units.
    pub max_amount: &'a str,
    /// Shared key of the method `testpay`.
    pub testpay_key: &'a str,
    /// How often one client object fetches.
    pub calls: u32,
    /// Whether TLS is withheld on purpose.
    pub insecure: bool,
    /// How long all of it may take.
    pub timeout: Duration,
}

impl Errand<'_> {
    /// The message of the line protocol.
    #[must_use]
    pub fn message(&self, id: u64) -> Value {
        let mut fetch = Map::from_iter([
            ("url".to_owned(), json!(self.url)),
            ("method".to_owned(), json!(self.method)),
            ("wallet_key".to_owned(), bytes::to_0x(&self.wallet).into()),
            ("network".to_owned(), json!(self.network)),
            ("max_amount".to_owned(), json!(self.max_amount)),
            ("testpay_key".to_owned(), json!(self.testpay_key)),
            ("calls".to_owned(), json!(self.calls)),
            ("case".to_owned(), json!(self.case)),
        ]);
        if !self.headers.is_empty() {
            fetch.insert("headers".to_owned(), json!(self.headers));
        }
        if let Some(body) = self.body {
            fetch.insert("body".to_owned(), String::from_utf8_lossy(body).into());
        }
        json!({ "id": id, "fetch": fetch })
    }
}

/// How a client ended, and what it says of it.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Ending {
    /// How.
    pub way: Way,
    /// Its own account: `status`, `body_sha256`, `settlement` or `receipt`, `error`.
    pub account: Option<Value>,
    /// For people: why, and the end of what it printed.
    pub note: String,
}

/// How a client ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Way {
    /// It handed an answer on, whatever its status.
    Fetched,
    /// It decided not to pay.
    Refused,
    /// It cannot do what it was told.
    Unsupported,
    /// It failed in another way of its own.
    #[default]
    Failed,
    /// A signal, or a panic, ended it.
    Crashed,
    /// The time ran out, and the runner ended it.
    CutOff,
    /// It could not be started.
    NotStarted,
}

impl Way {
    /// The word used in vectors and reports.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Fetched => "fetched",
            Self::Refused => "refused",
            Self::Unsupported => "unsupported",
            Self::Failed => "failed",
            Self::Crashed => "crashed",
            Self::CutOff => "cut-off",
            Self::NotStarted => "not-started",
        }
    }
}
