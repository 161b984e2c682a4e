//! Discovery: what a service charges, in its OpenAPI document.
//!
//! ```text
//! client                                  server
//!    |  GET /openapi.json                    |
//!    |-------------------------------------->|
//!    |  200  {"openapi": "3.1.0", …}         |  Discovery: x-service-info, x-payment-info
//!    |<--------------------------------------|
//! ```
//!
//! Discovery is advice: the challenge of the 402 response prevails.
//!
//! Specification: [draft-payment-discovery-00][spec].
//!
//! [spec]: https://github.com/tempoxyz/mpp-specs/blob/f9506cd/specs/extensions/draft-payment-discovery-00.md

mod document;

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt::{self, Write};

use super::values::{Currency, List};
use super::{Intent, MethodId};
use crate::error::{Error, Kind, Result};
use crate::json::{Decode, Encode, Members, ObjectWriter, RawObject, Reader, Type};
use crate::primitives::U256;
use crate::wire::{json_faces, object, text};

pub use document::{Discovery, PayableOperation};

/// Where the document is.
pub const PATH: &str = "/openapi.json";

object! {
    /// One way to pay for an operation.
    ///
    /// ```json
    /// {"intent": "charge", "method": "tempo", "amount": "500", "currency": "0x20c0…"}
    /// ```
    ///
    /// Specification: [Payment Offer Object][spec].
    ///
    /// [spec]: https://github.com/tempoxyz/mpp-specs/blob/f9506cd/specs/extensions/draft-payment-discovery-00.md#payment-offer-object
    pub struct PaymentOffer {
        required {
            /// The payment intent.
            intent: Intent = "intent",
            /// The payment method.
            method: MethodId = "method",
            /// The price.
            amount: OfferAmount = "amount",
        }
        optional {
            /// What the amount is in: a token address, an ISO 4217 code.
            currency: Currency = "currency",
            /// A remark on the price, for people.
            description: String = "description",
        }
    }
}

/// The price of an offer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum OfferAmount {
    /// `"500"`: base units of the currency, a decimal string without leading zeros.
    Fixed(U256),
    /// `null`: it depends on the request.
    Dynamic,
}

impl<'a> Decode<'a> for OfferAmount {
    fn decode(reader: &mut Reader<'a>) -> Result<Self> {
        if reader.peek()? == Type::Null {
            reader.null()?;
            return Ok(Self::Dynamic);
        }
        U256::decode(reader).map(Self::Fixed)
    }
}

impl Encode for OfferAmount {
    fn encode<W: Write + ?Sized>(&self, out: &mut W) -> fmt::Result {
        match self {
            Self::Fixed(amount) => amount.encode(out),
            Self::Dynamic => out.write_str("null"),
        }
    }
}

/// `x-payment-info` of an operation: one or more offers, alternatives to each other.
///
/// ```json
/// {"offers": [{"intent": "charge", "method": "tempo", "amount": "500"}]}
/// ```
///
/// The shorthand for one offer, its members directly in the object, parses to the same value;
/// printing always gives the array, as the specification recommends. The two cannot be mixed.
///
/// ```
/// use http402::mpp::discovery::PaymentInfo;
///
/// let short: PaymentInfo = r#"{"intent":"charge","method":"tempo","amount":null}"#.parse()?;
/// assert_eq!(short.to_json(), r#"{"offers":[{"intent":"charge","method":"tempo","amount":null}]}"#);
/// assert_eq!(short.to_json().parse::<PaymentInfo>()?, short);
/// # Ok::<(), http402::Error>(())
/// ```
///
/// Specification: [Payment Extension][spec].
///
/// [spec]: https://github.com/tempoxyz/mpp-specs/blob/f9506cd/specs/extensions/draft-payment-discovery-00.md#x-payment-info
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaymentInfo {
    offers: List<PaymentOffer, 1>,
    members: Members,
}

impl PaymentInfo {
    /// The name of the extension.
    pub const NAME: &'static str = "x-payment-info";

