use alloc::string::String;
use alloc::vec::Vec;

use crate::mpp::Identifier;
use crate::mpp::values::{BaseUnits, ChainId, Count, Uint128};
use crate::primitives::{Address, B256, Timestamp};
use crate::wire::{choice, object};

object! {
    /// `request` of `evm` `session`.
    ///
    /// ```json
    /// {"amount":"100","unitType":"llm_token","suggestedDeposit":"5000000",
    ///  "currency":"0x74b7f16337b8972027f6196a17a631ac6de26d22",
    ///  "recipient":"0x742d35cc6634c0532925a3b844bc9e7595f8fe00",
    ///  "methodDetails":{"escrowContract":"0x1234567890abcdef1234567890abcdef12345678","chainId":196}}
    /// ```
    ///
    /// Source: [Request Schema](https://github.com/tempoxyz/mpp-specs/blob/f9506cd/specs/methods/evm/draft-evm-session-00.md#request-schema).
    pub struct SessionRequest {
        required {
            /// The price of one unit, in base units of the token.
            amount: BaseUnits = "amount",
            /// The ERC-20 token.
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
            /// The chain.
            chain_id: ChainId = "chainId",
            /// The contract that holds the deposit.
            escrow_contract: Address = "escrowContract",
        }
        optional {
            /// An open channel to go on with.
            channel_id: B256 = "channelId",
            /// By how much a voucher must at least exceed the one before, in base units; absent
            /// means by any amount.
            min_voucher_delta: BaseUnits = "minVoucherDelta",
            /// Whether the server submits opens and top-ups and pays their gas; absent means no.
            fee_payer: bool = "feePayer",
            /// How deposits may be made, the preferred way first; absent means
            /// [`DepositType::Hash`] alone.
            credential_types: Vec<DepositType> = "credentialTypes",
            /// The Permit2 contract, where it is not at [`PERMIT2`](super::PERMIT2).
            permit2_contract: Address = "permit2Contract",
        }
    }
}

choice! {
    /// How a deposit is made: the `type` of an open or top-up.
    pub enum DepositType "\"permit2\", \"authorization\" or \"hash\"" {
        /// A Permit2 permit for the server to submit.
        Permit2 = "permit2",
        /// An EIP-3009 authorization for the server to submit.
        Authorization = "authorization",
        /// The hash of a transaction that the client broadcast.
        Hash = "hash",
    }
}

object! {
    /// Receipt of `evm` `session`, of every paid answer.
    ///
    /// Source: [Receipt Generation](https://github.com/tempoxyz/mpp-specs/blob/f9506cd/specs/methods/evm/draft-evm-session-00.md#receipt-generation).
    pub struct SessionReceipt {
        fixed { "status" = "success", "method" = "evm", "intent" = "session", }
        required {
            /// When the request was paid.
            timestamp: Timestamp = "timestamp",
            /// The channel, as `channel_id`.
            reference: B256 = "reference",
            /// `id` of the challenge.
            challenge_id: Identifier = "challengeId",
            /// The channel.
            channel_id: B256 = "channelId",
            /// The highest amount that a voucher has allowed so far, in base units.
            accepted_cumulative: Uint128 = "acceptedCumulative",
            /// What has been used so far, a running total in base units.
            spent: Uint128 = "spent",
            /// The chain.
            chain_id: ChainId = "chainId",
        }
        optional {
            /// Units of this request alone.
            units: Count = "units",
            /// The transaction of a settlement or close.
            tx_hash: B256 = "txHash",
            /// Blocks on top of that transaction.
            confirmations: Count = "confirmations",
        }
    }
}
