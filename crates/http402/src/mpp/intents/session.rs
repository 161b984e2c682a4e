use alloc::string::String;

use crate::json::RawObject;
use crate::mpp::values::{Currency, PositiveInteger};
use crate::wire::object;

object! {
    /// The shared members of a `session` request.
    ///
    /// ```json
    /// {"amount":"25","currency":"0x20c0000000000000000000000000000000000000","unitType":"llm_token"}
    /// ```
    ///
    /// Methods may add members at the top level; they are in [`SessionRequest::members`].
    /// Source: [Required Fields, Optional Fields](https://github.com/tempoxyz/mpp-specs/blob/555746f/specs/intents/draft-payment-intent-session-00.md).
    pub struct SessionRequest {
        required {
            /// The price of one unit, in base units of the currency.
            amount: PositiveInteger = "amount",
            /// What the amount is in.
            currency: Currency = "currency",
        }
        optional {
            /// What a unit is, such as `request` or `llm_token`.
            unit_type: String = "unitType",
            /// Who is paid, in the form of the method.
            recipient: String = "recipient",
            /// What is paid for, for people.
            description: String = "description",
            /// The merchant's own reference.
            external_id: String = "externalId",
            /// What the method adds.
            method_details: RawObject = "methodDetails",
        }
    }
}
