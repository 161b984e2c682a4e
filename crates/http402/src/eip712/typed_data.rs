//! Typed data as JSON: what `eth_signTypedData_v4` takes.

mod types;
mod values;

use alloc::borrow::Cow;
use alloc::string::String;
use core::fmt;

use self::types::{Types, bad_name};
use self::values::hash_struct;
use super::structs::digest_of_hashes;
use super::{Domain, DomainSeparator};
use crate::error::{Error, Kind, Result, quoted};
use crate::json::{Decode, Encode, RawObject, Reader};
use crate::primitives::{Address, B256};

/// Typed data of any struct, checked and hashed while it is parsed.
///
/// ```json
/// { "types": { "Mail": [{ "name": "contents", "type": "string" }] },
///   "primaryType": "Mail",
///   "domain": { "name": "Ether Mail", "chainId": 1 },
///   "message": { "contents": "Hello, Bob!" } }
/// ```
///
/// `types` may define `EIP712Domain`, which is then used as given; otherwise it follows from the
/// members of `domain`. An integer is a JSON integer of at most 2⁵³ − 1 in magnitude (larger ones do
/// not survive every JSON parser), a decimal string, or a hex string with `0x`; the bytes of
/// `bytesN` are exactly N. Every member that a type declares must be there, and nothing else,
/// because nothing else would be signed. The text is kept and printed as it came.
///
/// Deviation: names of structs may contain a colon (`Exchange:Order`), which no Solidity identifier
/// has, because wallets accept it and deployed protocols use it.
///
/// Source: [EIP-712](https://eips.ethereum.org/EIPS/eip-712#specification-of-the-eth_signtypeddata-json-rpc).
///
/// # Errors
///
/// Parsing names the member by its path, such as `message.from.wallet` or `types.Mail[1].type`.
///
/// ```
/// use http402::eip712::TypedData;
///
/// let proof: TypedData = r#"{
///     "types": { "Proof": [{ "name": "challengeId", "type": "string" }] },
///     "primaryType": "Proof",
///     "domain": { "name": "MPP", "version": "1", "chainId": 42431 },
///     "message": { "challengeId": "kM9xPqWvT2nJrHsY4aDfEb" }
/// }"#.parse()?;
/// assert_eq!(proof.encode_type(), "Proof(string challengeId)");
/// assert_eq!(
///     proof.signing_digest().to_string(),
///     "0xc5c155e34a264f8a8ff363f3e989f402356697303a4e1102d512c25b1b2afb11",
/// );
/// # Ok::<(), http402::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct TypedData {
    text: RawObject,
    encode_type: String,
    separator: DomainSeparator,
    hash_struct: B256,
}

impl TypedData {
    /// `encodeType` of the primary type: its members, then the structs it refers to by name.
    pub fn encode_type(&self) -> &str {
        &self.encode_type
    }

    /// The name of the primary type.
    pub fn primary_type(&self) -> &str {
        self.encode_type
            .split_once('(')
            .map_or("", |(name, _)| name)
    }

    /// The hash of `domain`.
    pub fn separator(&self) -> DomainSeparator {
        self.separator
    }

    /// The hash of `message`.
    pub fn hash_struct(&self) -> B256 {
        self.hash_struct
    }

    /// The digest that is signed.
    pub fn signing_digest(&self) -> B256 {
        digest_of_hashes(&self.separator, &self.hash_struct)
    }

    /// The JSON text.
    pub fn as_object(&self) -> &RawObject {
        &self.text
    }
}

impl fmt::Debug for TypedData {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TypedData")
            .field("primary_type", &self.primary_type())
            .field("signing_digest", &self.signing_digest())
            .finish_non_exhaustive()
    }
}

impl<'a> Decode<'a> for TypedData {
    fn decode(reader: &mut Reader<'a>) -> Result<Self> {
        reader.peek()?;
        let start = reader.offset();
        let (mut types, mut primary) = (None, None);
        let (mut domain, mut message) = (None, None);
        reader.object(|reader, name| {
            match &**name {
                "types" => types = Some(Types::decode(reader)?),
                "primaryType" => primary = Some((reader.string()?, reader.offset())),
                "domain" => domain = Some(reader.later()?),
                "message" => message = Some(reader.later()?),
                _ => drop(reader.value()?),
            }
            Ok(())
        })?;
        let types = types.ok_or_else(|| Error::missing("types"))?;
        let (primary, end) = primary.ok_or_else(|| Error::missing("primaryType"))?;
        let domain = domain.ok_or_else(|| Error::missing("domain"))?;
        let message = message.ok_or_else(|| Error::missing("message"))?;
        let primary = primary_type(&types, &primary).map_err(|error| {
            let start = end.saturating_sub(primary.len() + 1);
            error.within("primaryType").at(start)
        })?;
        let separator = reader.reread(domain, "domain", |reader| match types.find(DOMAIN) {
            Some(given) => hash_struct(&types, given, reader).map(DomainSeparator::from),
            None => derived_domain(reader),
        })?;
        Ok(Self {
            separator,
            hash_struct: reader.reread(message, "message", |reader| {
                hash_struct(&types, primary, reader)
            })?,
            encode_type: types.encode_type(primary),
            text: reader.reread(start, "", RawObject::decode)?,
        })
    }
}

impl Encode for TypedData {
    fn encode<W: fmt::Write + ?Sized>(&self, out: &mut W) -> fmt::Result {
        self.text.encode(out)
    }
}

crate::wire::json_faces!(TypedData);

const DOMAIN: &str = "EIP712Domain";

fn primary_type(types: &Types<'_>, name: &str) -> Result<usize> {
    if name == DOMAIN {
        let expected = "a type other than EIP712Domain";
        return Err(Error::new(Kind::Unsupported, expected, quoted(name)));
    }
    let found = types.find(name);
    found.ok_or_else(|| bad_name("a struct of types", name))
}

/// The separator of a domain whose type follows from its members.
fn derived_domain(reader: &mut Reader<'_>) -> Result<DomainSeparator> {
    let (mut name, mut version): (Option<Cow<'_, str>>, Option<Cow<'_, str>>) = (None, None);
    let (mut chain_id, mut contract, mut salt) = (None, None, None);
    reader.object(|reader, member| {
        match &**member {
            "name" => name = Some(reader.string()?),
            "version" => version = Some(reader.string()?),
            "chainId" => chain_id = Some(values::uint256(reader)?),
            "verifyingContract" => contract = Some(Address::decode(reader)?),
            "salt" => salt = Some(B256::decode(reader)?),
            _ => return Err(values::undeclared(DOMAIN).at(reader.offset())),
        }
        Ok(())
    })?;
    Domain::from_members(
        name.as_deref(),
        version.as_deref(),
        chain_id,
        contract,
        salt,
    )
    .map(|domain| domain.separator())
}
