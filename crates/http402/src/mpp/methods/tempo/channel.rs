use crate::error::Result;
use crate::mpp::values::{ChainId, Count, Uint64, Uint96};
use crate::primitives::{Address, B256};
use crate::wire::object;

object! {
    /// What makes up the id of a channel of session protocol v2.
    ///
    /// Source: [Channel Descriptor](https://github.com/tempoxyz/mpp-specs/blob/f9506cd/specs/methods/tempo/draft-tempo-session-00.md#channel-descriptor).
    pub struct ChannelDescriptor {
        required {
            /// Who funds the channel.
            payer: Address = "payer",
            /// Who is paid.
            payee: Address = "payee",
            /// Who operates the channel for the payee; the zero address for nobody.
            operator: Address = "operator",
            /// The TIP-20 token.
            token: Address = "token",
            /// Chosen by the payer, to tell channels apart.
            salt: B256 = "salt",
            /// Who signs vouchers; the zero address for the payer.
            authorized_signer: Address = "authorizedSigner",
            /// Hash of the transaction that opened the channel.
            expiring_nonce_hash: B256 = "expiringNonceHash",
        }
    }
}

object! {
    /// What the server knows about a channel of session protocol v2: `sessionSnapshot` of a request
    /// and, in base64url, the header `Payment-Session-Snapshot`.
    ///
    /// Source: [Session Snapshot](https://github.com/tempoxyz/mpp-specs/blob/f9506cd/specs/methods/tempo/draft-tempo-session-00.md#session-snapshot).
    pub struct SessionSnapshot {
        required {
            /// The highest amount that a voucher has allowed so far, in base units.
            accepted_cumulative: Uint96 = "acceptedCumulative",
            /// The chain.
            chain_id: ChainId = "chainId",
            /// The channel.
            channel_id: B256 = "channelId",
            /// What the escrow holds for the channel, in base units.
            deposit: Uint96 = "deposit",
            /// What the channel id is made of.
            descriptor: ChannelDescriptor = "descriptor",
            /// The contract or precompile that holds the deposit.
            escrow: Address = "escrow",
            /// The least amount that a voucher for this request must allow, in base units.
            required_cumulative: Uint96 = "requiredCumulative",
            /// What the payee has already taken, in base units.
            settled: Uint96 = "settled",
            /// What has been used so far, in base units.
            spent: Uint96 = "spent",
        }
        optional {
            /// When a close was requested, in Unix seconds.
            close_requested_at: Uint64 = "closeRequestedAt",
            /// Units used so far.
            units: Count = "units",
        }
    }
}

impl SessionSnapshot {
    /// Reads the header `Payment-Session-Snapshot`: base64url without padding.
    ///
    /// # Errors
    ///
    /// As `from_json`, and [`Kind::Base64`](crate::Kind::Base64).
    pub fn from_header(value: &str) -> Result<Self> {
        let bytes = crate::base64::Base64::Url.decode(value)?;
        Self::from_json(crate::base64::utf8(&bytes)?)
    }

    /// The value of the header `Payment-Session-Snapshot`.
    pub fn to_header(&self) -> alloc::string::String {
        crate::base64::Base64::Url.encode(self.to_json().as_bytes())
    }
}

#[cfg(feature = "eip712")]
impl ChannelDescriptor {
    /// The id of the channel in the precompile `escrow` (MPP-TS-005):
    ///
    /// ```text
    /// keccak256(abi.encode(payer, payee, operator, token, salt, authorizedSigner,
    ///                      expiringNonceHash, escrow, chainId))
    /// ```
    pub fn channel_id(&self, escrow: &Address, chain_id: ChainId) -> B256 {
        use crate::eip712::Word as _;

        crate::eip712::keccak256_words(&[
            self.payer.word(),
            self.payee.word(),
            self.operator.word(),
            self.token.word(),
            self.salt.word(),
            self.authorized_signer.word(),
            self.expiring_nonce_hash.word(),
            escrow.word(),
            crate::primitives::U256::from(chain_id.get()).word(),
        ])
    }
}

#[cfg(feature = "eip712")]
impl SessionSnapshot {
    /// Checks that the channel id is that of descriptor, escrow and chain, without which a snapshot
    /// must not be used (MPP-TS-027).
    ///
    /// # Errors
    ///
    /// [`Kind::Mismatch`](crate::Kind::Mismatch).
    pub fn verify(&self) -> Result<()> {
        if self.channel_id == self.descriptor.channel_id(&self.escrow, self.chain_id) {
            return Ok(());
        }
        let expected = "the channel of descriptor, escrow and chainId";
        Err(crate::Error::new(crate::Kind::Mismatch, expected, "another").within("channelId"))
    }
}
