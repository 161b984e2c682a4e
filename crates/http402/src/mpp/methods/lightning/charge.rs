use alloc::string::String;

use super::agree;
use crate::error::Result;
use crate::mpp::Identifier;
use crate::mpp::values::{Bolt11, Hash32, LightningNetwork, PositiveUnits, Preimage, Sat};
use crate::primitives::Timestamp;
use crate::wire::{checked, object};

checked! {
    /// `request` of `lightning` `charge`.
    ///
    /// ```json
    /// {"amount":"100","currency":"sat","methodDetails":{"invoice":"lnbc1u1p…"}}
    /// ```
    ///
    /// The amount, and where they are there the payment hash and the network, are those of the
    /// invoice (MPP-LC-001).
    /// Source: [Shared Fields](https://github.com/tempoxyz/mpp-specs/blob/f9506cd/specs/methods/lightning/draft-lightning-charge-00.md#shared-fields).
    pub struct ChargeRequest(ChargeRequestParts): check_request;
}

object! {
    /// The members of a [`ChargeRequest`].
    pub parts struct ChargeRequestParts {
        required {
            /// The price in satoshi.
            amount: PositiveUnits = "amount",
            /// Always `sat`.
            currency: Sat = "currency",
            /// What the method adds.
            method_details: ChargeDetails = "methodDetails",
        }
        optional {
            /// What is paid for, for people; also the invoice's description.
            description: String = "description",
            /// Who is paid; usually left to the invoice.
            recipient: String = "recipient",
            /// The merchant's own reference.
            external_id: String = "externalId",
        }
    }
}

object! {
    /// `methodDetails` of a [`ChargeRequest`].
    pub struct ChargeDetails {
        required {
            /// The invoice to pay.
            invoice: Bolt11 = "invoice",
        }
        optional {
            /// The invoice's payment hash.
            payment_hash: Hash32 = "paymentHash",
            /// The invoice's network; absent means `mainnet`.
            network: LightningNetwork = "network",
        }
    }
}

object! {
    /// `payload` of `lightning` `charge`.
    pub struct ChargePayload {
        required {
            /// What the payment revealed.
            preimage: Preimage = "preimage",
        }
    }
}

object! {
    /// Receipt of `lightning` `charge`.
    pub struct ChargeReceipt {
        fixed { "status" = "success", "method" = "lightning", }
        required {
            /// When the payment was verified.
            timestamp: Timestamp = "timestamp",
            /// `id` of the challenge.
            challenge_id: Identifier = "challengeId",
            /// The payment hash, never the preimage.
            reference: Hash32 = "reference",
        }
    }
}

#[cfg(feature = "binding")]
impl ChargePayload {
    /// Whether SHA-256 of the preimage is this payment hash (MPP-LC-004).
    ///
    /// # Errors
    ///
    /// [`Kind::Signature`](crate::Kind::Signature), without detail.
    pub fn verify(&self, payment_hash: &[u8; 32]) -> Result<()> {
        super::session::verify_preimage(&self.preimage.to_bytes(), payment_hash)
    }
}

fn check_request(request: &ChargeRequestParts) -> Result<()> {
    let ChargeDetails {
        invoice,
        payment_hash,
        network,
        ..
    } = &request.method_details;
    agree(invoice.is_for(request.amount.get()), "amount")?;
    let hash = payment_hash.as_ref().map(Hash32::to_bytes);
    agree(
        hash.is_none_or(|hash| hash == *invoice.payment_hash()),
        "paymentHash",
    )
    .and(agree(
        network.is_none_or(|network| network == invoice.network()),
        "network",
    ))
    .map_err(|error| error.within("methodDetails"))
}
