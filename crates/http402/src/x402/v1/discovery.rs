//! Finding what can be paid for: `GET {base}/discovery/resources`.
//!
//! Source: [section 8](https://github.com/coinbase/x402/blob/dd927a26/specs/x402-specification-v1.md).

use alloc::boxed::Box;
use alloc::string::ToString;
use alloc::vec::Vec;
use core::fmt::{self, Write};

use super::facilitator::X402Version;
use super::requirements::PaymentRequirements;
use super::version::Version1;
use crate::decoder::Leniency;
use crate::error::{Error, Result, excerpt};
use crate::json::{Decode, Encode, Members, ObjectWriter, RawObject, RawValue, Reader, Type};
use crate::primitives::Timestamp;

crate::wire::text! {
    /// The kind of a resource: any text that is not empty.
    pub struct ResourceType: crate::x402::present;
    /// An HTTP endpoint.
    HTTP = "http";
}

crate::wire::text! {
    /// The URL or another name of a resource: any text that is not empty.
    pub struct ResourceName: crate::x402::present;
}

crate::wire::integer! {
    /// `limit`: how many resources a page holds at most, from 1 to 100.
    pub struct PageSize: 1..=100;
}

/// The query of a request for a page.
///
/// ```
/// use http402::x402::v1::discovery::{DiscoveryQuery, ResourceType};
///
/// let mut query = DiscoveryQuery::default();
/// query.resource_type = Some(ResourceType::HTTP);
/// query.limit = Some(10_u64.try_into()?);
/// assert_eq!(query.to_string(), "type=http&limit=10");
/// # Ok::<(), http402::Error>(())
/// ```
///
/// Source: [section 8.1](https://github.com/coinbase/x402/blob/dd927a26/specs/x402-specification-v1.md).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct DiscoveryQuery {
    /// Only resources of this type.
    pub resource_type: Option<ResourceType>,
    /// How many resources at most; 20 where absent.
    pub limit: Option<PageSize>,
    /// How many resources to skip; 0 where absent.
    pub offset: Option<u64>,
}

/// The query string, without `?`.
impl fmt::Display for DiscoveryQuery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut separator = "";
        if let Some(resource_type) = &self.resource_type {
            f.write_str("type=")?;
            for byte in resource_type.as_str().bytes() {
                match byte {
                    b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | b'-' | b'.' | b'_' | b'~' => {
                        f.write_char(char::from(byte))?;
                    }
                    _ => write!(f, "%{byte:02X}")?,
                }
            }
            separator = "&";
        }
        if let Some(limit) = self.limit {
            write!(f, "{separator}limit={}", limit.get())?;
            separator = "&";
        }
        match self.offset {
            Some(offset) => write!(f, "{separator}offset={offset}"),
            None => Ok(()),
        }
    }
}

/// A page of resources.
///
/// ```json
/// {"x402Version":1,"items":[…],"pagination":{"limit":10,"offset":0,"total":1}}
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DiscoveryResponse {
    /// The resources.
    pub items: Vec<DiscoveredResource>,
    /// Where the page stands in the whole list.
    pub pagination: Pagination,
    members: Members,
}

crate::wire::object! {
    /// Where a page stands in the whole list.
    pub struct Pagination {
        required {
            /// How many resources a page holds at most.
            limit: PageSize = "limit",
            /// How many resources are before this page.
            offset: u64 = "offset",
            /// How many resources there are.
            total: u64 = "total",
        }
    }
}

impl DiscoveryResponse {
    const NAMES: &'static [&'static str] = &["x402Version", "items", "pagination"];

    /// A page.
    pub fn new(items: Vec<DiscoveredResource>, pagination: Pagination) -> Self {
        Self {
            items,
            pagination,
            members: Members::new(),
        }
    }

    /// Members that the specification does not name, kept as they came.
    pub fn members(&self) -> &Members {
        &self.members
    }
}

