//! From the wire types of x402 to what is signed.

use super::{Domain, TransferWithAuthorization};
use crate::x402::authorization::Authorization;
use crate::x402::network::Network;
use crate::x402::v1::PaymentRequirements;

impl From<&Authorization> for TransferWithAuthorization {
    fn from(authorization: &Authorization) -> Self {
        Self {
            from: authorization.from,
            to: authorization.to,
            value: authorization.value,
            valid_after: authorization.valid_after,
            valid_before: authorization.valid_before,
            nonce: authorization.nonce,
        }
    }
}

impl PaymentRequirements {
    /// The EIP-712 domain of the token that is paid: its name and version from `extra`, the chain id
    /// of the network, the contract `asset`.
    ///
    /// `None` where the offer says no such thing: another scheme, a network that is no known EVM
    /// chain, or `extra` missing after a lenient parse. There is nothing to sign then.
    ///
    /// Source: [`exact` on EVM](https://github.com/coinbase/x402/blob/dd927a26/specs/schemes/exact/scheme_exact_evm.md).
    ///
    /// ```
    /// use http402::x402::v1::PaymentRequirements;
    ///
    /// let offer: PaymentRequirements = r#"{"scheme":"exact","network":"base-sepolia",
    ///     "maxAmountRequired":"10000","asset":"0x036CbD53842c5426634e7929541eC2318f3dCF7e",
    ///     "payTo":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C",
    ///     "resource":"https://api.example.com/premium-data","description":"",
    ///     "maxTimeoutSeconds":60,"extra":{"name":"USDC","version":"2"}}"#.parse()?;
    /// assert_eq!(
    ///     offer.eip712_domain().unwrap().separator().to_string(),
    ///     "0x71f17a3b2ff373b803d70a5a07c046c1a2bc8e89c09ef722fcb047abe94c9818",
    /// );
    /// # Ok::<(), http402::Error>(())
    /// ```
    pub fn eip712_domain(&self) -> Option<Domain<'_>> {
        let extra = self.exact_evm_extra()?;
        let domain = Domain::new(extra.name())
            .with_version(extra.version())
            .with_chain_id(self.network().chain_id()?)
            .with_verifying_contract(*self.asset().as_evm()?);
        Some(domain)
    }
}

impl Network {
    /// The EIP-712 domain of the network's default token, where the table has one.
    ///
    /// ```
    /// use http402::x402::network::Network;
    ///
    /// assert_eq!(
    ///     Network::BASE.eip712_domain().unwrap().separator().to_string(),
    ///     "0x02fa7265e7c5d81118673727957699e4d68f74cd74b7db77da710fe8a2c7834f",
    /// );
    /// ```
    pub fn eip712_domain(&self) -> Option<Domain<'static>> {
        let chain = self.evm()?;
        let token = chain.token?;
        let domain = Domain::new(token.name)
            .with_version(token.version)
            .with_chain_id(chain.id)
            .with_verifying_contract(token.asset);
        Some(domain)
    }
}
