use alloc::string::String;

use super::{Period, PeriodUnit};
use crate::base64::Base64;
use crate::error::Result;
use crate::json::RawObject;
use crate::mpp::values::{Currency, PositiveInteger, shape};
use crate::primitives::Timestamp;
use crate::wire::{object, text};

object! {
    /// The shared members of a `subscription` request.
    ///
    /// ```json
    /// {"amount":"9900","currency":"usd","periodUnit":"month","periodCount":"1"}
    /// ```
    ///
    /// Source: [Shared Fields](https://github.com/tempoxyz/mpp-specs/blob/f9506cd/specs/intents/draft-payment-intent-subscription-00.md#shared-fields).
    ///
    /// ```
    /// use http402::mpp::intents::SubscriptionRequest;
    ///
    /// let request: SubscriptionRequest =
    ///     r#"{"amount":"9900","currency":"usd","periodUnit":"month","periodCount":"1"}"#.parse()?;
    /// // Activated on 31 January 2024; the second boundary is the last day of February again.
    /// assert_eq!(request.period().boundary(1_706_659_200, 1)?, 1_709_164_800);
    /// # Ok::<(), http402::Error>(())
    /// ```
    pub struct SubscriptionRequest {
        required {
            /// The price of one billing period, in base units of the currency.
            amount: PositiveInteger = "amount",
            /// What the amount is in.
            currency: Currency = "currency",
            /// The unit of the billing period.
            period_unit: PeriodUnit = "periodUnit",
            /// How many units one billing period has.
            period_count: PositiveInteger = "periodCount",
        }
        optional {
            /// Who is paid, in the form of the method.
            recipient: String = "recipient",
            /// From when on nothing more may be charged without a new authorization.
            subscription_expires: Timestamp = "subscriptionExpires",
            /// What is paid for, for people.
            description: String = "description",
            /// The merchant's own reference.
            external_id: String = "externalId",
            /// What the method adds.
            method_details: RawObject = "methodDetails",
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
    /// The server's name for an activated subscription: base64url without padding.
    ///
    /// It grants nothing by itself (MPP-SUB-009).
    /// Source: subscription intent,
    /// [Subscription Identifier](https://github.com/tempoxyz/mpp-specs/blob/f9506cd/specs/intents/draft-payment-intent-subscription-00.md).
    pub struct SubscriptionId: check_id;
}

fn check_id(text: &str) -> Result<()> {
    shape(text, "unpadded base64url", true)?;
    Base64::Url.decode(text).map(drop)
}
