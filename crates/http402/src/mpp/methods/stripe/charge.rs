use alloc::string::String;
use alloc::vec::Vec;

use super::{NetworkId, PaymentMethodType};
use crate::error::Result;
use crate::json::RawObject;
use crate::mpp::values::{BaseUnits, FiatCurrency, shape};
use crate::primitives::Timestamp;
use crate::wire::{object, text};

object! {
    /// `request` of `stripe` `charge`.
    ///
    /// ```json
    /// {"amount":"5000","currency":"usd",
    ///  "methodDetails":{"networkId":"profile_1MqDcVKA5fEO2tZvKQm9g8Yj","paymentMethodTypes":["card"]}}
    /// ```
    ///
    /// Source: [Request Schema](https://github.com/tempoxyz/mpp-specs/blob/f9506cd/specs/methods/stripe/draft-stripe-charge-00.md#request-schema).
    pub struct ChargeRequest {
        required {
            /// The price in the currency's smallest unit.
            amount: BaseUnits = "amount",
            /// The currency.
            currency: FiatCurrency = "currency",
            /// What the method adds.
            method_details: ChargeDetails = "methodDetails",
        }
        optional {
            /// Who is paid.
            recipient: String = "recipient",
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
            /// The merchant's profile.
            network_id: NetworkId = "networkId",
            /// What the merchant takes.
            payment_method_types: Vec<PaymentMethodType> = "paymentMethodTypes",
        }
        optional {
            /// The merchant's own data.
            metadata: RawObject = "metadata",
        }
    }
}

object! {
    /// `payload` of `stripe` `charge`.
    pub struct ChargePayload {
        required {
            /// The token that pays.
            spt: SharedPaymentToken = "spt",
        }
        optional {
            /// `externalId` of the request. Deployed servers refuse a payload that does not repeat
            /// it (MPP-ST-004).
            external_id: String = "externalId",
        }
    }
}

object! {
    /// Receipt of `stripe` `charge`.
    pub struct ChargeReceipt {
        fixed { "status" = "success", "method" = "stripe", }
        required {
            /// When the payment succeeded.
            timestamp: Timestamp = "timestamp",
            /// The payment.
            reference: PaymentIntentId = "reference",
        }
        optional {
            /// `externalId` of the payload.
            external_id: String = "externalId",
        }
    }
}

text! {
    /// A shared payment token, `spt_…`. Who has it can charge it, so `Debug` does not show it.
    pub secret struct SharedPaymentToken: check_token;
}

text! {
    /// A Stripe PaymentIntent, `pi_…`.
    pub struct PaymentIntentId: check_intent;
}

fn check_token(text: &str) -> Result<()> {
    shape(
        text,
        "spt_ and more",
        text.len() > 4 && text.starts_with("spt_"),
    )
}

fn check_intent(text: &str) -> Result<()> {
    shape(
        text,
        "pi_ and more",
        text.len() > 3 && text.starts_with("pi_"),
    )
}
