//! What payers of MPP's method `tempo` sign beside transactions: proofs, vouchers, closes.
//!
//! A challenge for the amount 0 is answered with a proof. The draft at the pinned commit prints
//! version 1; later text and every deployed SDK use version 3, which also binds the payer and the
//! realm (mpp-specs [PR #325](https://github.com/tempoxyz/mpp-specs/pull/325)); version 2 was
//! deployed in between. A version is told by the domain, and a server accepts exactly one.
//!
//! Sources: "Proof Payload" of
//! [tempo charge](https://github.com/tempoxyz/mpp-specs/blob/f9506cd/specs/methods/tempo/draft-tempo-charge-00.md),
//! "Voucher Signing Format" of
//! [tempo session](https://github.com/tempoxyz/mpp-specs/blob/f9506cd/specs/methods/tempo/draft-tempo-session-00.md).

use super::Domain;
use super::structs::{Word, signed};
use crate::primitives::{Address, B256};

pub use crate::mpp::values::Uint96;

signed! {
    /// The proof as the pinned draft prints it: binds the challenge alone.
    pub struct ProofV1<'a> =
        "Proof(string challengeId)",
        "9703df6c74d7551aec1f6e4eaddc66fb0e9ff2c7bd636ec1d206c3197a7871bd"
    {
        /// `id` of the challenge.
        challenge_id: &'a str,
    }

    /// The proof of domain version 2: binds the realm too. Deployed from April to June 2026.
    pub struct ProofV2<'a> =
        "Proof(string challengeId,string realm)",
        "7352cf5b7b300e5a76a4029d0a0808501e101c75761e0fa53034ba39c0cce718"
    {
        /// `id` of the challenge.
        challenge_id: &'a str,
        /// `realm` of the challenge.
        realm: &'a str,
    }

    /// The proof of domain version 3, the current one: binds the payer too.
    ///
    /// ```
    /// use http402::eip712::{signing_digest, tempo::ProofV3};
    ///
    /// let proof = ProofV3 {
    ///     account: "0x1a642f0E3c3aF545E7AcBD38b07251B3990914F1".parse()?,
    ///     challenge_id: "kM9xPqWvT2nJrHsY4aDfEb",
    ///     realm: "api.example.com",
    /// };
    /// assert_eq!(
    ///     signing_digest(&ProofV3::domain(42431).separator(), &proof).to_string(),
    ///     "0x3860a700a55e02ad3c2dc047e92489feceecbdb0a801d948e1d9f0b61ea9bc3f",
    /// );
    /// # Ok::<(), http402::Error>(())
    /// ```
    pub struct ProofV3<'a> =
        "Proof(address account,string challengeId,string realm)",
        "2b28baf137d62921565067a537df5458031448411120925bd6f753e0dcd50683"
    {
        /// The payer, as in `source`; the signer may be an access key of it.
        account: Address,
        /// `id` of the challenge.
        challenge_id: &'a str,
        /// `realm` of the challenge.
        realm: &'a str,
    }

    /// The cumulative amount of a channel, session protocol v2.
    pub struct VoucherV2 =
        "Voucher(bytes32 channelId,uint96 cumulativeAmount)",
        "4730b4b2fe8de522475e80e010877c5b58ad10eb07fd0436615ee123f743bbe8"
    {
        /// The channel.
        channel_id: B256,
        /// The total since the channel was opened, in the token's atomic units.
        cumulative_amount: Uint96,
    }

    /// The payer's consent to close a channel at this amount, session protocol v2; `closeSignature`
    /// of a close.
    ///
    /// De facto: deployed SDKs ask for it, the pinned draft does not print it (MPP-TS-023).
    pub struct CloseAuthorization =
        "CloseAuthorization(bytes32 channelId,uint96 cumulativeAmount)",
        "15588a02d9b068ec4a4593a3d3bd1068f3614e6c28e013500ce554846f4b4646"
    {
        /// The channel.
        channel_id: B256,
        /// The total at which the channel closes, in the token's atomic units.
        cumulative_amount: Uint96,
    }
}

impl ProofV1<'_> {
    /// The domain of this version on a chain.
    pub fn domain(chain_id: u64) -> Domain<'static> {
        Domain::new("MPP").with_version("1").with_chain_id(chain_id)
    }
}

impl ProofV2<'_> {
    /// The domain of this version on a chain.
    pub fn domain(chain_id: u64) -> Domain<'static> {
        Domain::new("MPP").with_version("2").with_chain_id(chain_id)
    }
}

impl ProofV3<'_> {
    /// The domain of this version on a chain.
    pub fn domain(chain_id: u64) -> Domain<'static> {
        Domain::new("MPP").with_version("3").with_chain_id(chain_id)
    }
}

impl Word for Uint96 {
    fn word(&self) -> [u8; 32] {
        self.get().word()
    }
}