impl<'a> Decode<'a> for DiscoveryResponse {
    fn decode(reader: &mut Reader<'a>) -> Result<Self> {
        let (mut version, mut items, mut pagination) = (None::<Version1>, None, None);
        let mut members = Members::new();
        reader.object(|reader, name| {
            match &*reader.member_name(name, Self::NAMES) {
                "x402Version" => version = Some(Decode::decode(reader)?),
                "items" => items = Some(Decode::decode(reader)?),
                "pagination" => pagination = Some(Decode::decode(reader)?),
                _ => members.read(reader, name)?,
            }
            Ok(())
        })?;
        version.ok_or_else(|| Error::missing("x402Version"))?;
        Ok(Self {
            items: items.ok_or_else(|| Error::missing("items"))?,
            pagination: pagination.ok_or_else(|| Error::missing("pagination"))?,
            members,
        })
    }
}

impl Encode for DiscoveryResponse {
    fn encode<W: Write + ?Sized>(&self, out: &mut W) -> fmt::Result {
        let mut object = ObjectWriter::begin(out)?;
        object.member("x402Version", &Version1)?;
        object.member("items", &self.items)?;
        object.member("pagination", &self.pagination)?;
        object.members(&self.members)?;
        object.end()
    }
}

crate::wire::json_faces!(DiscoveryResponse);

/// A resource that can be paid for.
///
/// ```json
/// {"resource":"https://api.example.com/premium-data","type":"http","x402Version":1,
///  "accepts":[…],"lastUpdated":1703123456,"metadata":{"category":"finance"}}
/// ```
///
/// Source: [section 8.2](https://github.com/coinbase/x402/blob/dd927a26/specs/x402-specification-v1.md).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DiscoveredResource {
    resource: ResourceName,
    resource_type: ResourceType,
    x402_version: X402Version,
    accepts: Accepts,
    last_updated: LastUpdated,
    metadata: Option<RawObject>,
    members: Members,
}

/// The offers of a resource.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Accepts {
    /// Those of version 1.
    V1(Vec<PaymentRequirements>),
    /// Those of another version, as they came.
    Other(Vec<RawValue>),
}

impl DiscoveredResource {
    const NAMES: &'static [&'static str] = &[
        "resource",
        "type",
        "x402Version",
        "accepts",
        "lastUpdated",
        "metadata",
    ];

    /// A resource with offers of version 1.
    pub fn new(
        resource: ResourceName,
        resource_type: ResourceType,
        accepts: Vec<PaymentRequirements>,
        last_updated: LastUpdated,
        metadata: Option<RawObject>,
    ) -> Self {
        Self {
            resource,
            resource_type,
            x402_version: X402Version::V1,
            accepts: Accepts::V1(accepts),
            last_updated,
            metadata,
            members: Members::new(),
        }
    }

    /// The URL or another name of the resource.
    pub fn resource(&self) -> &ResourceName {
        &self.resource
    }

    /// The kind of the resource, so far `http`.
    pub fn resource_type(&self) -> &ResourceType {
        &self.resource_type
    }

    /// The protocol version that the resource speaks.
    pub fn x402_version(&self) -> X402Version {
        self.x402_version
    }

    /// The offers.
    pub fn accepts(&self) -> &Accepts {
        &self.accepts
    }

    /// When the resource last changed.
    pub fn last_updated(&self) -> &LastUpdated {
        &self.last_updated
    }

    /// Anything else, such as category and provider.
    pub fn metadata(&self) -> Option<&RawObject> {
        self.metadata.as_ref()
    }

    /// Members that the specification does not name, kept as they came.
    pub fn members(&self) -> &Members {
        &self.members
    }
}

impl<'a> Decode<'a> for DiscoveredResource {
    fn decode(reader: &mut Reader<'a>) -> Result<Self> {
        let (mut resource, mut resource_type) = (None, None);
        let (mut version, mut accepts) = (None::<X402Version>, None);
        let (mut last_updated, mut metadata) = (None, None);
        let mut members = Members::new();
        reader.object(|reader, name| {
            match &*reader.member_name(name, Self::NAMES) {
                "resource" => resource = Some(Decode::decode(reader)?),
                "type" => resource_type = Some(Decode::decode(reader)?),
                "x402Version" => version = Some(Decode::decode(reader)?),
                "accepts" => accepts = Some(reader.later()?),
                "lastUpdated" => last_updated = Some(Decode::decode(reader)?),
                "metadata" => metadata = reader.optional()?,
                _ => members.read(reader, name)?,
            }
            Ok(())
        })?;
        let version = version.ok_or_else(|| Error::missing("x402Version"))?;
        let accepts = accepts.ok_or_else(|| Error::missing("accepts"))?;
        Ok(Self {
            resource: resource.ok_or_else(|| Error::missing("resource"))?,
            resource_type: resource_type.ok_or_else(|| Error::missing("type"))?,
            x402_version: version,
            accepts: reader.reread(accepts, "accepts", |reader| {
                if version == X402Version::V1 {
                    Decode::decode(reader).map(Accepts::V1)
                } else {
                    Decode::decode(reader).map(Accepts::Other)
                }
            })?,
            last_updated: last_updated.ok_or_else(|| Error::missing("lastUpdated"))?,
            metadata,
            members,
        })
    }
}

