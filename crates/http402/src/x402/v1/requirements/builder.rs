use alloc::boxed::Box;
use alloc::string::ToString;

use super::PaymentRequirements;
use crate::decoder::{Decoder, Leniency};
use crate::error::{Error, Kind, Result, quoted};
use crate::json::{Members, RawObject, RawValue, Reader};
use crate::primitives::U256;
use crate::wire::within;
use crate::x402::account::AccountId;
use crate::x402::network::{Chain, Network};
use crate::x402::scheme::Scheme;
use crate::x402::v1::exact::{ExactEvmExtra, ExactSvmExtra, Extra};

/// An offer being written. [`build`](Self::build) checks it as a parse would.
#[derive(Clone, Debug)]
pub struct PaymentRequirementsBuilder {
    pub(super) scheme: Scheme,
    pub(super) network: Network,
    pub(super) max_amount_required: Option<U256>,
    pub(super) asset: Option<AccountId>,
    pub(super) pay_to: Option<AccountId>,
    pub(super) resource: Option<Box<str>>,
    pub(super) description: Option<Box<str>>,
    pub(super) mime_type: Option<Box<str>>,
    pub(super) output_schema: Option<RawObject>,
    pub(super) max_timeout_seconds: Option<u64>,
    pub(super) extra: Option<RawObject>,
    /// What a parse made of `extra`; `None` where `extra` still has to be read.
    pub(super) view: Option<Extra>,
    pub(super) members: Members,
}

impl PaymentRequirementsBuilder {
    pub(super) fn new(scheme: Scheme, network: Network) -> Self {
        Self {
            scheme,
            network,
            max_amount_required: None,
            asset: None,
            pay_to: None,
            resource: None,
            description: None,
            mime_type: None,
            output_schema: None,
            max_timeout_seconds: None,
            extra: None,
            view: None,
            members: Members::new(),
        }
    }

    /// Sets the price in atomic units of the asset.
    #[must_use]
    pub fn max_amount_required(mut self, units: U256) -> Self {
        self.max_amount_required = Some(units);
        self
    }

    /// Sets the price in whole units of the network's default token: `4.03` is 4030000 units of a
    /// token with 6 decimals. A currency sign is refused, as everything but digits and a point.
    ///
    /// # Errors
    ///
    /// [`Kind::Unsupported`] where the table has no token for the network, and what
    /// [`U256::from_decimal`] refuses.
    pub fn price(self, price: &str) -> Result<Self> {
        let decimals = match self.network.info().map(|info| info.chain) {
            Some(Chain::Evm(chain)) => chain.token.map(|token| token.decimals),
            Some(Chain::Solana(cluster)) => cluster.mint.map(|_| 6),
            None => None,
        };
        let decimals = decimals.ok_or_else(|| no_token(&self.network))?;
        let units = U256::from_decimal(price, decimals)
            .map_err(|error| error.within("maxAmountRequired"))?;
        Ok(self.max_amount_required(units))
    }

    /// Sets `asset` to the network's default token, and on EVM chains `extra` to its EIP-712 name
    /// and version.
    ///
    /// # Errors
    ///
    /// [`Kind::Unsupported`] where the table has no token for the network.
    pub fn default_token(self) -> Result<Self> {
        match self.network.info().map(|info| info.chain) {
            Some(Chain::Evm(chain)) => {
                let token = chain.token.ok_or_else(|| no_token(&self.network))?;
                let extra = ExactEvmExtra::new(token.name, token.version)?;
                Ok(self.asset(token.asset).exact_evm_extra(&extra))
            }
            Some(Chain::Solana(cluster)) => {
                let mint = cluster.mint.ok_or_else(|| no_token(&self.network))?;
                Ok(self.asset(mint))
            }
            None => Err(no_token(&self.network)),
        }
    }

    /// Sets the token.
    #[must_use]
    pub fn asset(mut self, asset: impl Into<AccountId>) -> Self {
        self.asset = Some(asset.into());
        self
    }

    /// Sets the recipient.
    #[must_use]
    pub fn pay_to(mut self, account: impl Into<AccountId>) -> Self {
        self.pay_to = Some(account.into());
        self
    }

    /// Sets the absolute URL of what is sold.
    #[must_use]
    pub fn resource(mut self, url: &str) -> Self {
        self.resource = Some(url.into());
        self
    }

    /// Says what is sold, for people.
    #[must_use]
    pub fn description(mut self, text: &str) -> Self {
        self.description = Some(text.into());
        self
    }

    /// Sets the media type of the answer.
    #[must_use]
    pub fn mime_type(mut self, media_type: &str) -> Self {
        self.mime_type = Some(media_type.into());
        self
    }

    /// Sets the JSON Schema of the answer.
    #[must_use]
    pub fn output_schema(mut self, schema: RawObject) -> Self {
        self.output_schema = Some(schema);
        self
    }

