use alloc::borrow::Cow;
use alloc::boxed::Box;

use super::{PaymentRequirements, PaymentRequirementsBuilder};
use crate::decoder::Leniency;
use crate::error::{Error, Kind, Result};
use crate::json::{Decode, Members, RawObject, Reader, Type};
use crate::wire::read_within;
use crate::x402::account::AccountId;
use crate::x402::v1::exact::Extra;

impl<'a> Decode<'a> for PaymentRequirements {
    fn decode(reader: &mut Reader<'a>) -> Result<Self> {
        let (mut scheme, mut network, mut amount) = (None, None, None);
        // What these mean depends on the network, which may come later.
        let (mut asset, mut pay_to, mut extra) = (None, None, None);
        let (mut resource, mut description) = (None::<Cow<'_, str>>, None::<Cow<'_, str>>);
        let (mut mime_type, mut output_schema) = (None::<Cow<'_, str>>, None);
        let mut max_timeout_seconds = None;
        let mut members = Members::new();
        reader.object(|reader, name| {
            match &*reader.member_name(name, Self::NAMES) {
                "scheme" => scheme = Some(Decode::decode(reader)?),
                "network" => network = Some(Decode::decode(reader)?),
                "maxAmountRequired" => amount = Some(Decode::decode(reader)?),
                "asset" => asset = Some(reader.later()?),
                "payTo" => pay_to = Some(reader.later()?),
                "resource" => resource = reader.informative()?,
                "description" => description = reader.informative()?,
                "mimeType" => mime_type = reader.optional()?,
                "outputSchema" => output_schema = reader.nullable()?,
                "maxTimeoutSeconds" => {
                    max_timeout_seconds = Some(read_within(reader, 1, u64::MAX)?);
                }
                "extra" if reader.peek()? == Type::Null => reader.null()?,
                "extra" => extra = Some(reader.later()?),
                _ => members.read(reader, name)?,
            }
            Ok(())
        })?;
        let scheme = scheme.ok_or_else(|| Error::missing("scheme"))?;
        let network = network.ok_or_else(|| Error::missing("network"))?;
        let mut draft = PaymentRequirementsBuilder::new(scheme, network);
        draft.max_amount_required = amount;
        for (slot, start, name) in [
            (&mut draft.asset, asset, "asset"),
            (&mut draft.pay_to, pay_to, "payTo"),
        ] {
            if let Some(start) = start {
                *slot = Some(reader.reread(start, name, |reader| {
                    reader.parsed(|text| AccountId::on(&draft.network, text))
                })?);
            }
        }
        if let Some(start) = extra {
            draft.extra = Some(reader.reread(start, "extra", RawObject::decode)?);
            let view = reader.reread(start, "extra", |reader| {
                Extra::read(reader, &draft.scheme, &draft.network)
            });
            draft.view = match view {
                Ok(view) => Some(view),
                Err(error)
                    if error.kind() == Kind::Missing
                        && reader.tolerates(Leniency::MissingExtra, "extra") =>
                {
                    Some(Extra::Incomplete)
                }
                Err(error) => return Err(error),
            };
        }
        draft.resource = resource.map(Box::from);
        draft.description = description.map(Box::from);
        draft.mime_type = mime_type.map(Box::from);
        draft.output_schema = output_schema;
        draft.max_timeout_seconds = max_timeout_seconds;
        draft.members = members;
        draft.finish(|leniency, field| reader.tolerates(leniency, field))
    }
}
