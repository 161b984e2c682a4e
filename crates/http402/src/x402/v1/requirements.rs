//! One offer of a server.

mod builder;
mod decode;

use alloc::boxed::Box;
use core::fmt::{self, Write};

use crate::json::{Encode, Members, ObjectWriter, RawObject};
use crate::primitives::U256;
use crate::x402::account::AccountId;
use crate::x402::network::Network;
use crate::x402::scheme::Scheme;
use crate::x402::v1::exact::{ExactEvmExtra, ExactSvmExtra, Extra};

pub use builder::PaymentRequirementsBuilder;

/// One offer: what a resource costs and how it can be paid.
///
/// ```json
/// {"scheme":"exact","network":"base-sepolia","maxAmountRequired":"10000",
///  "asset":"0x036CbD53842c5426634e7929541eC2318f3dCF7e",
///  "payTo":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C",
///  "resource":"https://api.example.com/premium-data","description":"Market data",
///  "mimeType":"application/json","maxTimeoutSeconds":60,
///  "extra":{"name":"USDC","version":"2"}}
/// ```
///
/// An offer that exists can be paid: the addresses have the format of the network, and `extra` of
/// the scheme `exact` says what signing needs. After a lenient parse, what was tolerated is
/// missing or has another form.
///
/// Source: [section 5.1.2](https://github.com/coinbase/x402/blob/dd927a26/specs/x402-specification-v1.md).
///
/// ```
/// use http402::x402::network::Network;
/// use http402::x402::scheme::Scheme;
/// use http402::x402::v1::PaymentRequirements;
/// use http402::primitives::Address;
///
/// let payee: Address = "0x209693Bc6afc0C5328bA36FaF03C514EF312287C".parse()?;
/// let offer = PaymentRequirements::builder(Scheme::EXACT, Network::BASE_SEPOLIA)
///     .default_token()?
///     .price("0.01")?
///     .pay_to(payee)
///     .resource("https://api.example.com/premium-data")
///     .description("Market data")
///     .max_timeout_seconds(60)
///     .build()?;
/// assert_eq!(offer.max_amount_required().to_string(), "10000");
/// assert_eq!(offer.exact_evm_extra().unwrap().name(), "USDC");
/// # Ok::<(), http402::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaymentRequirements {
    scheme: Scheme,
    network: Network,
    max_amount_required: U256,
    asset: AccountId,
    pay_to: AccountId,
    resource: Box<str>,
    description: Box<str>,
    mime_type: Option<Box<str>>,
    output_schema: Option<RawObject>,
    max_timeout_seconds: u64,
    extra: Option<RawObject>,
    view: Extra,
    members: Members,
}

impl PaymentRequirements {
    const NAMES: &'static [&'static str] = &[
        "scheme",
        "network",
        "maxAmountRequired",
        "asset",
        "payTo",
        "resource",
        "description",
        "mimeType",
        "outputSchema",
        "maxTimeoutSeconds",
        "extra",
    ];

    /// Starts an offer.
    pub fn builder(scheme: Scheme, network: Network) -> PaymentRequirementsBuilder {
        PaymentRequirementsBuilder::new(scheme, network)
    }

    /// How the payment is formed.
    pub fn scheme(&self) -> &Scheme {
        &self.scheme
    }

    /// Where it is paid.
    pub fn network(&self) -> &Network {
        &self.network
    }

    /// The price in atomic units of the asset. A payment may be higher, never lower.
    pub fn max_amount_required(&self) -> U256 {
        self.max_amount_required
    }

    /// The token: its contract on an EVM chain, its mint on Solana.
    pub fn asset(&self) -> &AccountId {
        &self.asset
    }

    /// The recipient.
    pub fn pay_to(&self) -> &AccountId {
        &self.pay_to
    }

    /// The absolute URL of what is sold; over MCP `mcp://tool/…`.
    pub fn resource(&self) -> &str {
        &self.resource
    }

    /// What is sold, for people. May be empty.
    pub fn description(&self) -> &str {
        &self.description
    }

    /// The media type of the answer that is paid for. Optional by the text, but early clients
    /// refuse an offer without it (X402-PR-009).
    pub fn mime_type(&self) -> Option<&str> {
        self.mime_type.as_deref()
    }

    /// The JSON Schema of the answer, or the description of a discoverable route's input. `null`,
    /// as the specification's own examples have it, is read as absence and never printed
    /// (X402-PR-010).
    pub fn output_schema(&self) -> Option<&RawObject> {
        self.output_schema.as_ref()
    }

    /// How many seconds the payment may take; at least 1.
    pub fn max_timeout_seconds(&self) -> u64 {
        self.max_timeout_seconds
    }

    /// What the scheme needs beyond the common members, as it came. `null` is read as absence and
    /// never printed: README types the member `object | null`.
    pub fn extra(&self) -> Option<&RawObject> {
        self.extra.as_ref()
    }

    /// The token's EIP-712 name and version, of the scheme `exact` on a known EVM chain.
    pub fn exact_evm_extra(&self) -> Option<&ExactEvmExtra> {
        match &self.view {
            Extra::Evm(extra) => Some(extra),
            _ => None,
        }
    }

    /// The fee payer, of the scheme `exact` on Solana.
    pub fn exact_svm_extra(&self) -> Option<&ExactSvmExtra> {
        match &self.view {
            Extra::Svm(extra) => Some(extra),
            _ => None,
        }
    }

    /// Members that the specification does not name, kept as they came.
    pub fn members(&self) -> &Members {
        &self.members
    }
}

impl Encode for PaymentRequirements {
    fn encode<W: Write + ?Sized>(&self, out: &mut W) -> fmt::Result {
        let mut object = ObjectWriter::begin(out)?;
        object.member("scheme", &self.scheme)?;
        object.member("network", &self.network)?;
        object.member("maxAmountRequired", &self.max_amount_required)?;
        object.member("asset", &self.asset)?;
        object.member("payTo", &self.pay_to)?;
        object.member("resource", &*self.resource)?;
        object.member("description", &*self.description)?;
        if let Some(mime_type) = &self.mime_type {
            object.member("mimeType", &**mime_type)?;
        }
        object.optional("outputSchema", self.output_schema.as_ref())?;
        object.member("maxTimeoutSeconds", &self.max_timeout_seconds)?;
        object.optional("extra", self.extra.as_ref())?;
        object.members(&self.members)?;
        object.end()
    }
}

crate::wire::json_faces!(PaymentRequirements);
