use crate::eip712::{Word as _, keccak256_words};
use crate::primitives::{Address, B256, U256};

/// What makes up the id of a channel in an escrow contract: `tempo` v1, `evm` and `hedera`.
///
/// ```text
/// channelId = keccak256(abi.encode(payer, payee, token, salt, authorizedSigner, escrow, chainId))
/// ```
///
/// Sources: "Channel State" of
/// [tempo session](https://github.com/tempoxyz/mpp-specs/blob/f9506cd/specs/methods/tempo/draft-tempo-session-00.md#channel-state),
/// [evm session](https://github.com/tempoxyz/mpp-specs/blob/f9506cd/specs/methods/evm/draft-evm-session-00.md#channel-state),
/// [hedera session](https://github.com/tempoxyz/mpp-specs/blob/f9506cd/specs/methods/hedera/draft-hedera-session-00.md).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_structs, reason = "the contracts fix the members")]
pub struct ChannelParameters {
    /// Who funds the channel.
    pub payer: Address,
    /// Who is paid.
    pub payee: Address,
    /// The token.
    pub token: Address,
    /// Chosen by the payer, to tell channels apart.
    pub salt: B256,
    /// Who signs vouchers; the zero address for the payer.
    pub authorized_signer: Address,
}

impl ChannelParameters {
    /// The id of the channel in the contract `escrow` (MPP-TS-004).
    pub fn channel_id(&self, escrow: &Address, chain_id: u64) -> B256 {
        keccak256_words(&[
            self.payer.word(),
            self.payee.word(),
            self.token.word(),
            self.salt.word(),
            self.authorized_signer.word(),
            escrow.word(),
            U256::from(chain_id).word(),
        ])
    }

    /// The EIP-3009 nonce of an authorization that opens the channel, method `evm` (MPP-ES-004):
    /// `keccak256(abi.encode(from, payee, token, salt, authorizedSigner))`.
    ///
    /// Source: [Front-Running Protection](https://github.com/tempoxyz/mpp-specs/blob/f9506cd/specs/methods/evm/draft-evm-session-00.md#front-running-protection).
    pub fn open_nonce(&self) -> B256 {
        keccak256_words(&[
            self.payer.word(),
            self.payee.word(),
            self.token.word(),
            self.salt.word(),
            self.authorized_signer.word(),
        ])
    }
}

/// The EIP-3009 nonce of an authorization that tops a channel up, method `evm` (MPP-ES-004):
/// `keccak256(abi.encode(channelId, additionalDeposit, from, topUpSalt))`.
///
/// Source: [Front-Running Protection](https://github.com/tempoxyz/mpp-specs/blob/f9506cd/specs/methods/evm/draft-evm-session-00.md#front-running-protection).
pub fn top_up_nonce(
    channel_id: &B256,
    additional_deposit: u128,
    from: &Address,
    top_up_salt: &B256,
) -> B256 {
    keccak256_words(&[
        channel_id.word(),
        additional_deposit.word(),
        from.word(),
        top_up_salt.word(),
    ])
}
