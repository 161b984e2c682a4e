//! The payment.

use core::fmt::{self, Write};

use super::exact::{ExactEvmPayload, ExactSvmPayload};
use super::header::header_faces;
use super::version::Version1;
use crate::decoder::{Leniency, Tolerant};
use crate::error::{Error, Kind, Result};
use crate::json::{Decode, Encode, Members, ObjectWriter, RawObject, RawValue, Reader, Type};
use crate::x402::network::{Chain, Network};
use crate::x402::scheme::Scheme;

/// A payment: over HTTP the content of the header `X-PAYMENT`.
///
/// ```json
/// {"x402Version":1,"scheme":"exact","network":"base-sepolia",
///  "payload":{"signature":"0x…","authorization":{…}}}
/// ```
///
/// What is in it fits together: a payment of the scheme `exact` on a known network has the payload
/// of that kind of network. Whether it pays an offer is for verification to say.
///
/// Source: [section 5.2](https://github.com/coinbase/x402/blob/dd927a26/specs/x402-specification-v1.md).
///
/// ```
/// use http402::x402::v1::{PaymentPayload, SchemePayload};
///
/// let payment = PaymentPayload::from_json(
///     r#"{"x402Version":1,"scheme":"stream","network":"base","payload":{"rate":"7"}}"#,
/// )?;
/// let SchemePayload::Other(payload) = payment.payload() else {
///     unreachable!("this crate does not know the scheme");
/// };
/// assert_eq!(payload.as_str(), r#"{"rate":"7"}"#);
/// assert_eq!(PaymentPayload::from_header(&payment.to_header())?, payment);
/// # Ok::<(), http402::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaymentPayload {
    scheme: Scheme,
    network: Network,
    payload: SchemePayload,
    members: Members,
}

/// `payload`: what the scheme asks for. Of an unknown scheme's payload, which is worth money,
/// `Debug` prints only the length.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
#[expect(
    clippy::large_enum_variant,
    reason = "the payload of an account is the common one, and reading it must not allocate"
)]
pub enum SchemePayload {
    /// The scheme `exact` on a known EVM chain.
    ExactEvm(ExactEvmPayload),
    /// The scheme `exact` on Solana.
    ExactSvm(ExactSvmPayload),
    /// Another scheme, or a network that is not known here, as it came.
    Other(RawObject),
}

impl fmt::Debug for SchemePayload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ExactEvm(payload) => f.debug_tuple("ExactEvm").field(payload).finish(),
            Self::ExactSvm(payload) => f.debug_tuple("ExactSvm").field(payload).finish(),
            Self::Other(payload) => write!(f, "Other({} bytes)", payload.as_str().len()),
        }
    }
}

/// Which of the payloads a scheme and a network ask for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kinds {
    ExactEvm,
    ExactSvm,
    Other,
}

impl Kinds {
    fn of(scheme: &Scheme, network: &Network) -> Self {
        match network.info().filter(|_| *scheme == Scheme::EXACT) {
            Some(info) => match info.chain {
                Chain::Evm(_) => Self::ExactEvm,
                Chain::Solana(_) => Self::ExactSvm,
            },
            None => Self::Other,
        }
    }
}

impl PaymentPayload {
    const NAMES: &'static [&'static str] = &["x402Version", "scheme", "network", "payload"];

    /// A payment; `scheme` and `network` repeat those of the offer.
    ///
    /// # Errors
    ///
    /// [`Kind::Mismatch`] where `payload` is not what the scheme asks for on this network.
    pub fn new(scheme: Scheme, network: Network, payload: SchemePayload) -> Result<Self> {
        let found = match &payload {
            SchemePayload::ExactEvm(_) => Kinds::ExactEvm,
            SchemePayload::ExactSvm(_) => Kinds::ExactSvm,
            SchemePayload::Other(_) => Kinds::Other,
        };
        if found != Kinds::of(&scheme, &network) {
            let expected = "the payload of the scheme on this network";
            let error = Error::new(Kind::Mismatch, expected, "that of another");
            return Err(error.within("payload"));
        }
        Ok(Self {
            scheme,
            network,
            payload,
            members: Members::new(),
        })
    }

    /// A payment with the scheme `exact` on an EVM chain.
    ///
    /// # Errors
    ///
    /// [`Kind::Unsupported`] where the table does not know `network` as an EVM chain.
    pub fn exact_evm(network: Network, payload: ExactEvmPayload) -> Result<Self> {
        Self::new(Scheme::EXACT, network, SchemePayload::ExactEvm(payload))
            .map_err(|_| unknown("a known EVM network"))
    }

    /// A payment with the scheme `exact` on Solana.
    ///
    /// # Errors
    ///
    /// [`Kind::Unsupported`] where `network` is no Solana cluster.
    pub fn exact_svm(network: Network, payload: ExactSvmPayload) -> Result<Self> {
        Self::new(Scheme::EXACT, network, SchemePayload::ExactSvm(payload))
            .map_err(|_| unknown("a Solana cluster"))
    }

    /// The scheme of the offer that is paid.
    pub fn scheme(&self) -> &Scheme {
        &self.scheme
    }

    /// The network of the offer that is paid.
    pub fn network(&self) -> &Network {
        &self.network
    }

    /// What the scheme asks for.
    pub fn payload(&self) -> &SchemePayload {
        &self.payload
    }

    /// The payload, if the scheme is `exact` and the network a known EVM chain.
    pub fn as_exact_evm(&self) -> Option<&ExactEvmPayload> {
        match &self.payload {
            SchemePayload::ExactEvm(payload) => Some(payload),
            _ => None,
        }
    }

    /// The payload, if the scheme is `exact` and the network a Solana cluster.
    pub fn as_exact_svm(&self) -> Option<&ExactSvmPayload> {
        match &self.payload {
            SchemePayload::ExactSvm(payload) => Some(payload),
            _ => None,
        }
    }

    /// Members that the specification does not name, kept as they came.
    pub fn members(&self) -> &Members {
        &self.members
    }

    /// Adds a member that the specification does not name.
    ///
    /// # Errors
    ///
    /// [`Kind::Duplicate`] where the name is taken.
    pub fn with_member(mut self, name: &str, value: RawValue) -> Result<Self> {
        self.members.add(Self::NAMES, name, value)?;
        Ok(self)
    }
}

