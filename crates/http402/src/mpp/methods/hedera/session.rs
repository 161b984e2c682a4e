use alloc::string::String;

use crate::mpp::Identifier;
use crate::mpp::values::{BaseUnits, Count, HederaChainId, Uint128, VoucherSignature};
use crate::primitives::{Address, B256, Timestamp};
use crate::wire::{object, union};

object! {
    /// `request` of `hedera` `session`. Addresses are those of Hedera's EVM.
    ///
    /// Source: [Request Schema](https://github.com/tempoxyz/mpp-specs/blob/f9506cd/specs/methods/hedera/draft-hedera-session-00.md#request-schema).
    pub struct SessionRequest {
        required {
            /// The price of one unit, in base units of the token.
            amount: BaseUnits = "amount",
            /// The token.
            currency: Address = "currency",
            /// Who is paid: the channel's payee.
            recipient: Address = "recipient",
            /// What the method adds.
            method_details: SessionDetails = "methodDetails",
        }
        optional {
            /// What a unit is, such as `llm_token`, `byte` or `request`.
            unit_type: String = "unitType",
            /// A deposit that fits typical use, in base units.
            suggested_deposit: BaseUnits = "suggestedDeposit",
            /// What is paid for, for people.
            description: String = "description",
            /// The merchant's own reference.
            external_id: String = "externalId",
        }
    }
}

object! {
    /// `methodDetails` of a [`SessionRequest`].
    pub struct SessionDetails {
        required {
            /// The contract that holds the deposit.
            escrow_contract: Address = "escrowContract",
        }
        optional {
            /// An open channel to go on with.
            channel_id: B256 = "channelId",
            /// By how much a voucher must at least exceed the one before, in base units.
            min_voucher_delta: BaseUnits = "minVoucherDelta",
            /// The chain; absent means 295.
            chain_id: HederaChainId = "chainId",
        }
    }
}

union! {
    /// `payload` of `hedera` `session`.
    ///
    /// Source: [Payload Actions](https://github.com/tempoxyz/mpp-specs/blob/f9506cd/specs/methods/hedera/draft-hedera-session-00.md#payload-actions).
    pub enum SessionPayload by "action" {
        /// Opens a channel.
        Open(OpenPayload) = "open",
        /// Adds to the deposit.
        TopUp(TopUpPayload) = "topUp",
        /// Allows the payee more.
        Voucher(VoucherPayload) = "voucher",
        /// Asks the payee to close.
        Close(ClosePayload) = "close",
    }
}

object! {
    /// A channel that the client has opened, and its first voucher.
    pub struct OpenPayload {
        fixed { "action" = "open", }
        required {
            /// The channel.
            channel_id: B256 = "channelId",
            /// The transaction that opened it.
            tx_hash: B256 = "txHash",
            /// The amount of the first voucher, in base units; usually 0.
            cumulative_amount: Uint128 = "cumulativeAmount",
            /// The first voucher's signature.
            signature: VoucherSignature = "signature",
        }
    }
}

object! {
    /// A deposit that the client has added.
    pub struct TopUpPayload {
        fixed { "action" = "topUp", }
        required {
            /// The channel.
            channel_id: B256 = "channelId",
            /// The transaction that added.
            tx_hash: B256 = "txHash",
            /// How much it added, in base units.
            additional_deposit: Uint128 = "additionalDeposit",
        }
    }
}

object! {
    /// A voucher: the payee may take `cumulative_amount` in all.
    pub struct VoucherPayload {
        fixed { "action" = "voucher", }
        required {
            /// The channel.
            channel_id: B256 = "channelId",
            /// The total since the channel was opened, in base units.
            cumulative_amount: Uint128 = "cumulativeAmount",
            /// The voucher's signature.
            signature: VoucherSignature = "signature",
        }
    }
}

object! {
    /// The last voucher, with the wish to close the channel.
    pub struct ClosePayload {
        fixed { "action" = "close", }
        required {
            /// The channel.
            channel_id: B256 = "channelId",
            /// The total since the channel was opened, in base units.
            cumulative_amount: Uint128 = "cumulativeAmount",
            /// The voucher's signature.
            signature: VoucherSignature = "signature",
        }
    }
}

object! {
    /// Receipt of `hedera` `session`, of every paid answer.
    ///
    /// Source: [Receipt Generation](https://github.com/tempoxyz/mpp-specs/blob/f9506cd/specs/methods/hedera/draft-hedera-session-00.md#receipt-generation).
    pub struct SessionReceipt {
        fixed { "status" = "success", "method" = "hedera", "intent" = "session", }
        required {
            /// When the request was paid.
            timestamp: Timestamp = "timestamp",
            /// `txHash` where a transaction was made, otherwise the channel.
            reference: B256 = "reference",
            /// `id` of the challenge.
            challenge_id: Identifier = "challengeId",
            /// The channel.
            channel_id: B256 = "channelId",
            /// The highest amount that a voucher has allowed so far, in base units.
            accepted_cumulative: Uint128 = "acceptedCumulative",
            /// What has been used so far, a running total in base units.
            spent: Uint128 = "spent",
        }
        optional {
            /// Units of this request alone.
            units: Count = "units",
            /// The transaction of an open or close.
            tx_hash: B256 = "txHash",
        }
    }
}
