use super::Domain;
use super::structs::signed;
use crate::primitives::{Address, B256};

signed! {
    /// The cumulative amount that the payee of a channel may take so far: MPP sessions of the
    /// methods `tempo` (v1), `evm` and `hedera`, each with its own domain.
    ///
    /// Sources: "Voucher Signing Format" of
    /// [tempo session](https://github.com/tempoxyz/mpp-specs/blob/f9506cd/specs/methods/tempo/draft-tempo-session-00.md),
    /// [evm session](https://github.com/tempoxyz/mpp-specs/blob/f9506cd/specs/methods/evm/draft-evm-session-00.md),
    /// [hedera session](https://github.com/tempoxyz/mpp-specs/blob/f9506cd/specs/methods/hedera/draft-hedera-session-00.md).
    ///
    /// ```
    /// use http402::eip712::{Domain, Voucher, signing_digest};
    /// use http402::primitives::Address;
    ///
    /// let escrow: Address = "0xe1c4d3dce17bc111181ddf716f75bae49e61a336".parse()?;
    /// let separator = Domain::tempo_stream_channel(42431, escrow).separator();
    /// let voucher = Voucher {
    ///     channel_id: "0xb3946b996bd166db3b61fba0f6af2918b6687bc054e2f4bae979edffc7bd0b4d".parse()?,
    ///     cumulative_amount: 250_000,
    /// };
    /// assert_eq!(
    ///     signing_digest(&separator, &voucher).to_string(),
    ///     "0xfeaaaf00f30847944d9f65b0e33a30e80c7c591dc7bcc0cf9bc3af4b6a021216",
    /// );
    /// # Ok::<(), http402::Error>(())
    /// ```
    pub struct Voucher =
        "Voucher(bytes32 channelId,uint128 cumulativeAmount)",
        "e97c93f01d3ef8eaba1586553df13308f236815bf4ea49c7b696895d8f5ea68a"
    {
        /// The channel.
        channel_id: B256,
        /// The total since the channel was opened, in the token's atomic units.
        cumulative_amount: u128,
    }
}

impl Domain<'static> {
    /// The domain of tempo's channel contract, session protocol v1.
    pub fn tempo_stream_channel(chain_id: u64, escrow: Address) -> Self {
        channel("Tempo Stream Channel", chain_id, escrow)
    }

    /// The domain of tempo's channel precompile, session protocol v2.
    pub fn tip20_channel_reserve(chain_id: u64, escrow: Address) -> Self {
        channel("TIP20 Channel Reserve", chain_id, escrow)
    }

    /// The domain of the channel contract of the method `evm`.
    pub fn evm_payment_channel(chain_id: u64, escrow: Address) -> Self {
        channel("EVM Payment Channel", chain_id, escrow)
    }

    /// The domain of the channel contract of the method `hedera`.
    pub fn hedera_stream_channel(chain_id: u64, escrow: Address) -> Self {
        channel("Hedera Stream Channel", chain_id, escrow)
    }
}

fn channel(name: &'static str, chain_id: u64, escrow: Address) -> Domain<'static> {
    Domain::new(name)
        .with_version("1")
        .with_chain_id(chain_id)
        .with_verifying_contract(escrow)
}
