//! Finding what can be paid for: `GET {base}/discovery/resources`.
//!
//! Source: [section 8](https://github.com/coinbase/x402/blob/dd927a26/specs/x402-specification-v1.md).

mod last_updated;
mod resource;

use alloc::vec::Vec;
use core::fmt::{self, Write};

use super::version::Version1;
use crate::error::{Error, Result};
use crate::json::{Decode, Encode, Members, ObjectWriter, Reader};

pub use last_updated::LastUpdated;
pub use resource::{Accepts, DiscoveredResource};

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
