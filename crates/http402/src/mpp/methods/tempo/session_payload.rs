use super::ChannelDescriptor;
use crate::mpp::values::{Signature65, TempoTransaction, Uint128, VoucherSignature};
use crate::primitives::{Address, B256};
use crate::wire::{object, union};

union! {
    /// `payload` of `tempo` `session`.
    ///
    /// Whether the channel is of protocol v1 or v2 stands in the challenge, not here; v2 needs
    /// `descriptor` and amounts below 2⁹⁶.
    /// Source: [Payload Actions](https://github.com/tempoxyz/mpp-specs/blob/f9506cd/specs/methods/tempo/draft-tempo-session-00.md#payload-actions).
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
    /// Opens a channel: the signed transaction and the first voucher.
    pub struct OpenPayload {
        fixed { "action" = "open", "type" = "transaction", }
        required {
            /// The channel.
            channel_id: B256 = "channelId",
            /// The signed transaction that opens it.
            transaction: TempoTransaction = "transaction",
            /// The amount of the first voucher, in base units; usually 0.
            cumulative_amount: Uint128 = "cumulativeAmount",
            /// The first voucher's signature.
            signature: VoucherSignature = "signature",
        }
        optional {
            /// Who signs vouchers in the payer's place.
            authorized_signer: Address = "authorizedSigner",
            /// v2: what the channel id is made of.
            descriptor: ChannelDescriptor = "descriptor",
        }
    }
}

object! {
    /// Adds to the deposit of a channel.
    pub struct TopUpPayload {
        fixed { "action" = "topUp", "type" = "transaction", }
        required {
            /// The channel.
            channel_id: B256 = "channelId",
            /// The signed transaction that adds.
            transaction: TempoTransaction = "transaction",
            /// How much it adds, in base units.
            additional_deposit: Uint128 = "additionalDeposit",
        }
        optional {
            /// v2: what the channel id is made of.
            descriptor: ChannelDescriptor = "descriptor",
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
        optional {
            /// v2: what the channel id is made of.
            descriptor: ChannelDescriptor = "descriptor",
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
        optional {
            /// v2: what the channel id is made of.
            descriptor: ChannelDescriptor = "descriptor",
            /// v2: the signature of `CloseAuthorization`, which deployed software asks for and the
            /// draft does not print (MPP-TS-023).
            close_signature: Signature65 = "closeSignature",
        }
    }
}
