use alloc::string::String;
use alloc::vec::Vec;

use crate::error::Result;
use crate::json::RawObject;
use crate::x402::network::Network;
use crate::x402::scheme::Scheme;

crate::wire::object! {
    /// The answer of `GET /supported`.
    ///
    /// ```json
    /// {"kinds":[{"x402Version":1,"scheme":"exact","network":"base-sepolia"}]}
    /// ```
    ///
    /// ```
    /// use http402::x402::network::Network;
    /// use http402::x402::scheme::Scheme;
    /// use http402::x402::v1::facilitator::{SupportedKind, SupportedResponse};
    ///
    /// let kind = SupportedKind::v1(Scheme::EXACT, &Network::BASE_SEPOLIA, None);
    /// let answer = SupportedResponse::new(vec![kind]);
    /// let text = r#"{"kinds":[{"x402Version":1,"scheme":"exact","network":"base-sepolia"}]}"#;
    /// assert_eq!(answer.to_json(), text);
    /// ```
    ///
    /// Source: [section 7.3](https://github.com/coinbase/x402/blob/dd927a26/specs/x402-specification-v1.md).
    pub struct SupportedResponse {
        required {
            /// One element for each supported combination.
            kinds: Vec<SupportedKind> = "kinds",
        }
    }
}

crate::wire::integer! {
    /// `x402Version` of a thing that may be of any version: an integer of at least 1.
    pub struct X402Version: 1..=u64::MAX;
}

impl X402Version {
    /// Version 1.
    pub const V1: Self = Self(1);
}

crate::wire::object! {
    /// What a facilitator supports, as it stands in the answer.
    pub parts struct SupportedKindParts {
        required {
            /// The protocol version; a facilitator may list others beside 1.
            x402_version: X402Version = "x402Version",
            /// The payment scheme.
            scheme: Scheme = "scheme",
            /// The network, in version 1 by its short name.
            network: NetworkName = "network",
        }
        optional {
            /// What a server has to copy into its offers, on Solana `feePayer`.
            extra: RawObject = "extra",
        }
    }
}

crate::wire::text! {
    /// The name of a network in some version of the protocol: any text that is not empty.
    pub struct NetworkName: crate::x402::present;
}

impl From<&Network> for NetworkName {
    fn from(network: &Network) -> Self {
        Self(String::from(network.as_str()).into())
    }
}

crate::wire::checked! {
    /// A scheme and a network that a facilitator supports. In version 1 the network is a short
    /// name, see [`SupportedKind::to_network`].
    pub struct SupportedKind(SupportedKindParts): check_kind;
}

fn check_kind(parts: &SupportedKindParts) -> Result<()> {
    if parts.x402_version == X402Version::V1 {
        Network::new(parts.network.as_str()).map_err(|error| error.within("network"))?;
    }
    Ok(())
}

impl SupportedKind {
    /// A combination of version 1.
    pub fn v1(scheme: Scheme, network: &Network, extra: Option<RawObject>) -> Self {
        let mut parts = SupportedKindParts::new(X402Version::V1, scheme, network.into());
        parts.extra = extra;
        Self(parts)
    }

    /// The network of a combination of version 1.
    pub fn to_network(&self) -> Option<Network> {
        let is_v1 = self.x402_version == X402Version::V1;
        Network::new(self.network.as_str()).ok().filter(|_| is_v1)
    }
}
