//! What the payee of a channel of MPP's method `evm` signs for a relayer.
//!
//! Both have the domain of the voucher,
//! [`Domain::evm_payment_channel`](super::Domain::evm_payment_channel). Source: "Payee-initiated
//! functions" of
//! [evm session](https://github.com/tempoxyz/mpp-specs/blob/f9506cd/specs/methods/evm/draft-evm-session-00.md).

use super::structs::signed;
use crate::primitives::{B256, U256};

signed! {
    /// The payee's order to take the channel's amount so far, submitted by anybody.
    pub struct SettleAuthorization =
        "SettleAuthorization(bytes32 channelId,uint128 cumulativeAmount,uint256 nonce,uint256 deadline)",
        "e770f70d6fd56150ce37d91208e1671a83000c526586c0e72730729aafc7824b"
    {
        /// The channel.
        channel_id: B256,
        /// The total to settle, in the token's atomic units.
        cumulative_amount: u128,
        /// Unused so far for this payee and channel, in settlements and closes alike.
        nonce: U256,
        /// The last Unix second at which the contract accepts it.
        deadline: U256,
    }

    /// The payee's order to close the channel at this amount, submitted by anybody.
    pub struct CloseAuthorization =
        "CloseAuthorization(bytes32 channelId,uint128 cumulativeAmount,uint256 nonce,uint256 deadline)",
        "2927c9b6c7c7351a28bdb714bc3cad978db4e5644eb85cd68583d41353ae4474"
    {
        /// The channel.
        channel_id: B256,
        /// The total to close at, in the token's atomic units.
        cumulative_amount: u128,
        /// Unused so far for this payee and channel, in settlements and closes alike.
        nonce: U256,
        /// The last Unix second at which the contract accepts it.
        deadline: U256,
    }
}
