use alloc::format;
use alloc::vec;

use super::types::{Base, Types};
use crate::eip712::Word;
use crate::eip712::keccak::{Hasher, keccak256};
use crate::error::{Error, Kind, Result, excerpt};
use crate::hex;
use crate::json::{Decode, Reader, Type};
use crate::primitives::{Address, B256, U256};

/// `hashStruct` of the object before `reader`, which must have the struct's members and no other.
pub(super) fn hash_struct(
    types: &Types<'_>,
    index: usize,
    reader: &mut Reader<'_>,
) -> Result<B256> {
    let Some(definition) = types.get(index) else {
        return Err(undeclared("types"));
    };
    let members = &definition.members;
    let mut places = vec![None; members.len()];
    reader.object(|reader, name| {
        let place = members.iter().position(|member| member.name == *name);
        let place = place.and_then(|place| places.get_mut(place));
        let Some(place) = place else {
            reader.peek()?;
            return Err(undeclared(definition.name()).at(reader.offset()));
        };
        *place = Some(reader.later()?);
        Ok(())
    })?;
    let mut hasher = Hasher::new();
    hasher.update(types.type_hash(index).as_bytes());
    for (member, place) in members.iter().zip(places) {
        let missing = || Error::new(Kind::Missing, "a value", "nothing").within(&member.name);
        let place = place.ok_or_else(missing)?;
        hasher.update(&reader.reread(place, &member.name, |reader| {
            encode(types, member.base, &member.lengths, reader)
        })?);
    }
    Ok(hasher.finish())
}

/// `encodeData` of one value, an array of as many dimensions as there are `lengths`.
fn encode(
    types: &Types<'_>,
    base: Base,
    lengths: &[Option<usize>],
    reader: &mut Reader<'_>,
) -> Result<[u8; 32]> {
    if let Some((length, inner)) = lengths.split_last() {
        return array(types, base, *length, inner, reader);
    }
    match base {
        Base::Uint(bits) => uint(reader, bits).map(U256::to_be_bytes),
        Base::Int(bits) => int(reader, bits).map(U256::to_be_bytes),
        Base::Bool => reader.boolean().map(|value| u128::from(value).word()),
        Base::Address => Address::decode(reader).map(|address| address.word()),
        Base::Word(length) => word(reader, length),
        Base::Bytes => bytes(reader, |bytes| Ok(*keccak256(bytes).as_bytes())),
        Base::String => reader.string().map(|text| (&*text).word()),
        Base::Struct(index) => hash_struct(types, index, reader).map(|hash| hash.word()),
    }
}

fn array(
    types: &Types<'_>,
    base: Base,
    length: Option<usize>,
    inner: &[Option<usize>],
    reader: &mut Reader<'_>,
) -> Result<[u8; 32]> {
    reader.peek()?;
    let start = reader.offset();
    let (mut hasher, mut count) = (Hasher::new(), 0);
    reader.array(|reader, _| {
        count += 1;
        hasher.update(&encode(types, base, inner, reader)?);
        Ok(())
    })?;
    match length {
        Some(length) if length != count => {
            let error = Error::bad_value(format!("{length} elements"), format!("{count}"));
            Err(error.at(start))
        }
        _ => Ok(hasher.finish().word()),
    }
}

/// A `uint256`.
pub(super) fn uint256(reader: &mut Reader<'_>) -> Result<U256> {
    uint(reader, 256)
}

fn uint(reader: &mut Reader<'_>, bits: u32) -> Result<U256> {
    integer(reader, |negative, magnitude| {
        let fits = !negative && magnitude.bits() <= bits;
        fits.then_some(magnitude)
            .ok_or_else(|| out_of_range("uint", bits))
    })
}

