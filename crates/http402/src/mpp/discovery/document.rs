//! The members of an OpenAPI document that discovery depends on.

use alloc::string::String;
use alloc::vec::Vec;

use super::{PaymentInfo, ServiceInfo};
use crate::decoder::{Decoder, Tolerant};
use crate::error::{Error, Kind, Result, quoted};
use crate::json::{Decode, RawObject, RawValue, Reader};

/// What an OpenAPI document says about payments.
///
/// The document must have `openapi` 3.x, `info.title`, `info.version` and at least one path; every
/// operation with `x-payment-info` must declare a `402` response.
///
/// ```
/// use http402::mpp::discovery::Discovery;
///
/// let document = r#"{"openapi": "3.1.0", "info": {"title": "Weather", "version": "1"}, "paths": {
///     "/today": {"get": {
///         "x-payment-info": {"offers": [{"intent": "charge", "method": "tempo", "amount": "500"}]},
///         "responses": {"402": {"description": "Payment Required"}}}}}}"#;
/// let discovery = Discovery::from_json(document)?;
/// let operation = &discovery.operations()[0];
/// assert_eq!((operation.path(), operation.method()), ("/today", "get"));
/// # Ok::<(), http402::Error>(())
/// ```
///
/// Specification: [OpenAPI Discovery][spec].
///
/// [spec]: https://github.com/tempoxyz/mpp-specs/blob/f9506cd/specs/extensions/draft-payment-discovery-00.md#openapi-discovery
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Discovery {
    openapi: String,
    title: String,
    version: String,
    service: Option<ServiceInfo>,
    operations: Vec<PayableOperation>,
}

impl Discovery {
    /// Reads a document.
    ///
    /// # Errors
    ///
    /// Names the member, what was expected there and what was found.
    pub fn from_json(document: &str) -> Result<Self> {
        Self::from_json_with(document, &Decoder::STRICT).map(|tolerant| tolerant.value)
    }

    /// Reads a document as strictly, and up to the limits, that `decoder` says.
    ///
    /// # Errors
    ///
    /// As [`Discovery::from_json`].
    pub fn from_json_with(document: &str, decoder: &Decoder) -> Result<Tolerant<Self>> {
        let (value, deviations) = Reader::parse(document, decoder)?;
        Ok(Tolerant { value, deviations })
    }

    /// The version of OpenAPI, 3.x.
    pub fn openapi(&self) -> &str {
        &self.openapi
    }

    /// The name of the service.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// The version of the API.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// `x-service-info`.
    pub fn service(&self) -> Option<&ServiceInfo> {
        self.service.as_ref()
    }

    /// The operations that have `x-payment-info`, in the order of the document.
    pub fn operations(&self) -> &[PayableOperation] {
        &self.operations
    }
}

impl TryFrom<&RawObject> for Discovery {
    type Error = Error;

    fn try_from(document: &RawObject) -> Result<Self> {
        Self::from_json_with(document.as_str(), &Decoder::VALIDATED).map(|tolerant| tolerant.value)
    }
}

/// An operation that requires payment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PayableOperation {
    path: String,
    method: String,
    payment: PaymentInfo,
}

impl PayableOperation {
    /// The path template, such as `/v1/items/{id}`.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The HTTP method, in lower case as OpenAPI has it.
    pub fn method(&self) -> &str {
        &self.method
    }

    /// `x-payment-info`.
    pub fn payment(&self) -> &PaymentInfo {
        &self.payment
    }
}

/// The members of an OpenAPI path item that are operations.
const METHODS: [&str; 8] = [
    "get", "put", "post", "delete", "options", "head", "patch", "trace",
];

impl<'a> Decode<'a> for Discovery {
    fn decode(reader: &mut Reader<'a>) -> Result<Self> {
        let mut openapi = None;
        let mut info = None;
        let mut service = None;
        let mut operations = None;
        reader.object(|reader, name| {
            match &**name {
                "openapi" => openapi = Some(reader.parsed(version_3)?),
                "info" => info = Some(read_info(reader)?),
                "x-service-info" => service = Some(ServiceInfo::decode(reader)?),
                "paths" => operations = Some(read_paths(reader)?),
                _ => drop(reader.value()?),
            }
            Ok(())
        })?;
        let (title, version) = info.ok_or_else(|| Error::missing("info"))?;
        Ok(Self {
            openapi: openapi.ok_or_else(|| Error::missing("openapi"))?,
            title,
            version,
            service,
            operations: operations.ok_or_else(|| Error::missing("paths"))?,
        })
    }
}

/// `3.MINOR.PATCH`
fn version_3(text: &str) -> Result<String> {
    let mut parts = text.splitn(3, '.');
    let number = |part: Option<&str>| {
        part.is_some_and(|part| part.starts_with(|first: char| first.is_ascii_digit()))
    };
    let minor = |part: Option<&str>| {
        part.is_some_and(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
    };
    if parts.next() == Some("3") && minor(parts.next()) && number(parts.next()) {
        return Ok(text.into());
    }
    let expected = "OpenAPI 3.x";
    Err(Error::new(Kind::Unsupported, expected, quoted(text)))
}

fn read_info(reader: &mut Reader<'_>) -> Result<(String, String)> {
    let mut title = None;
    let mut version = None;
    reader.object(|reader, name| {
        match &**name {
            "title" => title = Some(reader.parsed(not_empty)?),
            "version" => version = Some(reader.parsed(not_empty)?),
            _ => drop(reader.value()?),
        }
        Ok(())
    })?;
    Ok((
        title.ok_or_else(|| Error::missing("title"))?,
        version.ok_or_else(|| Error::missing("version"))?,
    ))
}

fn not_empty(text: &str) -> Result<String> {
    match text {
        "" => Err(Error::empty("a text")),
        _ => Ok(text.into()),
    }
}

fn read_paths(reader: &mut Reader<'_>) -> Result<Vec<PayableOperation>> {
    let mut operations = Vec::new();
    let mut empty = true;
    reader.object(|reader, path| {
        empty = false;
        reader.object(|reader, method| {
            if !METHODS.contains(&&**method) {
                return reader.value().map(drop);
            }
            if let Some(payment) = read_operation(reader)? {
                operations.push(PayableOperation {
                    path: path.as_ref().into(),
                    method: method.as_ref().into(),
                    payment,
                });
            }
            Ok(())
        })
    })?;
    if empty {
        return Err(Error::bad_value("at least one path", "none"));
    }
    Ok(operations)
}

fn read_operation(reader: &mut Reader<'_>) -> Result<Option<PaymentInfo>> {
    let mut payment = None;
    let mut responses = None;
    reader.object(|reader, name| {
        match &**name {
            PaymentInfo::NAME => payment = Some(PaymentInfo::decode(reader)?),
            "responses" => responses = Some(RawObject::decode(reader)?),
            _ => drop(RawValue::decode(reader)?),
        }
        Ok(())
    })?;
    if payment.is_some() {
        let responses = responses.ok_or_else(|| Error::missing("responses"))?;
        if responses.get("402").is_none() {
            return Err(Error::missing("402").within("responses"));
        }
    }
    Ok(payment)
}