    /// Several offers.
    ///
    /// # Errors
    ///
    /// [`Kind::BadValue`] where there is none.
    pub fn new(offers: Vec<PaymentOffer>) -> Result<Self> {
        let offers = List::try_from(offers).map_err(|error: Error| error.within("offers"))?;
        let members = Members::new();
        Ok(Self { offers, members })
    }

    /// The offers, at least one.
    pub fn offers(&self) -> &[PaymentOffer] {
        self.offers.as_slice()
    }

    /// Members beside `offers` that the specification does not name, kept as they came.
    pub fn members(&self) -> &Members {
        &self.members
    }
}

impl<'a> Decode<'a> for PaymentInfo {
    fn decode(reader: &mut Reader<'a>) -> Result<Self> {
        let start = reader.later()?;
        let form = reader.reread(start, "", RawObject::decode)?;
        if form.get("offers").is_none() {
            let offer = reader.reread(start, "", PaymentOffer::decode)?;
            return Self::new(alloc::vec![offer]);
        }
        reader.reread(start, "", |reader| {
            let mut offers = None;
            let mut members = Members::new();
            reader.object(|reader, name| match &**name {
                "offers" => {
                    offers = Some(List::decode(reader)?);
                    Ok(())
                }
                "intent" | "method" | "amount" => {
                    let expected = "either offers or the members of one";
                    Err(Error::new(Kind::Mismatch, expected, "both"))
                }
                _ => members.read(reader, name),
            })?;
            let offers = offers.ok_or_else(|| Error::missing("offers"))?;
            Ok(Self { offers, members })
        })
    }
}

impl Encode for PaymentInfo {
    fn encode<W: Write + ?Sized>(&self, out: &mut W) -> fmt::Result {
        let mut object = ObjectWriter::begin(out)?;
        object.member("offers", &self.offers)?;
        object.members(&self.members)?;
        object.end()
    }
}

json_faces!(PaymentInfo);

object! {
    /// `x-service-info` of the document: about the service.
    ///
    /// ```json
    /// {"categories": ["compute"], "docs": {"homepage": "https://api.example.com/docs"}}
    /// ```
    ///
    /// Specification: [Service Extension][spec].
    ///
    /// [spec]: https://github.com/tempoxyz/mpp-specs/blob/f9506cd/specs/extensions/draft-payment-discovery-00.md#x-service-info
    pub struct ServiceInfo {
        optional {
            /// Categories; any text, by recommendation at most five in lower case.
            categories: Vec<String> = "categories",
            /// Links to documentation.
            docs: ServiceDocs = "docs",
        }
    }
}

object! {
    /// Links to documentation.
    pub struct ServiceDocs {
        optional {
            /// The API reference.
            api_reference: Uri = "apiReference",
            /// The main page.
            homepage: Uri = "homepage",
            /// Documentation for language models.
            llms: Uri = "llms",
        }
    }
}

text! {
    /// A URI with its scheme, of the characters that [RFC 3986] has.
    ///
    /// [RFC 3986]: https://www.rfc-editor.org/rfc/rfc3986#section-3
    pub struct Uri: check_uri;
}

fn check_uri(text: &str) -> Result<()> {
    let expected = "a URI with its scheme";
    if text.is_empty() {
        return Err(Error::empty(expected));
    }
    let scheme = text.split_once(':').is_some_and(|(scheme, _)| {
        scheme.starts_with(|first: char| first.is_ascii_alphabetic())
            && scheme
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
    });
    let allowed =
        |byte: u8| byte.is_ascii_alphanumeric() || b"-._~:/?#[]@!$&'()*+,;=%".contains(&byte);
    let escapes = text.split('%').skip(1).all(|escape| {
        escape.len() >= 2
            && escape
                .bytes()
                .take(2)
                .all(|digit| digit.is_ascii_hexdigit())
    });
    if scheme && escapes && text.bytes().all(allowed) {
        return Ok(());
    }
    Err(Error::syntax(expected, "another text"))
}
