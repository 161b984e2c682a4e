//! The reference client: it fetches, and pays where it is asked to.
//!
//! Both protocols are understood; what a 402 says decides. One fetch pays at most once, never more
//! than [`Options::max_amount`], and only the origin that the caller named.
//!
//! ```no_run
//! use reference402::Faults;
//! use reference402::client::{Client, Options, Refusal, Request};
//!
//! let mut options = Options::new();
//! options.wallet_key =
//!     "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80".parse()?;
//! options.max_amount = Some("10000".parse()?);
//! let mut client = Client::new(options, Faults::NONE);
//! match client.fetch(&Request::get("http://127.0.0.1:4021/paid")) {
//!     Ok(outcome) => println!("{}: {:?}", outcome.status, outcome.settlement),
//!     Err(Refusal::Refused(why)) => println!("not paid: {why}"),
//!     Err(other) => println!("{other}"),
//! }
//! # Ok::<(), http402::Error>(())
//! ```

mod lazy;
mod limit;
mod mpp;
mod options;
mod outcome;
mod visit;
mod x402;

use std::time::{SystemTime, UNIX_EPOCH};

use http402::eip712::keccak256;
use http402::primitives::B256;
use http402::x402::v1::PaymentRequirements;

use crate::Faults;
use crate::http::{Response, Trust};

pub use lazy::Lazy;
pub use options::Options;
pub use outcome::{Outcome, Refusal, Request};

/// A client with a wallet.
#[derive(Debug)]
pub struct Client {
    options: Options,
    faults: Faults,
    trust: Trust,
    memory: Memory,
}

/// What a client keeps from one fetch to the next. Only faults look at more than `nonces`.
#[derive(Debug, Default)]
struct Memory {
    nonces: u64,
    has_paid: bool,
    demand: Option<Response>,
}

/// What a request is paid with.
#[derive(Clone, Debug, Default)]
struct Payment {
    /// The field lines.
    fields: Vec<(String, String)>,
    /// What the query of the URL gets; only faults put anything there.
    query: Option<String>,
    /// The URL that the offer names.
    resource: Option<String>,
    /// The challenge.
    id: Option<String>,
    /// Whether the challenge has a digest.
    digest: bool,
}

impl Client {
    /// A client that makes the mistakes of `faults`.
    pub fn new(options: Options, faults: Faults) -> Self {
        Self {
            trust: options.trust(),
            options,
            faults,
            memory: Memory::default(),
        }
    }

    /// Requests, pays if asked to, and requests again.
    ///
    /// # Errors
    ///
    /// [`Refusal::Refused`] where payment is demanded and the client does not pay,
    /// [`Refusal::Failed`] where no readable response comes, and [`Refusal::Unsupported`] where the
    /// client cannot send the request.
    pub fn fetch(&mut self, request: &Request) -> Result<Outcome, Refusal> {
        match self.options.lazy {
            None => visit::fetch(self, request),
            Some(lazy) => lazy.fetch(self, request),
        }
    }

    /// Whether this client is to end its program: [`Lazy::Crashes`].
    pub fn is_to_crash(&self) -> bool {
        self.options.lazy == Some(Lazy::Crashes)
    }

    /// Seconds since 1970 by the client's clock.
    fn now(&self) -> i64 {
        let since = SystemTime::now().duration_since(UNIX_EPOCH);
        let now = since.map_or(0, |since| {
            i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
        });
        now.saturating_add(self.options.clock_offset)
    }

    /// 32 bytes that this client has not used before.
    fn nonce(&mut self, offer: &PaymentRequirements) -> Result<B256, Refusal> {
        self.memory.nonces += 1;
        let count = self.memory.nonces;
        if self.faults.has("nonce-reused") {
            return Ok(keccak256(b"the nonce"));
        }
        if self.faults.has("nonce-of-offer") {
            return Ok(keccak256(offer.to_json().as_bytes()));
        }
        if self.faults.has("nonce-counted") {
            let mut bytes = [0; 32];
            let (_, low) = bytes.split_at_mut(24);
            low.copy_from_slice(&count.to_be_bytes());
            return Ok(B256::from_bytes(bytes));
        }
        let nonce = match self.options.nonce_seed {
            Some(seed) => keccak256(&[&seed[..], &count.to_be_bytes()].concat()),
            None => random()?,
        };
        if self.faults.has("nonce-hashed") {
            let offer = offer.to_json();
            return Ok(keccak256(&[nonce.as_bytes(), offer.as_bytes()].concat()));
        }
        Ok(nonce)
    }
}

/// 32 bytes from the random source of the system.
fn random() -> Result<B256, Refusal> {
    let mut bytes = [0; 32];
    let filled = getrandom::fill(&mut bytes);
    filled.map_err(|error| Refusal::Failed(error.to_string()))?;
    Ok(B256::from_bytes(bytes))
}
