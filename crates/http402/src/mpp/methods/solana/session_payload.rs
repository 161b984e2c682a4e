use alloc::vec::Vec;

use super::session::check_distribution;
use super::{DistributionSplit, SignedVoucher};
use crate::error::{Error, Result};
use crate::json::RawObject;
use crate::mpp::Identifier;
use crate::mpp::values::{
    BaseUnits, Ed25519Signature, IdleTimeout, Seconds, SolanaTransaction, Uint64,
};
use crate::primitives::SolanaAddress;
use crate::wire::{checked, object, union};

union! {
    /// `payload` of `solana` `session`.
    ///
    /// Source: [Credential Schema](https://github.com/tempoxyz/mpp-specs/blob/f9506cd/specs/methods/solana/draft-solana-session-00.md#credential-schema).
    pub enum SessionPayload by "action" {
        /// Opens a channel.
        Open(OpenPayload) = "open",
        /// Allows the payee more, where the client signs.
        Voucher(VoucherPayload) = "voucher",
        /// Uses the channel, where the operator signs.
        Use(UsePayload) = "use",
        /// Adds to the deposit.
        TopUp(TopUpPayload) = "topUp",
        /// Asks the payee to close.
        Close(ClosePayload) = "close",
    }
}

checked! {
    /// Opens a channel. The shares of the splits are at most 10,000 together and no recipient is
    /// named twice.
    pub struct OpenPayload(OpenPayloadParts): check_open;
}

object! {
    /// The members of an [`OpenPayload`].
    pub parts struct OpenPayloadParts {
        fixed { "action" = "open", }
        required {
            /// The channel.
            channel_id: SolanaAddress = "channelId",
            /// Who funds it.
            payer: SolanaAddress = "payer",
            /// Who is paid: `recipient` of the request.
            payee: SolanaAddress = "payee",
            /// The token: `currency` of the request.
            mint: SolanaAddress = "mint",
            /// Who signs vouchers.
            authorized_signer: SolanaAddress = "authorizedSigner",
            /// Chosen by the payer, to tell channels apart.
            salt: Uint64 = "salt",
            /// The deposit in base units.
            deposit_amount: BaseUnits = "depositAmount",
            /// `gracePeriodSeconds` of the request.
            grace_period_seconds: Seconds = "gracePeriodSeconds",
            /// A recent slot, part of the channel's address.
            open_slot: Uint64 = "openSlot",
            /// The signed transaction.
            transaction: SolanaTransaction = "transaction",
        }
        optional {
            /// One of the idle timeouts offered.
            idle_timeout_seconds: IdleTimeout = "idleTimeoutSeconds",
            /// `distributionSplits` of the request.
            distribution_splits: Vec<DistributionSplit> = "distributionSplits",
            /// A policy for the signer of vouchers.
            authorization_policy: RawObject = "authorizationPolicy",
            /// The proof of the client, where the operator signs; absent where the client does.
            authentication: Authentication = "authentication",
            /// Extensions.
            capabilities: RawObject = "capabilities",
        }
        forbidden { "bump", "voucher", }
    }
}

object! {
    /// Allows the payee more, where the client signs.
    pub struct VoucherPayload {
        fixed { "action" = "voucher", }
        required {
            /// The channel.
            channel_id: SolanaAddress = "channelId",
            /// The voucher.
            voucher: SignedVoucher = "voucher",
        }
    }
}

object! {
    /// Uses the channel, where the operator signs.
    pub struct UsePayload {
        fixed { "action" = "use", }
        required {
            /// The channel.
            channel_id: SolanaAddress = "channelId",
            /// The proof that opened it.
            authentication: Authentication = "authentication",
        }
    }
}

object! {
    /// Adds to the deposit.
    pub struct TopUpPayload {
        fixed { "action" = "topUp", }
        required {
            /// The channel.
            channel_id: SolanaAddress = "channelId",
            /// How much it adds, in base units.
            additional_amount: BaseUnits = "additionalAmount",
            /// The signed transaction.
            transaction: SolanaTransaction = "transaction",
        }
    }
}

checked! {
    /// Asks the payee to close: with the last voucher where the client signs, with the proof where
    /// the operator does, never with both.
    pub struct ClosePayload(ClosePayloadParts): check_close;
}

object! {
    /// The members of a [`ClosePayload`].
    pub parts struct ClosePayloadParts {
        fixed { "action" = "close", }
        required {
            /// The channel.
            channel_id: SolanaAddress = "channelId",
        }
        optional {
            /// The last voucher, where the client signs.
            voucher: SignedVoucher = "voucher",
            /// The proof that opened the channel, where the operator signs.
            authentication: Authentication = "authentication",
        }
    }
}

object! {
    /// The proof of a client whose operator signs the vouchers. It is shown with every request.
    ///
    /// Signed is what [`Authentication::message`] gives.
    /// Source: [Session Bearer Proof](https://github.com/tempoxyz/mpp-specs/blob/f9506cd/specs/methods/solana/draft-solana-session-00.md#session-bearer-proof).
    pub struct Authentication {
        fixed { "type" = "proof", }
        required {
            /// `id` of the challenge that opened the channel.
            challenge_id: Identifier = "challengeId",
            /// Who funds the channel.
            payer: SolanaAddress = "payer",
            /// The Ed25519 signature.
            signature: Ed25519Signature = "signature",
        }
    }
}

impl Authentication {
    /// What the payer signs: canonical JSON.
    ///
    /// ```
    /// use http402::mpp::methods::solana::Authentication;
    /// use http402::primitives::SolanaAddress;
    ///
    /// let (channel, payer) = (SolanaAddress::from_bytes([1; 32]), SolanaAddress::from_bytes([2; 32]));
    /// assert!(
    ///     Authentication::message(&channel, &payer, &"c_8d0e".parse()?)
    ///         .ends_with(r#""sessionChallengeId":"c_8d0e"}"#)
    /// );
    /// # Ok::<(), http402::Error>(())
    /// ```
    pub fn message(
        channel_id: &SolanaAddress,
        payer: &SolanaAddress,
        challenge_id: &Identifier,
    ) -> alloc::string::String {
        // Addresses need no escaping and the names are in canonical order.
        let mut message = alloc::format!(
            r#"{{"channelId":"{channel_id}","domain":"mpp-session-auth-v1","payer":"{payer}","sessionChallengeId":"#
        );
        // Invariant: writing to a `String` cannot fail.
        let _ = crate::json::write_string(&mut message, challenge_id.as_str());
        message.push('}');
        message
    }
}

fn check_open(open: &OpenPayloadParts) -> Result<()> {
    check_distribution(open.distribution_splits.as_deref().unwrap_or_default())
        .map_err(|error| error.within("distributionSplits"))
}

fn check_close(close: &ClosePayloadParts) -> Result<()> {
    match (&close.voucher, &close.authentication) {
        (Some(_), None) | (None, Some(_)) => Ok(()),
        (None, None) => Err(Error::missing("voucher")),
        (Some(_), Some(_)) => {
            let error = Error::bad_value("either voucher or authentication", "both");
            Err(error.within("authentication"))
        }
    }
}