#[cold]
fn unknown(expected: &'static str) -> Error {
    Error::new(Kind::Unsupported, expected, "another network").within("network")
}

impl SchemePayload {
    fn read(reader: &mut Reader<'_>, scheme: &Scheme, network: &Network) -> Result<Self> {
        match Kinds::of(scheme, network) {
            Kinds::ExactEvm => Decode::decode(reader).map(Self::ExactEvm),
            Kinds::ExactSvm => Decode::decode(reader).map(Self::ExactSvm),
            Kinds::Other => Decode::decode(reader).map(Self::Other),
        }
    }
}

/// `payload` while version, scheme or network may still be unread.
#[expect(
    clippy::large_enum_variant,
    reason = "the payload of an account is the common one, and reading it must not allocate"
)]
enum Found {
    Read(SchemePayload),
    At(usize),
}

impl<'a> Decode<'a> for PaymentPayload {
    fn decode(reader: &mut Reader<'a>) -> Result<Self> {
        let (mut version, mut scheme, mut network) = (None::<Version1>, None, None);
        let mut payload = None;
        let mut members = Members::new();
        reader.object(|reader, name| {
            match &*reader.member_name(name, Self::NAMES) {
                "x402Version" => version = Some(Decode::decode(reader)?),
                "scheme" => scheme = Some(Decode::decode(reader)?),
                "network" => network = Some(Decode::decode(reader)?),
                "payload" => {
                    payload = Some(match (&version, &scheme, &network) {
                        (Some(_), Some(scheme), Some(network)) => {
                            Found::Read(SchemePayload::read(reader, scheme, network)?)
                        }
                        _ => Found::At(reader.later()?),
                    });
                }
                _ => members.read(reader, name)?,
            }
            Ok(())
        })?;
        version.ok_or_else(|| Error::missing("x402Version"))?;
        let scheme = scheme.ok_or_else(|| Error::missing("scheme"))?;
        let network = network.ok_or_else(|| Error::missing("network"))?;
        let payload = match payload.ok_or_else(|| Error::missing("payload"))? {
            Found::Read(payload) => payload,
            Found::At(start) => reader.reread(start, "payload", |reader| {
                SchemePayload::read(reader, &scheme, &network)
            })?,
        };
        Ok(Self {
            scheme,
            network,
            payload,
            members,
        })
    }
}

/// A payment inside JSON: an object, or the text of the header where that is tolerated.
pub(super) fn read_embedded(reader: &mut Reader<'_>) -> Result<PaymentPayload> {
    let text = reader.peek()? == Type::String && reader.tolerates(Leniency::PaymentAsText, "");
    if !text {
        return Decode::decode(reader);
    }
    let decoder = *reader.decoder();
    let header = reader.string()?;
    let Tolerant { value, deviations } = PaymentPayload::from_header_with(&header, &decoder)?;
    reader.extend_deviations(deviations);
    Ok(value)
}

impl Encode for SchemePayload {
    fn encode<W: Write + ?Sized>(&self, out: &mut W) -> fmt::Result {
        match self {
            Self::ExactEvm(payload) => payload.encode(out),
            Self::ExactSvm(payload) => payload.encode(out),
            Self::Other(payload) => payload.encode(out),
        }
    }
}

impl Encode for PaymentPayload {
    fn encode<W: Write + ?Sized>(&self, out: &mut W) -> fmt::Result {
        let mut object = ObjectWriter::begin(out)?;
        object.member("x402Version", &Version1)?;
        object.member("scheme", &self.scheme)?;
        object.member("network", &self.network)?;
        object.member("payload", &self.payload)?;
        object.members(&self.members)?;
        object.end()
    }
}

crate::wire::json_faces!(PaymentPayload);
header_faces!(PaymentPayload, super::X_PAYMENT, true);
