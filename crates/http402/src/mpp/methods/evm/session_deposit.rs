use super::session_payload::check_witness;
use super::{DepositAuthorization, OpenPermit, TopUpPermit};
use crate::error::Result;
use crate::mpp::values::VoucherSignature;
use crate::primitives::{Address, B256};
use crate::wire::{checked, object, union};

union! {
    /// A deposit that comes with a voucher and is made before it counts.
    ///
    /// Source: [Voucher Payload](https://github.com/tempoxyz/mpp-specs/blob/f9506cd/specs/methods/evm/draft-evm-session-00.md#voucher-payload).
    pub enum Deposit by "action" {
        /// Opens the voucher's channel.
        Open(OpenDeposit) = "open",
        /// Adds to the voucher's channel.
        TopUp(TopUpDeposit) = "topUp",
    }
}

union! {
    /// Opens the voucher's channel.
    pub enum OpenDeposit by "type" {
        /// With an EIP-3009 authorization.
        Authorization(OpenDepositByAuthorization) = "authorization",
        /// With a Permit2 permit.
        Permit2(OpenDepositByPermit2) = "permit2",
    }
}

union! {
    /// Adds to the voucher's channel.
    pub enum TopUpDeposit by "type" {
        /// With an EIP-3009 authorization.
        Authorization(TopUpDepositByAuthorization) = "authorization",
        /// With a Permit2 permit.
        Permit2(TopUpDepositByPermit2) = "permit2",
    }
}

object! {
    /// Opens the voucher's channel with an EIP-3009 authorization.
    pub struct OpenDepositByAuthorization {
        fixed { "action" = "open", "type" = "authorization", }
        required {
            /// Chosen by the payer, to tell channels apart.
            salt: B256 = "salt",
            /// What pulls the deposit.
            authorization: DepositAuthorization = "authorization",
            /// The signature of the authorization.
            signature: VoucherSignature = "signature",
        }
        optional {
            /// Who signs vouchers in the payer's place.
            authorized_signer: Address = "authorizedSigner",
        }
    }
}

checked! {
    /// Opens the voucher's channel with a Permit2 permit, whose witness has the same `salt` and
    /// `authorizedSigner`.
    pub struct OpenDepositByPermit2(OpenDepositByPermit2Parts): check_open;
}

object! {
    /// The members of [`OpenDepositByPermit2`].
    pub parts struct OpenDepositByPermit2Parts {
        fixed { "action" = "open", "type" = "permit2", }
        required {
            /// Chosen by the payer, to tell channels apart.
            salt: B256 = "salt",
            /// What pulls the deposit.
            authorization: OpenPermit = "authorization",
            /// The signature of the permit.
            signature: VoucherSignature = "signature",
        }
        optional {
            /// Who signs vouchers in the payer's place.
            authorized_signer: Address = "authorizedSigner",
        }
    }
}

object! {
    /// Adds to the voucher's channel with an EIP-3009 authorization.
    pub struct TopUpDepositByAuthorization {
        fixed { "action" = "topUp", "type" = "authorization", }
        required {
            /// Chosen by the payer; part of the authorization's nonce.
            salt: B256 = "salt",
            /// What pulls the deposit.
            authorization: DepositAuthorization = "authorization",
            /// The signature of the authorization.
            signature: VoucherSignature = "signature",
        }
    }
}

object! {
    /// Adds to the voucher's channel with a Permit2 permit.
    pub struct TopUpDepositByPermit2 {
        fixed { "action" = "topUp", "type" = "permit2", }
        required {
            /// What pulls the deposit.
            authorization: TopUpPermit = "authorization",
            /// The signature of the permit.
            signature: VoucherSignature = "signature",
        }
    }
}

fn check_open(open: &OpenDepositByPermit2Parts) -> Result<()> {
    check_witness(
        &open.authorization.witness,
        open.salt,
        open.authorized_signer,
    )
}
