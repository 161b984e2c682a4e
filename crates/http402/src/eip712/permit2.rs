//! Permit2 transfers with a witness, as MPP's method `evm` uses them.
//!
//! Permit2's domain has no version. The witness binds the permit to a challenge (charge) or to the
//! channel (session); its type is part of the permit's type string. Sources: "Witness Data" of
//! [evm charge](https://github.com/tempoxyz/mpp-specs/blob/f9506cd/specs/methods/evm/draft-evm-charge-00.md),
//! "Permit2" of
//! [evm session](https://github.com/tempoxyz/mpp-specs/blob/f9506cd/specs/methods/evm/draft-evm-session-00.md).

use super::keccak::Hasher;
use super::structs::{Sealed, Struct, Word, signed, stated};
use super::{Domain, keccak256_words};
use crate::primitives::{Address, B256, U256};

pub use crate::mpp::methods::evm::PERMIT2;

impl Domain<'static> {
    /// The domain of a Permit2 contract, [`PERMIT2`] unless the challenge names another.
    pub fn permit2(chain_id: u64, contract: Address) -> Self {
        Self::new("Permit2")
            .with_chain_id(chain_id)
            .with_verifying_contract(contract)
    }
}

signed! {
    /// A token and the most of it that may be transferred.
    pub struct TokenPermissions =
        "TokenPermissions(address token,uint256 amount)",
        "618358ac3db8dc274f0cd8829da7e234bd48cd73c4a740aede1adec9846d06a1"
    {
        /// The token's contract.
        token: Address,
        /// The amount in the token's atomic units.
        amount: U256,
    }

    /// The witness of a charge: binds the permit to one challenge.
    ///
    /// The type string is the draft's to the letter, with a space after its comma. `encodeType` of
    /// EIP-712 has none, so a wallet that builds the string from typed data arrives at another
    /// hash; this one is what the draft demands. [`TypedData`](super::TypedData) gives the other.
    pub struct PaymentWitness<'a> =
        "PaymentWitness(bytes32 challengeHash, string externalId)",
        "e3b1f171490aceafafe7bbe5355fc9dffa6b7677563f496ae0fed59439b8a373"
    {
        /// `keccak256` of the challenge's id followed by its realm.
        challenge_hash: B256,
        /// `externalId` of the request; empty where that has none.
        external_id: &'a str,
    }

    /// The witness of a channel's opening.
    pub struct ChannelOpenWitness =
        "ChannelOpenWitness(address payee,bytes32 salt,address authorizedSigner)",
        "2d56d4bac580dcfbd851edfd7c93ebf41a18f42956732b215dcdfa1760be6014"
    {
        /// The payee of the channel.
        payee: Address,
        /// Random.
        salt: B256,
        /// Who signs vouchers; the zero address for the payer itself.
        authorized_signer: Address,
    }

    /// The witness of a channel's top-up.
    pub struct ChannelTopUpWitness =
        "ChannelTopUpWitness(bytes32 channelId)",
        "96eb8764419b2871ed49f3d5fa8666eb8d73b2eaf4c1b86839d654861f82d965"
    {
        /// The channel.
        channel_id: B256,
    }
}

/// A witness that completes the type string of a permit.
pub trait Witness: Struct {
    /// `encodeType` of a [`PermitWitnessTransferFrom`] with this witness.
    const PERMIT_TYPE: &'static str;

    /// The hash of [`PERMIT_TYPE`](Self::PERMIT_TYPE).
    const PERMIT_TYPE_HASH: B256;
}

impl Witness for PaymentWitness<'_> {
    const PERMIT_TYPE: &'static str = "PermitWitnessTransferFrom(TokenPermissions permitted,address spender,uint256 nonce,uint256 deadline,PaymentWitness witness)PaymentWitness(bytes32 challengeHash, string externalId)TokenPermissions(address token,uint256 amount)";
    const PERMIT_TYPE_HASH: B256 =
        stated("f7aec95a3f477515b4f533a35d81e9e2ca9c940b0f46ac5f81b25e1155558c37");
}