    /// Sets how many seconds the payment may take.
    #[must_use]
    pub fn max_timeout_seconds(mut self, seconds: u64) -> Self {
        self.max_timeout_seconds = Some(seconds);
        self
    }

    /// Sets `extra` to the token's EIP-712 name and version.
    #[must_use]
    pub fn exact_evm_extra(self, extra: &ExactEvmExtra) -> Self {
        let raw = RawObject::from_json(&extra.to_string());
        self.set_extra(raw.ok())
    }

    /// Sets `extra` to the fee payer.
    #[must_use]
    pub fn exact_svm_extra(self, extra: &ExactSvmExtra) -> Self {
        let raw = RawObject::from_json(&extra.to_string());
        self.set_extra(raw.ok())
    }

    /// Sets what the scheme needs beyond the common members.
    #[must_use]
    pub fn extra(self, extra: RawObject) -> Self {
        self.set_extra(Some(extra))
    }

    fn set_extra(mut self, extra: Option<RawObject>) -> Self {
        (self.extra, self.view) = (extra, None);
        self
    }

    /// Adds a member that the specification does not name.
    ///
    /// # Errors
    ///
    /// [`Kind::Duplicate`] where the name is taken.
    pub fn member(mut self, name: &str, value: RawValue) -> Result<Self> {
        self.members.add(PaymentRequirements::NAMES, name, value)?;
        Ok(self)
    }

    /// Checks the offer.
    ///
    /// # Errors
    ///
    /// Names the member that is missing or does not fit.
    pub fn build(self) -> Result<PaymentRequirements> {
        self.finish(|_, _| false)
    }

    /// Checks the offer; `tolerate` says whether a leniency is allowed, and notes its use.
    pub(super) fn finish(
        self,
        mut tolerate: impl FnMut(Leniency, &'static str) -> bool,
    ) -> Result<PaymentRequirements> {
        let missing = Error::missing;
        let asset = self.asset.ok_or_else(|| missing("asset"))?;
        asset
            .check_on(&self.network)
            .map_err(|error| error.within("asset"))?;
        let pay_to = self.pay_to.ok_or_else(|| missing("payTo"))?;
        pay_to
            .check_on(&self.network)
            .map_err(|error| error.within("payTo"))?;
        let resource = match self.resource {
            Some(url) if is_absolute(&url) || tolerate(Leniency::RelativeUrl, "resource") => url,
            Some(url) => return Err(not_absolute(&url)),
            None if tolerate(Leniency::MissingText, "resource") => Box::default(),
            None => return Err(missing("resource")),
        };
        let description = match self.description {
            Some(text) => text,
            None if tolerate(Leniency::MissingText, "description") => Box::default(),
            None => return Err(missing("description")),
        };
        let max_timeout_seconds = self
            .max_timeout_seconds
            .ok_or_else(|| missing("maxTimeoutSeconds"))?;
        let max_timeout_seconds = within(max_timeout_seconds, 1, u64::MAX)
            .map_err(|error| error.within("maxTimeoutSeconds"))?;
        let view = match (self.view, &self.extra) {
            (Some(view), _) => view,
            (None, Some(extra)) => Extra::read(
                &mut Reader::new(extra.as_str(), &Decoder::VALIDATED)?,
                &self.scheme,
                &self.network,
            )
            .map_err(|error| error.within("extra"))?,
            (None, None) => Extra::Other,
        };
        let needed = view == Extra::Other && Extra::is_needed(&self.scheme, &self.network);
        if needed && !tolerate(Leniency::MissingExtra, "extra") {
            return Err(missing("extra"));
        }
        Ok(PaymentRequirements {
            scheme: self.scheme,
            network: self.network,
            max_amount_required: self
                .max_amount_required
                .ok_or_else(|| missing("maxAmountRequired"))?,
            asset,
            pay_to,
            resource,
            description,
            mime_type: self.mime_type,
            output_schema: self.output_schema,
            max_timeout_seconds,
            extra: self.extra,
            view,
            members: self.members,
        })
    }
}

#[cold]
fn no_token(network: &Network) -> Error {
    let found = quoted(network.as_str());
    Error::new(Kind::Unsupported, "a network with a known token", found).within("network")
}

#[cold]
fn not_absolute(url: &str) -> Error {
    let error = if url.is_empty() {
        Error::empty("an absolute URL")
    } else {
        Error::syntax("an absolute URL", "another text")
    };
    error.within("resource")
}

/// A scheme, `://`, and something behind it without blanks.
fn is_absolute(url: &str) -> bool {
    let Some((scheme, rest)) = url.split_once("://") else {
        return false;
    };
    let mut letters = scheme.bytes();
    letters.next().is_some_and(|b| b.is_ascii_alphabetic())
        && letters.all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'.' | b'-'))
        && !rest.is_empty()
        && !rest.contains(|c: char| c.is_whitespace() || c == '\u{feff}')
}
