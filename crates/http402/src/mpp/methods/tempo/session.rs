use alloc::string::String;

use super::{ChannelDescriptor, SessionSnapshot};
use crate::error::{Error, Result};
use crate::mpp::Identifier;
use crate::mpp::values::{BaseUnits, ChainId, Count, Uint128};
use crate::primitives::{Address, B256, Timestamp};
use crate::wire::{checked, choice, object};

object! {
    /// `request` of `tempo` `session`.
    ///
    /// ```json
    /// {"amount":"25","unitType":"llm_token","suggestedDeposit":"10000000",
    ///  "currency":"0x20c0000000000000000000000000000000000000",
    ///  "recipient":"0x742d35cc6634c0532925a3b844bc9e7595f8fe00",
    ///  "methodDetails":{"escrowContract":"0x1234567890abcdef1234567890abcdef12345678",
    ///                   "chainId":4217,"sessionProtocol":"v2"}}
    /// ```
    ///
    /// The draft's pattern lets `amount` be 0, the session intent does not.
    /// Source: [Request Schema](https://github.com/tempoxyz/mpp-specs/blob/f9506cd/specs/methods/tempo/draft-tempo-session-00.md#request-schema).
    pub struct SessionRequest {
        required {
            /// The price of one unit, in base units of the token.
            amount: BaseUnits = "amount",
            /// The TIP-20 token.
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

checked! {
    /// `methodDetails` of a [`SessionRequest`].
    ///
    /// Session protocol v2 names its chain (MPP-TS-002).
    pub struct SessionDetails(SessionDetailsParts): check_details;
}

object! {
    /// The members of [`SessionDetails`].
    pub parts struct SessionDetailsParts {
        required {
            /// The contract or precompile that holds the deposit.
            escrow_contract: Address = "escrowContract",
        }
        optional {
            /// An open channel to go on with.
            channel_id: B256 = "channelId",
            /// By how much a voucher must at least exceed the one before, in base units.
            min_voucher_delta: BaseUnits = "minVoucherDelta",
            /// The chain; absent means 4217.
            chain_id: ChainId = "chainId",
            /// v2: who operates the channel for the payee; absent means the zero address.
            operator: Address = "operator",
            /// The kind of channel; absent means v1.
            session_protocol: SessionProtocol = "sessionProtocol",
            /// v2: what the server knows about the channel.
            session_snapshot: SessionSnapshot = "sessionSnapshot",
            /// Whether the server pays the fees of opening and topping up; absent means no.
            fee_payer: bool = "feePayer",
        }
    }
}

choice! {
    /// The kind of a channel.
    pub enum SessionProtocol "\"v1\" or \"v2\"" {
        /// The contract `TempoStreamChannel`; amounts below 2¹²⁸.
        V1 = "v1",
        /// The TIP-20 channel precompile; amounts below 2⁹⁶.
        V2 = "v2",
    }
}

object! {
    /// Receipt of `tempo` `session`, of every paid answer.
    ///
    /// Source: [Receipt Generation](https://github.com/tempoxyz/mpp-specs/blob/f9506cd/specs/methods/tempo/draft-tempo-session-00.md#receipt-generation).
    pub struct SessionReceipt {
        fixed { "status" = "success", "method" = "tempo", "intent" = "session", }
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
        }
        optional {
            /// Units of this request alone.
            units: Count = "units",
            /// The transaction of a settlement or close.
            tx_hash: B256 = "txHash",
        }
    }
}

object! {
    /// Data of the event `payment-need-voucher`: the stream pauses until a higher voucher comes.
    ///
    /// Source: [Server-Sent Events](https://github.com/tempoxyz/mpp-specs/blob/f9506cd/specs/methods/tempo/draft-tempo-session-00.md).
    pub struct NeedVoucher {
        required {
            /// The channel.
            channel_id: B256 = "channelId",
            /// The least amount that the next voucher must allow, in base units.
            required_cumulative: Uint128 = "requiredCumulative",
            /// The highest amount that a voucher has allowed so far, in base units.
            accepted_cumulative: Uint128 = "acceptedCumulative",
            /// What the escrow holds for the channel, in base units.
            deposit: Uint128 = "deposit",
        }
    }
}

impl SessionDetailsParts {
    /// The kind of channel, said or by default.
    pub fn protocol(&self) -> SessionProtocol {
        self.session_protocol.unwrap_or(SessionProtocol::V1)
    }
}

impl SessionSnapshot {
    /// Whether this is a channel which `request` could go on with: same payee, token, operator,
    /// escrow and chain. A request that names no chain fits none.
    pub fn fits(&self, request: &SessionRequest) -> bool {
        let ChannelDescriptor {
            payee,
            operator,
            token,
            ..
        } = &self.descriptor;
        let details = &request.method_details;
        (payee, token) == (&request.recipient, &request.currency)
            && *operator == details.operator.unwrap_or(Address::ZERO)
            && self.escrow == details.escrow_contract
            && Some(self.chain_id) == details.chain_id
    }
}

fn check_details(details: &SessionDetailsParts) -> Result<()> {
    if details.protocol() == SessionProtocol::V2 && details.chain_id.is_none() {
        return Err(Error::missing("chainId"));
    }
    Ok(())
}