impl Witness for ChannelOpenWitness {
    const PERMIT_TYPE: &'static str = "PermitWitnessTransferFrom(TokenPermissions permitted,address spender,uint256 nonce,uint256 deadline,ChannelOpenWitness witness)ChannelOpenWitness(address payee,bytes32 salt,address authorizedSigner)TokenPermissions(address token,uint256 amount)";
    const PERMIT_TYPE_HASH: B256 =
        stated("445a0aa33e0e4d6ed58ccb8527730a216993d556b9bbe95723333073ec333418");
}

impl Witness for ChannelTopUpWitness {
    const PERMIT_TYPE: &'static str = "PermitWitnessTransferFrom(TokenPermissions permitted,address spender,uint256 nonce,uint256 deadline,ChannelTopUpWitness witness)ChannelTopUpWitness(bytes32 channelId)TokenPermissions(address token,uint256 amount)";
    const PERMIT_TYPE_HASH: B256 =
        stated("7379f21d95c03b311aefcb3b775be396dcb8bc466117e4d8e4f167fd69aa7cbd");
}

/// One transfer that `spender` may make once.
///
/// ```
/// use http402::eip712::{Domain, keccak256, permit2::*, signing_digest};
/// use http402::primitives::{Address, U256};
///
/// let permit = PermitWitnessTransferFrom {
///     permitted: TokenPermissions { token: Address::ZERO, amount: U256::from(1000_u64) },
///     spender: Address::ZERO,
///     nonce: U256::ZERO,
///     deadline: U256::from(1_743_523_500_u64),
///     witness: PaymentWitness {
///         challenge_hash: keccak256(b"aB3cDeF4gHiJkLmNapi.example.com"),
///         external_id: "",
///     },
/// };
/// let _digest = signing_digest(&Domain::permit2(196, PERMIT2).separator(), &permit);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(
    clippy::exhaustive_structs,
    reason = "the type string fixes the members"
)]
pub struct PermitWitnessTransferFrom<W> {
    /// The token and amount.
    pub permitted: TokenPermissions,
    /// Who calls Permit2: the server for a charge, the channel contract for a session.
    pub spender: Address,
    /// Any nonce that the payer has not used with Permit2.
    pub nonce: U256,
    /// The last Unix second at which Permit2 accepts it.
    pub deadline: U256,
    /// What the permit is bound to.
    pub witness: W,
}

impl<W: Witness> Sealed for PermitWitnessTransferFrom<W> {}

impl<W: Witness> Struct for PermitWitnessTransferFrom<W> {
    const TYPE: &'static str = W::PERMIT_TYPE;
    const TYPE_HASH: B256 = W::PERMIT_TYPE_HASH;

    fn hash_struct(&self) -> B256 {
        keccak256_words(&[
            Self::TYPE_HASH.word(),
            self.permitted.word(),
            self.spender.word(),
            self.nonce.word(),
            self.deadline.word(),
            self.witness.word(),
        ])
    }
}

/// The transfers of a charge with splits: the payee's first, then one per split in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(
    clippy::exhaustive_structs,
    reason = "the type string fixes the members"
)]
pub struct PermitBatchWitnessTransferFrom<'a> {
    /// One token and amount per transfer.
    pub permitted: &'a [TokenPermissions],
    /// Who calls Permit2: the server.
    pub spender: Address,
    /// Any nonce that the payer has not used with Permit2.
    pub nonce: U256,
    /// The last Unix second at which Permit2 accepts it.
    pub deadline: U256,
    /// The challenge.
    pub witness: PaymentWitness<'a>,
}

impl Sealed for PermitBatchWitnessTransferFrom<'_> {}

impl Struct for PermitBatchWitnessTransferFrom<'_> {
    const TYPE: &'static str = "PermitBatchWitnessTransferFrom(TokenPermissions[] permitted,address spender,uint256 nonce,uint256 deadline,PaymentWitness witness)PaymentWitness(bytes32 challengeHash, string externalId)TokenPermissions(address token,uint256 amount)";
    const TYPE_HASH: B256 =
        stated("9da8f39d04da1a1a8a11859f323ca47ef2be0e02a42ba0c04e5058c0ae9e9a85");

    fn hash_struct(&self) -> B256 {
        let mut permitted = Hasher::new();
        for permissions in self.permitted {
            permitted.update(&permissions.word());
        }
        keccak256_words(&[
            Self::TYPE_HASH.word(),
            permitted.finish().word(),
            self.spender.word(),
            self.nonce.word(),
            self.deadline.word(),
            self.witness.word(),
        ])
    }
}
