//! How a server is set up.

use http402::mpp::methods::testpay::ChargePayload;

use super::Lazy;

/// The protocol that a server is paid by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Protocol {
    /// x402, version 1.
    X402,
    /// The Machine Payments Protocol.
    Mpp,
}

/// The draft of MPP's core that a server follows, where drafts differ.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Revision {
    /// draft-httpauth-payment-00.
    Draft00,
    /// draft-httpauth-payment-01.
    #[default]
    Draft01,
}

/// The setup of a server.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Options {
    /// The protocol.
    pub protocol: Protocol,
    /// The draft, for MPP.
    pub revision: Revision,
    /// The port; 0 takes a free one.
    pub port: u16,
    /// Instead of a server that works.
    pub lazy: Option<Lazy>,
    /// Base URL of the facilitator, for x402.
    pub facilitator_url: String,
    /// Account that is paid, an EVM address.
    pub pay_to: String,
    /// Network that is paid on, by its v1 name.
    pub network: String,
    /// Shared key of the method `testpay`.
    pub testpay_key: String,
    /// Secret that challenge ids are bound with; at least 32 bytes.
    pub binding_secret: String,
    /// Seconds that the server's clock is ahead.
    pub clock_offset: i64,
}

impl Options {
    /// A server for test payments.
    pub fn new(protocol: Protocol) -> Self {
        Self {
            protocol,
            revision: Revision::default(),
            port: 0,
            lazy: None,
            facilitator_url: "http://127.0.0.1:4020".to_owned(),
            pay_to: "0x209693Bc6afc0C5328bA36FaF03C514EF312287C".to_owned(),
            network: "base-sepolia".to_owned(),
            testpay_key: ChargePayload::DEFAULT_KEY.to_owned(),
            binding_secret: "reference402-binding-secret-of-the-tests".to_owned(),
            clock_offset: 0,
        }
    }

    /// The same with what the environment says: `PORT`, `FACILITATOR_URL`, `CONFORM402_PAY_TO`,
    /// `CONFORM402_NETWORK`, `CONFORM402_TESTPAY_KEY` and `CONFORM402_BINDING_SECRET`.
    ///
    /// # Errors
    ///
    /// Where `PORT` is no port.
    pub fn from_environment(protocol: Protocol) -> Result<Self, String> {
        let mut options = Self::new(protocol);
        for (name, option) in [
            ("FACILITATOR_URL", &mut options.facilitator_url),
            ("CONFORM402_PAY_TO", &mut options.pay_to),
            ("CONFORM402_NETWORK", &mut options.network),
            ("CONFORM402_TESTPAY_KEY", &mut options.testpay_key),
            ("CONFORM402_BINDING_SECRET", &mut options.binding_secret),
        ] {
            if let Ok(value) = std::env::var(name) {
                *option = value;
            }
        }
        if let Ok(port) = std::env::var("PORT") {
            options.port = port
                .parse()
                .map_err(|_| "PORT: expected a port".to_owned())?;
        }
        Ok(options)
    }
}
