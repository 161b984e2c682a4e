use alloc::vec::Vec;
use core::fmt::{self, Write};

use super::{LastUpdated, ResourceName, ResourceType};
use crate::error::{Error, Result};
use crate::json::{Decode, Encode, Members, ObjectWriter, RawObject, RawValue, Reader};
use crate::x402::v1::facilitator::X402Version;
use crate::x402::v1::requirements::PaymentRequirements;

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
