//! Which methods and intents a peer supports.

use alloc::vec::Vec;
use core::fmt::{self, Write};

use crate::error::{Error, Result};
use crate::json::{Decode, Encode, Members, ObjectWriter, Reader};
use crate::mpp::{Intent, MethodId};
use crate::wire::{json_faces, object};

/// `capabilities.experimental.payment` of an MCP `initialize` request or result.
///
/// ```json
/// {"methods": {"tempo": {"intents": ["charge"]}, "stripe": {"intents": ["charge"]}}}
/// ```
///
/// Nothing vouches for it; the challenges say what is really asked.
///
/// ```
/// use http402::mpp::{Intent, MethodId, rpc::Capability};
///
/// let capability = Capability::new([(MethodId::TEMPO, vec![Intent::CHARGE])])?;
/// assert_eq!(capability.to_json(), r#"{"methods":{"tempo":{"intents":["charge"]}}}"#);
/// # Ok::<(), http402::Error>(())
/// ```
///
/// Specification: [Capability Advertisement][spec].
///
/// [spec]: https://github.com/tempoxyz/mpp-specs/blob/f9506cd/specs/extensions/transports/draft-payment-transport-mcp-00.md#capability-advertisement
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Capability {
    methods: Methods,
    members: Members,
}

impl Capability {
    /// Methods with their intents.
    ///
    /// # Errors
    ///
    /// [`Kind::Duplicate`](crate::Kind::Duplicate) for a repeated method.
    pub fn new(methods: impl IntoIterator<Item = (MethodId, Vec<Intent>)>) -> Result<Self> {
        let mut table: Vec<(MethodId, MethodCapability)> = Vec::new();
        for (method, intents) in methods {
            if table.iter().any(|(known, _)| *known == method) {
                let error = Error::new(crate::Kind::Duplicate, "a new method", "a taken one");
                return Err(error.within(method.as_str()));
            }
            table.push((method, MethodCapability::new(intents)));
        }
        Ok(Self {
            methods: Methods(table),
            members: Members::new(),
        })
    }

    /// The methods with their intents, in the order of the text.
    pub fn methods(&self) -> impl Iterator<Item = (&MethodId, &[Intent])> {
        let methods = self.methods.0.iter();
        methods.map(|(method, capability)| (method, &*capability.intents))
    }

    /// Whether a method and intent are supported.
    pub fn supports(&self, method: &MethodId, intent: &Intent) -> bool {
        let mut methods = self.methods();
        methods.any(|(known, intents)| known == method && intents.contains(intent))
    }
}

impl<'a> Decode<'a> for Capability {
    fn decode(reader: &mut Reader<'a>) -> Result<Self> {
        let mut methods = None;
        let mut members = Members::new();
        reader.object(|reader, name| {
            match &**name {
                "methods" => methods = Some(Methods::decode(reader)?),
                _ => members.read(reader, name)?,
            }
            Ok(())
        })?;
        let methods = methods.ok_or_else(|| Error::missing("methods"))?;
        Ok(Self { methods, members })
    }
}

impl Encode for Capability {
    fn encode<W: Write + ?Sized>(&self, out: &mut W) -> fmt::Result {
        let mut object = ObjectWriter::begin(out)?;
        object.member("methods", &self.methods)?;
        object.members(&self.members)?;
        object.end()
    }
}

json_faces!(Capability);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Methods(Vec<(MethodId, MethodCapability)>);

impl<'a> Decode<'a> for Methods {
    fn decode(reader: &mut Reader<'a>) -> Result<Self> {
        let mut methods = Vec::new();
        reader.object(|reader, name| {
            let method = name.parse()?;
            methods.push((method, MethodCapability::decode(reader)?));
            Ok(())
        })?;
        Ok(Self(methods))
    }
}

impl Encode for Methods {
    fn encode<W: Write + ?Sized>(&self, out: &mut W) -> fmt::Result {
        let mut object = ObjectWriter::begin(out)?;
        for (method, capability) in &self.0 {
            object.member(method.as_str(), capability)?;
        }
        object.end()
    }
}

object! {
    /// What is supported of one method.
    pub struct MethodCapability {
        required {
            /// The intents.
            intents: Vec<Intent> = "intents",
        }
    }
}