impl Encode for Accepts {
    fn encode<W: Write + ?Sized>(&self, out: &mut W) -> fmt::Result {
        match self {
            Self::V1(offers) => offers.encode(out),
            Self::Other(offers) => offers.encode(out),
        }
    }
}

impl Encode for DiscoveredResource {
    fn encode<W: Write + ?Sized>(&self, out: &mut W) -> fmt::Result {
        let mut object = ObjectWriter::begin(out)?;
        object.member("resource", &self.resource)?;
        object.member("type", &self.resource_type)?;
        object.member("x402Version", &self.x402_version)?;
        object.member("accepts", &self.accepts)?;
        object.member("lastUpdated", &self.last_updated)?;
        object.optional("metadata", self.metadata.as_ref())?;
        object.members(&self.members)?;
        object.end()
    }
}

crate::wire::json_faces!(DiscoveredResource);

/// A Unix time as a JSON number, whose digits are kept. It may have a fraction.
///
/// Deployed services send ISO 8601 text instead, see [`Leniency::TimeAsText`]; it prints as a
/// number.
///
/// ```
/// use http402::{Decoder, Leniency};
/// use http402::x402::v1::discovery::LastUpdated;
///
/// let time: LastUpdated = "1703123456".parse()?;
/// assert_eq!(time.unix(), 1_703_123_456);
/// let lenient = Decoder::STRICT.allow(Leniency::TimeAsText);
/// let time = LastUpdated::from_json_with("\"2023-12-21T01:50:56Z\"", &lenient)?.value;
/// assert_eq!(time.unix(), 1_703_123_456);
/// # Ok::<(), http402::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LastUpdated {
    seconds: u64,
    token: Box<str>,
}

impl LastUpdated {
    /// Whole seconds since 1970-01-01T00:00:00Z.
    pub fn unix(&self) -> u64 {
        self.seconds
    }
}

impl From<u64> for LastUpdated {
    fn from(seconds: u64) -> Self {
        let token = seconds.to_string().into();
        Self { seconds, token }
    }
}

impl<'a> Decode<'a> for LastUpdated {
    fn decode(reader: &mut Reader<'a>) -> Result<Self> {
        const EXPECTED: &str = "seconds since 1970";
        if reader.peek()? == Type::String && reader.tolerates(Leniency::TimeAsText, "") {
            let seconds = reader.parsed(|text| {
                let time: Timestamp = text.parse()?;
                u64::try_from(time.unix())
                    .map_err(|_| Error::bad_value(EXPECTED, "an earlier time"))
            })?;
            return Ok(seconds.into());
        }
        let token = reader.number()?;
        let seconds = match token.parse() {
            Ok(seconds) => Some(seconds),
            Err(_) => whole_seconds(token),
        };
        let Some(seconds) = seconds else {
            let error = Error::bad_value(EXPECTED, excerpt(token));
            return Err(error.at(reader.offset() - token.len()));
        };
        let token = token.into();
        Ok(Self { seconds, token })
    }
}

/// The integer part of a number with fraction or exponent.
fn whole_seconds(token: &str) -> Option<u64> {
    let double: f64 = token.parse().ok()?;
    // `Display` of a double writes out all digits, without an exponent.
    let digits = double.to_string();
    digits.split('.').next()?.parse().ok()
}

impl Encode for LastUpdated {
    fn encode<W: Write + ?Sized>(&self, out: &mut W) -> fmt::Result {
        out.write_str(&self.token)
    }
}

crate::wire::json_faces!(LastUpdated);
