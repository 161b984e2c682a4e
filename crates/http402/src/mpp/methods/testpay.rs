//! The method `testpay`: no money moves, for conformance runs.
//!
//! Any SDK can register it. The payer proves to know a key that both sides were configured with;
//! the receipt's `reference` is the challenge id.
//!
//! ```json
//! {"amount":"250","currency":"usd","recipient":"merchant"}
//! {"proof":"def86e46568805d8d39859e233fa49ec78e8217f4d05da52fe497dca2aa3eda9"}
//! ```

use alloc::string::String;

use crate::mpp::Identifier;
use crate::mpp::values::{BaseUnits, Currency, Mac32};
use crate::primitives::Timestamp;
use crate::wire::object;

object! {
    /// `request` of `testpay` `charge`.
    pub struct ChargeRequest {
        required {
            /// The price in base units of the currency.
            amount: BaseUnits = "amount",
            /// What the amount is in.
            currency: Currency = "currency",
        }
        optional {
            /// Who is paid.
            recipient: String = "recipient",
        }
    }
}

object! {
    /// `payload` of `testpay` `charge`.
    pub struct ChargePayload {
        required {
            /// HMAC-SHA256 of the challenge id (UTF-8) under the shared key.
            proof: Mac32 = "proof",
        }
    }
}

object! {
    /// Receipt of `testpay` `charge`.
    pub struct ChargeReceipt {
        fixed { "status" = "success", "method" = "testpay", }
        required {
            /// When the payment was verified.
            timestamp: Timestamp = "timestamp",
            /// The challenge id.
            reference: Identifier = "reference",
        }
    }
}

#[cfg(feature = "binding")]
impl ChargePayload {
    /// The key that conformance runs use unless told otherwise, in UTF-8.
    pub const DEFAULT_KEY: &'static str = "conformance-testpay-key";

    /// Pays the challenge `id`.
    ///
    /// ```
    /// use http402::mpp::methods::testpay::ChargePayload;
    ///
    /// let payload = ChargePayload::pay(ChargePayload::DEFAULT_KEY.as_bytes(), "c1");
    /// assert!(payload.verify(ChargePayload::DEFAULT_KEY.as_bytes(), "c1").is_ok());
    /// assert!(payload.verify(ChargePayload::DEFAULT_KEY.as_bytes(), "c2").is_err());
    /// ```
    pub fn pay(key: &[u8], id: &str) -> Self {
        Self::new(Mac32::hmac_sha256(key, id))
    }

    /// Checks the proof, in constant time.
    ///
    /// # Errors
    ///
    /// [`Kind::Signature`](crate::Kind::Signature), without detail.
    pub fn verify(&self, key: &[u8], id: &str) -> crate::Result<()> {
        self.proof.verify_hmac_sha256(key, id)
    }
}
