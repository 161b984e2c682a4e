//! The receipt: what a server confirms.

use alloc::string::String;

use super::encoded::decode_json;
use super::{Identifier, MethodId};
use crate::base64::Base64;
use crate::decoder::{Decoder, Tolerant};
use crate::error::{Error, Kind, Result};
use crate::json::{Buffer, Reader};
use crate::primitives::Timestamp;

crate::wire::object! {
    /// A receipt: the value of `Payment-Receipt`, on successful responses only.
    ///
    /// ```text
    /// Payment-Receipt = base64url-nopad
    /// decodes to {"status": "success", "method": "…", "timestamp": "…", "reference": "…", …}
    /// ```
    ///
    /// `status` is always `success`. Methods add members; all of them are kept. Padding is never
    /// written, and taken where it has the right length (MPP-LC-006).
    ///
    /// ```
    /// use http402::mpp::{MethodId, Receipt};
    ///
    /// let receipt = Receipt::new(MethodId::TEMPO, "2026-01-29T12:00:00Z".parse()?, "ref_123".parse()?);
    /// assert_eq!(Receipt::from_header(&receipt.to_header())?, receipt);
    /// # Ok::<(), http402::Error>(())
    /// ```
    ///
    /// Specification: [Payment-Receipt Header][spec].
    ///
    /// [spec]: https://github.com/tempoxyz/mpp-specs/blob/f9506cd/specs/core/draft-httpauth-payment-00.md#payment-receipt-header
    pub struct Receipt {
        fixed {
            "status" = "success",
        }
        required {
            /// The payment method that was used.
            method: MethodId = "method",
            /// When the payment was settled.
            timestamp: Timestamp = "timestamp",
            /// The method's reference: a transaction hash, an invoice id…
            reference: Identifier = "reference",
        }
    }
}

impl Receipt {
    /// Parses a field value.
    ///
    /// # Errors
    ///
    /// Names the member, what was expected there and what was found.
    pub fn from_header(value: &str) -> Result<Self> {
        Self::from_header_with(value, &Decoder::STRICT).map(|tolerant| tolerant.value)
    }

    /// Parses a field value as strictly as `decoder` says.
    ///
    /// # Errors
    ///
    /// As [`Receipt::from_header`].
    pub fn from_header_with(value: &str, decoder: &Decoder) -> Result<Tolerant<Self>> {
        if value.is_empty() {
            return Err(Error::new(Kind::Missing, "a receipt", "nothing"));
        }
        decode_json(value, decoder, |text| Reader::parse(text, decoder))
    }

    /// Prints the field value.
    pub fn to_header(&self) -> String {
        let mut value = String::with_capacity(256);
        // Invariant: writing to a `String` cannot fail.
        let _ = Base64::Url.encode_json(self, &mut value);
        value
    }

    /// Prints the field value into `buffer` and returns the filled part. Allocates nothing.
    ///
    /// # Errors
    ///
    /// [`Kind::Limit`] where the buffer is too short.
    pub fn write_header<'b>(&self, buffer: &'b mut [u8]) -> Result<&'b str> {
        Base64::Url.encode_json_into(self, Buffer::new(buffer))
    }
}
