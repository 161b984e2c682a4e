use alloc::string::String;

use crate::json::RawObject;
use crate::mpp::values::{BaseUnits, Currency};
use crate::wire::object;

object! {
    /// The shared members of a `charge` request.
    ///
    /// ```json
    /// {"amount":"5000","currency":"usd","description":"Premium API access","methodDetails":{}}
    /// ```
    ///
    /// When the offer ends is not here but in the `expires` parameter of the challenge.
    /// Source: [Shared Fields](https://github.com/tempoxyz/mpp-specs/blob/f9506cd/specs/intents/draft-payment-intent-charge-00.md#shared-fields).
    ///
    /// ```
    /// use http402::mpp::intents::ChargeRequest;
    ///
    /// let request: ChargeRequest = r#"{"amount":"5000","currency":"usd"}"#.parse()?;
    /// assert_eq!(request.amount.to_string(), "5000");
    /// # Ok::<(), http402::Error>(())
    /// ```
    pub struct ChargeRequest {
        required {
            /// The price in base units of the currency.
            amount: BaseUnits = "amount",
            /// What the amount is in.
            currency: Currency = "currency",
        }
        optional {
            /// Who is paid, in the form of the method.
            recipient: String = "recipient",
            /// What is paid for, for people.
            description: String = "description",
            /// The merchant's own reference, such as an order number.
            external_id: String = "externalId",
            /// What the method adds.
            method_details: RawObject = "methodDetails",
        }
    }
}
