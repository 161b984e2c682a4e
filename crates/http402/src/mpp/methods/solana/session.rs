use alloc::string::String;
use alloc::vec::Vec;

use super::unless;
use crate::error::{Error, Kind, Result};
use crate::mpp::Identifier;
use crate::mpp::values::{
    BaseUnits, BasisPoints, Count, IdleTimeout, List, Seconds, SolanaDecimals, SolanaNetwork,
    TokenProgram, Uint64,
};
use crate::primitives::{SolanaAddress, SolanaSignature, Timestamp};
use crate::wire::{checked, choice, object};

object! {
    /// `request` of `solana` `session`.
    ///
    /// Native SOL is not supported; wrapped SOL is a token.
    /// Source: [Shared Fields](https://github.com/tempoxyz/mpp-specs/blob/f9506cd/specs/methods/solana/draft-solana-session-00.md#shared-fields).
    pub struct SessionRequest {
        required {
            /// The price of one unit, in base units of the token.
            amount: BaseUnits = "amount",
            /// The token's mint.
            currency: SolanaAddress = "currency",
            /// Who is paid.
            recipient: SolanaAddress = "recipient",
            /// What the method adds.
            method_details: SessionDetails = "methodDetails",
        }
        optional {
            /// What a unit is, such as `request`, `token` or `byte`.
            unit_type: String = "unitType",
            /// A deposit that fits typical use, in base units.
            suggested_deposit: BaseUnits = "suggestedDeposit",
            /// The least deposit that is accepted, in base units.
            minimum_deposit: BaseUnits = "minimumDeposit",
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
    /// | member | new channel | resumed channel (`channelId`) |
    /// |---|---|---|
    /// | `recentBlockhash`, `recentSlot`, `gracePeriodSeconds` | required | the first two absent |
    /// | `idleTimeoutOptionsSeconds` | optional, increasing | absent |
    /// | `idleTimeoutSeconds` | absent | required |
    ///
    /// `feePayerKey` is there if `feePayer` is true, `operator` if it signs the vouchers; the shares
    /// of the splits are at most 10,000 together and no recipient is named twice.
    pub struct SessionDetails(SessionDetailsParts): check_details;
}

object! {
    /// The members of [`SessionDetails`].
    pub parts struct SessionDetailsParts {
        required {
            /// The cluster.
            network: SolanaNetwork = "network",
            /// The program that holds the deposit.
            channel_program: SolanaAddress = "channelProgram",
            /// The token's decimal places.
            decimals: SolanaDecimals = "decimals",
        }
        optional {
            /// An open channel to go on with.
            channel_id: SolanaAddress = "channelId",
            /// The block hash to open a channel with.
            recent_blockhash: SolanaAddress = "recentBlockhash",
            /// Its slot.
            recent_slot: Uint64 = "recentSlot",
            /// The token's program; absent means the client looks it up.
            token_program: TokenProgram = "tokenProgram",
            /// Whether the server pays the fees; absent means no.
            fee_payer: bool = "feePayer",
            /// Who then pays them.
            fee_payer_key: SolanaAddress = "feePayerKey",
            /// Who signs the vouchers; absent means the client.
            voucher_signer: VoucherSigner = "voucherSigner",
            /// The key of the operator who signs them.
            operator: SolanaAddress = "operator",
            /// By how much a voucher must at least exceed the one before, in base units.
            min_voucher_delta: BaseUnits = "minVoucherDelta",
            /// How long a session usually lasts, in seconds.
            ttl_seconds: Count = "ttlSeconds",
            /// The idle timeouts to choose from.
            idle_timeout_options_seconds: List<IdleTimeout, 1> = "idleTimeoutOptionsSeconds",
            /// The idle timeout of the channel.
            idle_timeout_seconds: IdleTimeout = "idleTimeoutSeconds",
            /// How long a close by the client alone takes.
            grace_period_seconds: Seconds = "gracePeriodSeconds",
            /// Who else gets a share of what is paid.
            distribution_splits: Vec<DistributionSplit> = "distributionSplits",
        }
    }
}

choice! {
    /// Who signs vouchers.
    pub enum VoucherSigner "\"client\" or \"operator\"" {
        /// The client.
        Client = "client",
        /// The server's operator, for a client that proves itself.
        Operator = "operator",
    }
}

object! {
    /// Somebody else who gets a share of what is paid.
    pub struct DistributionSplit {
        required {
            /// Who.
            recipient: SolanaAddress = "recipient",
            /// The share.
            share_bps: BasisPoints = "shareBps",
        }
    }
}

object! {
    /// Receipt of `solana` `session`.
    ///
    /// Source: [Receipt Format](https://github.com/tempoxyz/mpp-specs/blob/f9506cd/specs/methods/solana/draft-solana-session-00.md#receipt-format).
    pub struct SessionReceipt {
        fixed { "status" = "success", "method" = "solana", "intent" = "session", }
        required {
            /// When the request was paid.
            timestamp: Timestamp = "timestamp",
            /// The channel.
            reference: SolanaAddress = "reference",
            /// The highest amount that a voucher has allowed so far, in base units.
            accepted_cumulative: BaseUnits = "acceptedCumulative",
            /// What has been used so far, a running total in base units.
            spent: BaseUnits = "spent",
            /// The idle timeout of the channel.
            idle_timeout_seconds: IdleTimeout = "idleTimeoutSeconds",
        }
        optional {
            /// `id` of the challenge.
            challenge_id: Identifier = "challengeId",
            /// After a close: the transaction that settled.
            tx_hash: SolanaSignature = "txHash",
            /// After a close: what the client got back, in base units.
            refunded: BaseUnits = "refunded",
        }
    }
}

impl SessionDetailsParts {
    /// Who signs vouchers, said or by default.
    pub fn signer(&self) -> VoucherSigner {
        self.voucher_signer.unwrap_or(VoucherSigner::Client)
    }
}

fn check_details(details: &SessionDetailsParts) -> Result<()> {
    let present = [
        (details.recent_blockhash.is_some(), "recentBlockhash"),
        (details.recent_slot.is_some(), "recentSlot"),
        (details.grace_period_seconds.is_some(), "gracePeriodSeconds"),
    ];
    if details.channel_id.is_none() {
        if let Some((_, name)) = present.into_iter().find(|(there, _)| !there) {
            return Err(Error::missing(name));
        }
        if details.idle_timeout_seconds.is_some() {
            return Err(unless("idleTimeoutSeconds", "channelId is there"));
        }
    } else {
        let options = (
            details.idle_timeout_options_seconds.is_some(),
            "idleTimeoutOptionsSeconds",
        );
        let unwanted = present.into_iter().take(2).chain([options]);
        if let Some((_, name)) = unwanted.into_iter().find(|(there, _)| *there) {
            return Err(unless(name, "channelId is absent"));
        }
        if details.idle_timeout_seconds.is_none() {
            return Err(Error::missing("idleTimeoutSeconds"));
        }
    }
    if details.fee_payer == Some(true) && details.fee_payer_key.is_none() {
        return Err(Error::missing("feePayerKey"));
    }
    if details.signer() == VoucherSigner::Operator && details.operator.is_none() {
        return Err(Error::missing("operator"));
    }
    let options = details.idle_timeout_options_seconds.iter().flatten();
    let later = options.clone().skip(1);
    if options.zip(later).any(|(option, next)| option >= next) {
        let error = Error::bad_value("strictly increasing numbers", "another order");
        return Err(error.within("idleTimeoutOptionsSeconds"));
    }
    check_distribution(details.distribution_splits.as_deref().unwrap_or_default())
        .map_err(|error| error.within("distributionSplits"))
}

/// Shares of at most the whole, to recipients named once.
pub(super) fn check_distribution(splits: &[DistributionSplit]) -> Result<()> {
    let shares = splits.iter().map(|split| split.share_bps.get());
    if shares.fold(0_u64, u64::saturating_add) > 10_000 {
        return Err(Error::bad_value("shares of at most 10000 together", "more"));
    }
    for (index, split) in splits.iter().enumerate() {
        if splits
            .iter()
            .take(index)
            .any(|earlier| earlier.recipient == split.recipient)
        {
            return Err(
                Error::new(Kind::Duplicate, "a new recipient", "one named before")
                    .within("recipient")
                    .at_index(index),
            );
        }
    }
    Ok(())
}
