use alloc::string::String;

use crate::error::{Error, Result};
use crate::mpp::intents::{Period, PeriodUnit, SubscriptionId};
use crate::mpp::values::{ChainId, KeyAuthorization, PositiveInteger};
use crate::primitives::{Address, B256, Timestamp};
use crate::wire::{checked, choice, object};

checked! {
    /// `request` of `tempo` `subscription`.
    ///
    /// ```json
    /// {"amount":"10000000","currency":"0x20c0000000000000000000000000000000000001",
    ///  "periodUnit":"day","periodCount":"30","subscriptionExpires":"2026-07-14T12:00:00Z",
    ///  "recipient":"0x742d35cc6634c0532925a3b844bc9e7595f8fe00",
    ///  "methodDetails":{"accessKey":{"accessKeyAddress":"0x1111111111111111111111111111111111111111",
    ///                                "keyType":"p256"},"chainId":42431}}
    /// ```
    ///
    /// Months cannot be represented (MPP-TU-002), nor periods from 2⁶⁴ seconds on.
    /// Source: [Request Fields](https://github.com/tempoxyz/mpp-specs/blob/f9506cd/specs/methods/tempo/draft-tempo-subscription-00.md#request-fields).
    pub struct SubscriptionRequest(SubscriptionRequestParts): check_request;
}

object! {
    /// The members of a [`SubscriptionRequest`].
    pub parts struct SubscriptionRequestParts {
        required {
            /// The price of one billing period, in base units of the token.
            amount: PositiveInteger = "amount",
            /// The TIP-20 token.
            currency: Address = "currency",
            /// Days or weeks.
            period_unit: PeriodUnit = "periodUnit",
            /// How many units one billing period has.
            period_count: PositiveInteger = "periodCount",
            /// When the key authorization ends; later than the challenge (MPP-TU-003).
            subscription_expires: Timestamp = "subscriptionExpires",
            /// Who is paid.
            recipient: Address = "recipient",
            /// What the method adds.
            method_details: SubscriptionDetails = "methodDetails",
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
    /// `methodDetails` of a [`SubscriptionRequest`].
    pub struct SubscriptionDetails {
        required {
            /// The server's key, to be authorized for the charges.
            access_key: AccessKey = "accessKey",
        }
        optional {
            /// The chain. The draft states a default of 42431, which is the test network: say it.
            chain_id: ChainId = "chainId",
        }
    }
}

object! {
    /// The key that may charge.
    pub struct AccessKey {
        required {
            /// Its address.
            access_key_address: Address = "accessKeyAddress",
            /// Its kind.
            key_type: KeyType = "keyType",
        }
    }
}

choice! {
    /// The kind of an access key.
    pub enum KeyType "\"p256\", \"secp256k1\" or \"webAuthn\"" {
        /// NIST P-256.
        P256 = "p256",
        /// secp256k1.
        Secp256k1 = "secp256k1",
        /// A WebAuthn credential.
        WebAuthn = "webAuthn",
    }
}

object! {
    /// `payload` of `tempo` `subscription`.
    ///
    /// Source: [Key Authorization Payload](https://github.com/tempoxyz/mpp-specs/blob/f9506cd/specs/methods/tempo/draft-tempo-subscription-00.md#key-authorization-payload-typekeyauthorization).
    pub struct SubscriptionPayload {
        fixed { "type" = "keyAuthorization", }
        required {
            /// The whole signed key authorization, not a signature alone.
            signature: KeyAuthorization = "signature",
        }
    }
}

object! {
    /// Receipt of `tempo` `subscription`.
    pub struct SubscriptionReceipt {
        fixed { "status" = "success", "method" = "tempo", }
        required {
            /// When the period was paid.
            timestamp: Timestamp = "timestamp",
            /// The transaction hash.
            reference: B256 = "reference",
            /// The subscription, the same over all renewals.
            subscription_id: SubscriptionId = "subscriptionId",
        }
        optional {
            /// `externalId` of the request.
            external_id: String = "externalId",
        }
    }
}

impl SubscriptionRequestParts {
    /// The billing period.
    pub fn period(&self) -> Period {
        Period::new(self.period_unit, self.period_count)
    }
}

fn check_request(request: &SubscriptionRequestParts) -> Result<()> {
    match request.period().seconds() {
        Ok(Some(_)) => Ok(()),
        Ok(None) => Err(Error::bad_value("\"day\" or \"week\"", "\"month\"").within("periodUnit")),
        Err(error) => Err(error.within("periodCount")),
    }
}
