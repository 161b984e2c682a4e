use alloc::string::String;
use alloc::vec::Vec;

use super::{NetworkId, PaymentMethodType};
use crate::error::{Error, Kind, Result};
use crate::json::{RawObject, Type};
use crate::mpp::intents::{Period, PeriodUnit, SubscriptionId};
use crate::mpp::values::{FiatCurrency, PositiveInteger, shape};
use crate::primitives::Timestamp;
use crate::wire::{checked, object, text};

object! {
    /// `request` of `stripe` `subscription`.
    ///
    /// ```json
    /// {"amount":"5000","currency":"usd","periodUnit":"week","periodCount":"1",
    ///  "methodDetails":{"networkId":"profile_1MqDcVKA5fEO2tZvKQm9g8Yj","paymentMethodTypes":["card"]}}
    /// ```
    ///
    /// `recipient` and `subscriptionExpires` are refused (MPP-ST-006).
    /// Source: [Request Fields](https://github.com/tempoxyz/mpp-specs/blob/f9506cd/specs/methods/stripe/draft-stripe-subscription-00.md#request-fields).
    pub struct SubscriptionRequest {
        required {
            /// The price of one billing period, in the currency's smallest unit.
            amount: PositiveInteger = "amount",
            /// The currency.
            currency: FiatCurrency = "currency",
            /// The unit of the billing period.
            period_unit: PeriodUnit = "periodUnit",
            /// How many units one billing period has.
            period_count: PositiveInteger = "periodCount",
            /// What the method adds.
            method_details: SubscriptionDetails = "methodDetails",
        }
        optional {
            /// What is paid for, for people.
            description: String = "description",
            /// The merchant's own reference.
            external_id: String = "externalId",
        }
        forbidden { "recipient", "subscriptionExpires", }
    }
}

checked! {
    /// `methodDetails` of a [`SubscriptionRequest`]. The values of `metadata` are strings.
    pub struct SubscriptionDetails(SubscriptionDetailsParts): check_details;
}

object! {
    /// The members of [`SubscriptionDetails`].
    pub parts struct SubscriptionDetailsParts {
        required {
            /// The merchant's profile.
            network_id: NetworkId = "networkId",
            /// What the merchant takes, now and for later invoices.
            payment_method_types: Vec<PaymentMethodType> = "paymentMethodTypes",
        }
        optional {
            /// The merchant's own data; without effect on the payment.
            metadata: RawObject = "metadata",
        }
    }
}

object! {
    /// `payload` of `stripe` `subscription`.
    pub struct SubscriptionPayload {
        required {
            /// What is charged, such as `pm_…`.
            payment_method: PaymentMethodId = "paymentMethod",
        }
        optional {
            /// Whose it is, such as `cus_…`.
            customer: CustomerId = "customer",
        }
    }
}

object! {
    /// Receipt of `stripe` `subscription`.
    pub struct SubscriptionReceipt {
        fixed { "status" = "success", "method" = "stripe", }
        required {
            /// When the period was paid.
            timestamp: Timestamp = "timestamp",
            /// The invoice that was paid.
            reference: InvoiceId = "reference",
            /// The subscription, the same over all renewals.
            subscription_id: SubscriptionId = "subscriptionId",
            /// Stripe's own name for it.
            stripe_subscription: StripeSubscriptionId = "stripeSubscription",
        }
        optional {
            /// `externalId` of the request.
            external_id: String = "externalId",
        }
    }
}

impl SubscriptionRequest {
    /// The billing period.
    pub fn period(&self) -> Period {
        Period::new(self.period_unit, self.period_count)
    }
}

text! {
    /// A Stripe PaymentMethod; not empty. Who has it may be able to charge it, so `Debug` does not
    /// show it.
    pub secret struct PaymentMethodId: check_object_id;
}

text! {
    /// A Stripe Customer; not empty.
    pub struct CustomerId: check_object_id;
}

text! {
    /// A Stripe Invoice; not empty.
    pub struct InvoiceId: check_object_id;
}

text! {
    /// A Stripe Subscription; not empty.
    pub struct StripeSubscriptionId: check_object_id;
}

fn check_object_id(text: &str) -> Result<()> {
    shape(text, "the id of a Stripe object", true)
}

fn check_details(details: &SubscriptionDetailsParts) -> Result<()> {
    let metadata = details
        .metadata
        .as_ref()
        .map(RawObject::members)
        .unwrap_or_default();
    for (name, value) in metadata.iter() {
        if value.json_type() != Type::String {
            let found = value.json_type().with_article();
            let error = Error::new(Kind::WrongType, Type::String.with_article(), found);
            return Err(error.within(name).within("metadata"));
        }
    }
    Ok(())
}
