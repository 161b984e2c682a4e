//! How a client is set up.

use core::time::Duration;
use std::path::PathBuf;

use http402::eip712::SecretKey;
use http402::mpp::methods::testpay::ChargePayload;
use http402::primitives::U256;
use http402::x402::network::Network;

use super::Lazy;
use crate::http::Trust;

/// The setup of a client.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Options {
    /// The key that pays. [`Options::new`] has one that everybody knows.
    pub wallet_key: SecretKey,
    /// Networks to pay on, by their v1 names.
    pub networks: Vec<String>,
    /// The most that one payment may be, in atomic units of whatever token is asked for; `None` is
    /// no limit.
    pub max_amount: Option<U256>,
    /// Shared key of the method `testpay`.
    pub testpay_key: String,
    /// Whether MPP credentials may travel over unencrypted HTTP. x402 does not forbid it.
    pub plain_http: bool,
    /// How long one fetch may take.
    pub timeout: Duration,
    /// How many requests one fetch may make. Every loop ends here, those of faults too.
    pub max_requests: usize,
    /// Seconds that the client's clock is ahead.
    pub clock_offset: i64,
    /// What nonces are derived from, so that they repeat from run to run; otherwise the random
    /// source of the system.
    pub nonce_seed: Option<[u8; 32]>,
    /// Certificates in PEM of whom to believe for `https`; otherwise nobody is believed.
    pub roots: Option<PathBuf>,
    /// Instead of a client that works.
    pub lazy: Option<Lazy>,
}

impl Options {
    /// A client for test payments.
    pub fn new() -> Self {
        Self {
            wallet_key: test_key(),
            networks: vec![Network::BASE_SEPOLIA.as_str().to_owned()],
            max_amount: None,
            testpay_key: ChargePayload::DEFAULT_KEY.to_owned(),
            plain_http: false,
            timeout: Duration::from_secs(10),
            max_requests: 12,
            clock_offset: 0,
            nonce_seed: None,
            roots: None,
            lazy: None,
        }
    }

    /// The same with what the environment says: `CONFORM402_WALLET_KEY`, `CONFORM402_NETWORK`
    /// (several with commas), `CONFORM402_MAX_AMOUNT`, `CONFORM402_TESTPAY_KEY` and
    /// `SSL_CERT_FILE`.
    ///
    /// # Errors
    ///
    /// Names the variable that cannot be read.
    pub fn from_environment() -> Result<Self, String> {
        let mut options = Self::new();
        let variable = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
        options.set_wallet_key(variable("CONFORM402_WALLET_KEY").as_deref())?;
        options.set_max_amount(variable("CONFORM402_MAX_AMOUNT").as_deref())?;
        if let Some(networks) = variable("CONFORM402_NETWORK") {
            options.set_networks(&networks);
        }
        if let Some(key) = variable("CONFORM402_TESTPAY_KEY") {
            options.testpay_key = key;
        }
        options.roots = variable("SSL_CERT_FILE").map(PathBuf::from);
        Ok(options)
    }

    /// Reads the key: `0x` and 64 hex digits.
    ///
    /// # Errors
    ///
    /// Says what was expected, never the key.
    pub fn set_wallet_key(&mut self, text: Option<&str>) -> Result<(), String> {
        if let Some(text) = text {
            let key = text.parse();
            self.wallet_key = key.map_err(|_| "wallet key: expected 0x and 64 hex digits")?;
        }
        Ok(())
    }

    /// Reads the limit; `None` is no limit.
    ///
    /// # Errors
    ///
    /// Where it is no decimal number.
    pub fn set_max_amount(&mut self, text: Option<&str>) -> Result<(), String> {
        let amount = text.map(str::parse).transpose();
        self.max_amount = amount.map_err(|_| "maximal amount: expected a decimal number")?;
        Ok(())
    }

    /// Reads names of networks, several with commas between them.
    pub fn set_networks(&mut self, text: &str) {
        self.networks = text.split(',').map(|name| name.trim().to_owned()).collect();
    }

    /// The chain ids of the networks.
    pub(super) fn chain_ids(&self) -> impl Iterator<Item = u64> {
        let networks = self.networks.iter();
        networks.filter_map(|name| name.parse::<Network>().ok()?.chain_id())
    }

    /// Whom the client believes: nobody where the certificates cannot be read.
    #[cfg(feature = "https")]
    pub(super) fn trust(&self) -> Trust {
        let roots = self.roots.as_deref();
        Trust {
            roots: roots.and_then(|file| crate::http::Roots::read(file).ok()),
        }
    }

    #[cfg(not(feature = "https"))]
    #[expect(clippy::unused_self, reason = "with the feature https it is used")]
    pub(super) fn trust(&self) -> Trust {
        Trust::default()
    }
}

impl Default for Options {
    fn default() -> Self {
        Self::new()
    }
}

/// The key of the label `alice`, which anybody can compute.
fn test_key() -> SecretKey {
    let key = TEST_KEY.parse();
    key.unwrap_or_else(|_| unreachable!("a number below the order of the curve"))
}

/// `sha256("conform402:alice")`
const TEST_KEY: &str = "0x577fc7129746ca840dd35ac06cd1a6b0a725b8788029169dbde7b2c42faee602";
