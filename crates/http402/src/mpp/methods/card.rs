//! The method `card`: payment cards, by a token that only the merchant's processor can decrypt.
//!
//! ```text
//! server                                    client
//!   | -- request with an RSA public key ----> |
//!   | <-- payload: token encrypted to it ---- |
//!   | decrypts and authorizes at its processor
//!   | -- receipt ---------------------------> |
//! ```

use alloc::string::String;
use alloc::vec::Vec;

use crate::error::{Error, Result};
use crate::mpp::Identifier;
use crate::mpp::values::{
    BaseUnits, CardExpiryMonth, CardExpiryYear, CompactJwe, CountryCode, EncryptionJwk,
    FiatCurrency, HttpsUri, PanLastFour,
};
use crate::primitives::Timestamp;
use crate::wire::{checked, choice, object};

object! {
    /// `request` of `card` `charge`.
    ///
    /// ```json
    /// {"amount":"4999","currency":"usd","recipient":"merch_abc123",
    ///  "methodDetails":{"acceptedNetworks":["visa","mastercard"],"merchantName":"Acme Corp",
    ///                   "jwksUri":"https://api.example.com/jwks.json","kid":"enc-2026-01"}}
    /// ```
    ///
    /// Source: [Shared Fields](https://github.com/tempoxyz/mpp-specs/blob/f9506cd/specs/methods/card/draft-card-charge-00.md#shared-fields).
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
            /// The merchant, as its processor knows it.
            recipient: String = "recipient",
            /// What is paid for, for people.
            description: String = "description",
            /// The merchant's own reference.
            external_id: String = "externalId",
        }
    }
}

checked! {
    /// `methodDetails` of a [`ChargeRequest`].
    ///
    /// There is exactly one source of the key: `encryptionJwk`, or `jwksUri` with `kid`
    /// (MPP-CD-001).
    pub struct ChargeDetails(ChargeDetailsParts): check_details;
}

object! {
    /// The members of [`ChargeDetails`].
    pub parts struct ChargeDetailsParts {
        required {
            /// The card networks that are taken, such as `visa`.
            accepted_networks: Vec<String> = "acceptedNetworks",
            /// The merchant's name, for people.
            merchant_name: String = "merchantName",
        }
        optional {
            /// The key to encrypt to.
            encryption_jwk: EncryptionJwk = "encryptionJwk",
            /// Where the key is published, on the origin of the realm.
            jwks_uri: HttpsUri = "jwksUri",
            /// Which of the published keys.
            kid: String = "kid",
            /// Whether a billing address is wanted; absent means no.
            billing_required: bool = "billingRequired",
        }
    }
}

object! {
    /// `payload` of `card` `charge`.
    ///
    /// Source: [Payload Fields](https://github.com/tempoxyz/mpp-specs/blob/f9506cd/specs/methods/card/draft-card-charge-00.md#payload-fields).
    pub struct ChargePayload {
        required {
            /// The card token, encrypted: RSA-OAEP-256 and A256GCM, not compressed (MPP-CD-002).
            encrypted_payload: CompactJwe = "encryptedPayload",
            /// The card's network.
            network: CardNetwork = "network",
            /// The end of the card number.
            pan_last_four: PanLastFour = "panLastFour",
            /// When the card expires: the month.
            pan_expiration_month: CardExpiryMonth = "panExpirationMonth",
            /// When the card expires: the year.
            pan_expiration_year: CardExpiryYear = "panExpirationYear",
        }
        optional {
            /// Where the card's bill goes.
            billing_address: BillingAddress = "billingAddress",
            /// Whose card it is.
            cardholder_full_name: String = "cardholderFullName",
            /// The payment account reference (PAR).
            payment_account_reference: String = "paymentAccountReference",
        }
    }
}

choice! {
    /// A card network.
    pub enum CardNetwork "\"visa\", \"mastercard\", \"amex\" or \"discover\"" {
        /// Visa.
        Visa = "visa",
        /// Mastercard.
        Mastercard = "mastercard",
        /// American Express.
        Amex = "amex",
        /// Discover.
        Discover = "discover",
    }
}

object! {
    /// Where a card's bill goes.
    pub struct BillingAddress {
        optional {
            /// First line.
            line1: String = "line1",
            /// Second line.
            line2: String = "line2",
            /// City.
            city: String = "city",
            /// State or province.
            state: String = "state",
            /// Postal code.
            zip: String = "zip",
            /// Country.
            country_code: CountryCode = "countryCode",
        }
    }
}

object! {
    /// Receipt of `card` `charge`.
    pub struct ChargeReceipt {
        fixed { "status" = "success", "method" = "card", }
        required {
            /// When the payment was authorized.
            timestamp: Timestamp = "timestamp",
            /// `id` of the challenge.
            challenge_id: Identifier = "challengeId",
            /// The processor's reference.
            reference: Identifier = "reference",
        }
        optional {
            /// `externalId` of the request.
            external_id: String = "externalId",
        }
    }
}

fn check_details(details: &ChargeDetailsParts) -> Result<()> {
    let unwanted = |name| {
        let found = "both";
        Err(Error::bad_value("either encryptionJwk or jwksUri with kid", found).within(name))
    };
    match (&details.encryption_jwk, &details.jwks_uri, &details.kid) {
        (Some(_), None, None) | (None, Some(_), Some(_)) => Ok(()),
        (Some(_), Some(_), _) => unwanted("jwksUri"),
        (Some(_), None, Some(_)) => unwanted("kid"),
        (None, Some(_), None) => Err(Error::missing("kid")),
        (None, None, _) => Err(Error::missing("encryptionJwk")),
    }
}
