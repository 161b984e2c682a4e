use super::{Deposit, DepositAuthorization, OpenPermit, OpenWitness, TopUpPermit};
use crate::error::{Error, Kind, Result};
use crate::mpp::values::{Uint128, VoucherSignature};
use crate::primitives::{Address, B256, U256};
use crate::wire::{checked, object, union};

union! {
    /// `payload` of `evm` `session`.
    ///
    /// Source: [Payload Actions](https://github.com/tempoxyz/mpp-specs/blob/f9506cd/specs/methods/evm/draft-evm-session-00.md#payload-actions).
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

union! {
    /// Opens a channel, and has its first voucher.
    pub enum OpenPayload by "type" {
        /// The client has opened it.
        Hash(OpenByHash) = "hash",
        /// The server is to open it with an EIP-3009 authorization.
        Authorization(OpenByAuthorization) = "authorization",
        /// The server is to open it with a Permit2 permit.
        Permit2(OpenByPermit2) = "permit2",
    }
}

union! {
    /// Adds to the deposit of a channel.
    pub enum TopUpPayload by "type" {
        /// The client has added.
        Hash(TopUpByHash) = "hash",
        /// The server is to add with an EIP-3009 authorization.
        Authorization(TopUpByAuthorization) = "authorization",
        /// The server is to add with a Permit2 permit.
        Permit2(TopUpByPermit2) = "permit2",
    }
}

object! {
    /// A channel that the client has opened. The credential's `source` names the payer.
    pub struct OpenByHash {
        fixed { "action" = "open", "type" = "hash", }
        required {
            /// The channel.
            channel_id: B256 = "channelId",
            /// The hash of the transaction.
            hash: B256 = "hash",
            /// Chosen by the payer, to tell channels apart.
            salt: B256 = "salt",
            /// The amount of the first voucher, in base units; usually 0.
            cumulative_amount: Uint128 = "cumulativeAmount",
            /// The first voucher's signature.
            signature: VoucherSignature = "signature",
        }
        optional {
            /// Who signs vouchers in the payer's place.
            authorized_signer: Address = "authorizedSigner",
        }
    }
}

object! {
    /// A channel for the server to open with an EIP-3009 authorization.
    pub struct OpenByAuthorization {
        fixed { "action" = "open", "type" = "authorization", }
        required {
            /// The channel.
            channel_id: B256 = "channelId",
            /// Chosen by the payer, to tell channels apart.
            salt: B256 = "salt",
            /// What pulls the deposit.
            authorization: DepositAuthorization = "authorization",
            /// The signature of the authorization.
            signature: VoucherSignature = "signature",
            /// The amount of the first voucher, in base units; usually 0.
            cumulative_amount: Uint128 = "cumulativeAmount",
            /// The first voucher's signature.
            voucher_signature: VoucherSignature = "voucherSignature",
        }
        optional {
            /// Who signs vouchers in the payer's place.
            authorized_signer: Address = "authorizedSigner",
        }
    }
}

checked! {
    /// A channel for the server to open with a Permit2 permit, whose witness has the same `salt` and
    /// `authorizedSigner`.
    pub struct OpenByPermit2(OpenByPermit2Parts): check_open;
}

object! {
    /// The members of [`OpenByPermit2`].
    pub parts struct OpenByPermit2Parts {
        fixed { "action" = "open", "type" = "permit2", }
        required {
            /// The channel.
            channel_id: B256 = "channelId",
            /// Chosen by the payer, to tell channels apart.
            salt: B256 = "salt",
            /// What pulls the deposit.
            authorization: OpenPermit = "authorization",
            /// The signature of the permit.
            signature: VoucherSignature = "signature",
            /// The amount of the first voucher, in base units; usually 0.
            cumulative_amount: Uint128 = "cumulativeAmount",
            /// The first voucher's signature.
            voucher_signature: VoucherSignature = "voucherSignature",
        }
        optional {
            /// Who signs vouchers in the payer's place.
            authorized_signer: Address = "authorizedSigner",
        }
    }
}

object! {
    /// A deposit that the client has added. The credential's `source` names the payer.
    pub struct TopUpByHash {
        fixed { "action" = "topUp", "type" = "hash", }
        required {
            /// The channel.
            channel_id: B256 = "channelId",
            /// The hash of the transaction.
            hash: B256 = "hash",
            /// How much it added, in base units.
            additional_deposit: Uint128 = "additionalDeposit",
        }
    }
}

checked! {
    /// A deposit for the server to add with an EIP-3009 authorization of the same amount.
    pub struct TopUpByAuthorization(TopUpByAuthorizationParts): check_authorization;
}

object! {
    /// The members of [`TopUpByAuthorization`].
    pub parts struct TopUpByAuthorizationParts {
        fixed { "action" = "topUp", "type" = "authorization", }
        required {
            /// The channel.
            channel_id: B256 = "channelId",
            /// Chosen by the payer; part of the authorization's nonce.
            salt: B256 = "salt",
            /// What pulls the deposit.
            authorization: DepositAuthorization = "authorization",
            /// The signature of the authorization.
            signature: VoucherSignature = "signature",
            /// How much is added, in base units.
            additional_deposit: Uint128 = "additionalDeposit",
        }
    }
}

checked! {
    /// A deposit for the server to add with a Permit2 permit of the same amount and channel.
    pub struct TopUpByPermit2(TopUpByPermit2Parts): check_permit;
}

object! {
    /// The members of [`TopUpByPermit2`].
    pub parts struct TopUpByPermit2Parts {
        fixed { "action" = "topUp", "type" = "permit2", }
        required {
            /// The channel.
            channel_id: B256 = "channelId",
            /// What pulls the deposit.
            authorization: TopUpPermit = "authorization",
            /// The signature of the permit.
            signature: VoucherSignature = "signature",
            /// How much is added, in base units.
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
        optional {
            /// A deposit to be made first.
            deposit: Deposit = "deposit",
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

fn check_open(open: &OpenByPermit2Parts) -> Result<()> {
    check_witness(
        &open.authorization.witness,
        open.salt,
        open.authorized_signer,
    )
}

/// The witness is a copy of what the payload says (session draft, "Permit2 shape").
pub(super) fn check_witness(
    witness: &OpenWitness,
    salt: B256,
    signer: Option<Address>,
) -> Result<()> {
    let field = if witness.salt != salt {
        "salt"
    } else if witness.authorized_signer != signer.unwrap_or(Address::ZERO) {
        "authorizedSigner"
    } else {
        return Ok(());
    };
    let error = Error::new(Kind::Mismatch, "the value of the payload", "another");
    Err(error
        .within(field)
        .within("witness")
        .within("authorization"))
}

fn check_authorization(top_up: &TopUpByAuthorizationParts) -> Result<()> {
    same_amount(
        top_up.authorization.value.get(),
        top_up.additional_deposit.get(),
    )
}

fn check_permit(top_up: &TopUpByPermit2Parts) -> Result<()> {
    if top_up.authorization.witness.channel_id != top_up.channel_id {
        let error = Error::new(Kind::Mismatch, "the value of the payload", "another");
        return Err(error
            .within("channelId")
            .within("witness")
            .within("authorization"));
    }
    same_amount(
        top_up.authorization.permitted.amount.get(),
        top_up.additional_deposit.get(),
    )
}

fn same_amount(authorized: U256, deposit: U256) -> Result<()> {
    if authorized == deposit {
        return Ok(());
    }
    let error = Error::new(Kind::Mismatch, "the amount of the authorization", "another");
    Err(error.within("additionalDeposit"))
}
