//! The method `nearintents`: pay on one chain, get paid on another, by way of NEAR Intents.
//!
//! ```text
//! charge  the client sends the deposit on the origin chain and names the transaction; the backend
//!         pays the merchant on the destination chain
//! ```

use alloc::string::String;
use alloc::vec::Vec;

use crate::error::{Error, Kind, Result};
use crate::mpp::Identifier;
use crate::mpp::values::{BaseUnits, Caip2, Caip19, ChainAccount, ChainTransaction, Number};
use crate::primitives::Timestamp;
use crate::wire::{checked, choice, object};

checked! {
    /// `request` of `nearintents` `charge`.
    ///
    /// ```json
    /// {"amount":"1005000","currency":"eip155:42161/erc20:0xaf88d065e77c8cc2239327c5edb3a432268e5831",
    ///  "recipient":"0x76b4c56085ed136a8744d52be956396624a730e8",
    ///  "methodDetails":{"originNetwork":"eip155:42161","destinationNetwork":"near:mainnet",
    ///    "destinationAsset":"near:mainnet/nep141:usdc.near","destinationRecipient":"merchant.near",
    ///    "amountOut":"1000000","minAmountIn":"1000000","refundTo":"0x…"}}
    /// ```
    ///
    /// `currency` is an asset of `originNetwork`, `destinationAsset` one of `destinationNetwork`.
    /// Source: [Request Schema](https://github.com/tempoxyz/mpp-specs/blob/f9506cd/specs/methods/nearintents/draft-nearintents-charge-01.md#request-schema).
    pub struct ChargeRequest(ChargeRequestParts): check_request;
}

object! {
    /// The members of a [`ChargeRequest`].
    pub parts struct ChargeRequestParts {
        required {
            /// The deposit to send, in base units of `currency`.
            amount: BaseUnits = "amount",
            /// The asset that the client pays with.
            currency: Caip19 = "currency",
            /// The deposit address on the origin chain.
            recipient: ChainAccount = "recipient",
            /// What the method adds.
            method_details: ChargeDetails = "methodDetails",
        }
        optional {
            /// What is paid for, for people.
            description: String = "description",
            /// The merchant's own reference.
            external_id: String = "externalId",
        }
    }
}

object! {
    /// `methodDetails` of a [`ChargeRequest`].
    pub struct ChargeDetails {
        required {
            /// The chain that the client pays on.
            origin_network: Caip2 = "originNetwork",
            /// The chain that the merchant is paid on.
            destination_network: Caip2 = "destinationNetwork",
            /// The asset that the merchant gets.
            destination_asset: Caip19 = "destinationAsset",
            /// The merchant.
            destination_recipient: ChainAccount = "destinationRecipient",
            /// What the merchant gets, in base units of `destination_asset`.
            amount_out: BaseUnits = "amountOut",
            /// The least deposit that is accepted, in base units of `currency`.
            min_amount_in: BaseUnits = "minAmountIn",
            /// Where the deposit goes if the swap fails, on the origin chain.
            refund_to: ChainAccount = "refundTo",
        }
        nullable {
            /// The memo that the deposit needs; absent or `null` where it needs none.
            deposit_memo: String = "depositMemo",
        }
        optional {
            /// How much less the swap may yield, in hundredths of a percent.
            slippage_tolerance: Number = "slippageTolerance",
            /// How long the swap may take, in seconds.
            time_estimate: Number = "timeEstimate",
            /// Who settles.
            settlement_backend: SettlementBackend = "settlementBackend",
            /// How payment may be made; absent means [`CredentialType::Hash`].
            credential_types: Vec<CredentialType> = "credentialTypes",
        }
    }
}

choice! {
    /// Who settles.
    pub enum SettlementBackend "\"near-intents\"" {
        /// NEAR Intents.
        NearIntents = "near-intents",
    }
}

choice! {
    /// How a charge is paid: the `type` of its payload.
    pub enum CredentialType "\"hash\"" {
        /// The transaction that deposited.
        Hash = "hash",
    }
}

object! {
    /// `payload` of `nearintents` `charge`.
    pub struct ChargePayload {
        fixed { "type" = "hash", }
        required {
            /// The transaction that deposited, in the form of the origin chain.
            hash: ChainTransaction = "hash",
        }
    }
}

object! {
    /// Receipt of `nearintents` `charge`.
    pub struct ChargeReceipt {
        fixed { "status" = "success", "method" = "nearintents", }
        required {
            /// When the payment was settled.
            timestamp: Timestamp = "timestamp",
            /// `id` of the challenge.
            challenge_id: Identifier = "challengeId",
            /// The settlement.
            reference: ChainTransaction = "reference",
            /// The transaction that deposited.
            origin_tx_hash: ChainTransaction = "originTxHash",
        }
        optional {
            /// The chain that the merchant was paid on.
            destination_network: Caip2 = "destinationNetwork",
            /// `externalId` of the request.
            external_id: String = "externalId",
        }
    }
}

fn check_request(request: &ChargeRequestParts) -> Result<()> {
    let details = &request.method_details;
    let on = |asset: &Caip19, network: &Caip2| {
        if asset.chain() == network.as_str() {
            return Ok(());
        }
        Err(Error::new(
            Kind::Mismatch,
            "an asset of the network named",
            "one of another",
        ))
    };
    on(&request.currency, &details.origin_network).map_err(|error| error.within("currency"))?;
    on(&details.destination_asset, &details.destination_network)
        .map_err(|error| error.within("destinationAsset").within("methodDetails"))
}