/// In two's complement.
fn int(reader: &mut Reader<'_>, bits: u32) -> Result<U256> {
    integer(reader, |negative, magnitude| {
        // −2ⁿ⁻¹ has the bits of 2ⁿ⁻¹, one more than what is positive may have.
        let below = |number: U256| (number.bits() < bits).then_some(number);
        let complement = |number: U256| U256::MAX.checked_sub(number);
        let encoded = if negative {
            let less = magnitude.checked_sub(U256::ONE).and_then(below);
            less.and_then(complement)
        } else {
            below(magnitude)
        };
        encoded.ok_or_else(|| out_of_range("int", bits))
    })
}

#[cold]
fn out_of_range(stem: &str, bits: u32) -> Error {
    Error::bad_value(format!("an integer of {stem}{bits}"), "one out of range")
}

/// An integer in one of its three forms: its sign and magnitude.
fn integer(
    reader: &mut Reader<'_>,
    check: impl FnOnce(bool, U256) -> Result<U256>,
) -> Result<U256> {
    const EXPECTED: &str = "an integer: decimal, hex after 0x, or a JSON number";
    let kind = reader.peek()?;
    let start = reader.offset();
    let parsed = match kind {
        Type::Number => decimal(reader.number()?).and_then(|(negative, magnitude)| {
            if magnitude.bits() > 53 {
                let expected = "a JSON number below 2^53, or a string";
                return Err(Error::bad_value(expected, "a larger number"));
            }
            Ok((negative, magnitude))
        }),
        Type::String => {
            let text = reader.string()?;
            match text.strip_prefix("0x") {
                Some(digits) => hexadecimal(digits).map(|magnitude| (false, magnitude)),
                None => decimal(&text),
            }
        }
        other => Err(Error::new(Kind::WrongType, EXPECTED, other.with_article())),
    };
    parsed
        .and_then(|(negative, magnitude)| check(negative, magnitude))
        .map_err(|error| error.at(start))
}

fn decimal(text: &str) -> Result<(bool, U256)> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text),
    };
    let magnitude: U256 = digits.parse()?;
    if negative && magnitude.is_zero() {
        return Err(Error::syntax("zero without a sign", "a minus sign"));
    }
    Ok((negative, magnitude))
}

fn hexadecimal(digits: &str) -> Result<U256> {
    const EXPECTED: &str = "1 to 64 hex digits after 0x";
    let (mut padded, mut bytes) = ([b'0'; 64], [0; 32]);
    let found = || Error::syntax(EXPECTED, format!("{} characters", digits.len()));
    let gap = padded.len().checked_sub(digits.len());
    let gap = gap.filter(|_| !digits.is_empty()).ok_or_else(found)?;
    for (slot, digit) in padded.iter_mut().skip(gap).zip(digits.bytes()) {
        *slot = digit;
    }
    hex::decode_into(&padded, &mut bytes)
        .map(|()| U256::from_be_bytes(bytes))
        .map_err(|_| Error::syntax(EXPECTED, "another character"))
}

/// Exactly `length` bytes, with zeros after them.
fn word(reader: &mut Reader<'_>, length: usize) -> Result<[u8; 32]> {
    bytes(reader, |bytes| {
        if bytes.len() != length {
            let found = format!("{}", bytes.len());
            return Err(Error::bad_value(format!("{length} bytes"), found));
        }
        let mut word = [0; 32];
        for (slot, byte) in word.iter_mut().zip(bytes) {
            *slot = *byte;
        }
        Ok(word)
    })
}

/// A string of hex digits after 0x.
fn bytes(
    reader: &mut Reader<'_>,
    encode: impl FnOnce(&[u8]) -> Result<[u8; 32]>,
) -> Result<[u8; 32]> {
    reader.peek()?;
    let start = reader.offset();
    let text = reader.string()?;
    hex::decode_vec(&text)
        .and_then(|bytes| encode(&bytes))
        .map_err(|error| error.at(start))
}

/// A member that is not part of what is signed.
#[cold]
pub(super) fn undeclared(name: &str) -> Error {
    Error::bad_value(format!("a member of {}", excerpt(name)), "another")
}
