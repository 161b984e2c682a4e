use alloc::borrow::Cow;
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::format;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;
use core::cell::OnceCell;

use super::DOMAIN;
use crate::eip712::keccak256;
use crate::error::{Error, Kind, Result, quoted};
use crate::json::{Decode, Reader};
use crate::primitives::B256;

/// The structs of `types`, every member resolved.
pub(super) struct Types<'a> {
    structs: Vec<Definition<'a>>,
    index: BTreeMap<Cow<'a, str>, usize>,
}

/// One struct.
pub(super) struct Definition<'a> {
    name: Cow<'a, str>,
    pub(super) members: Vec<Member<'a>>,
    type_hash: OnceCell<B256>,
}

/// One member of a struct: its name, its type as written, and what that means.
pub(super) struct Member<'a> {
    pub(super) name: Cow<'a, str>,
    written: Cow<'a, str>,
    /// Where the type stands in the text.
    at: usize,
    pub(super) base: Base,
    /// Lengths of the array type, innermost first; `None` is a dynamic array.
    pub(super) lengths: Vec<Option<usize>>,
}

/// A type that is no array.
#[derive(Clone, Copy)]
pub(super) enum Base {
    Uint(u32),
    Int(u32),
    Bool,
    Address,
    /// `bytes1` to `bytes32`.
    Word(usize),
    Bytes,
    String,
    Struct(usize),
}

impl<'a> Decode<'a> for Types<'a> {
    fn decode(reader: &mut Reader<'a>) -> Result<Self> {
        let mut types = Self {
            structs: Vec::new(),
            index: BTreeMap::new(),
        };
        reader.object(|reader, name| {
            check_struct_name(name)?;
            let members = Vec::decode(reader)?;
            types.index.insert(name.clone(), types.structs.len());
            types.structs.push(Definition {
                name: name.clone(),
                members,
                type_hash: OnceCell::new(),
            });
            Ok(())
        })?;
        let Self { structs, index } = &mut types;
        for definition in structs {
            definition.resolve(index, reader)?;
        }
        Ok(types)
    }
}

impl Types<'_> {
    pub(super) fn find(&self, name: &str) -> Option<usize> {
        self.index.get(name).copied()
    }

    pub(super) fn get(&self, index: usize) -> Option<&Definition<'_>> {
        self.structs.get(index)
    }

    /// The struct itself, then every struct that it refers to, directly or not, by name.
    pub(super) fn encode_type(&self, index: usize) -> String {
        let mut reached = vec![false; self.structs.len()];
        let mut pending = vec![index];
        while let Some(definition) = pending.pop().and_then(|index| self.get(index)) {
            for member in &definition.members {
                let Base::Struct(index) = member.base else {
                    continue;
                };
                if let Some(reached @ false) = reached.get_mut(index) {
                    *reached = true;
                    pending.push(index);
                }
            }
        }
        if let Some(itself) = reached.get_mut(index) {
            *itself = false;
        }
        let mut text = String::new();
        let others = self.index.values().copied();
        let others = others.filter(|&other| reached.get(other) == Some(&true));
        for definition in core::iter::once(index)
            .chain(others)
            .filter_map(|at| self.get(at))
        {
            definition.print(&mut text);
        }
        text
    }

    pub(super) fn type_hash(&self, index: usize) -> B256 {
        let hash = || keccak256(self.encode_type(index).as_bytes());
        self.get(index)
            .map_or_else(hash, |definition| *definition.type_hash.get_or_init(hash))
    }
}

impl Definition<'_> {
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    fn print(&self, text: &mut String) {
        text.extend([&*self.name, "("]);
        for (index, member) in self.members.iter().enumerate() {
            let comma = if index == 0 { "" } else { "," };
            text.extend([comma, &*member.written, " ", &*member.name]);
        }
        text.push(')');
    }

    fn resolve(
        &mut self,
        index: &BTreeMap<Cow<'_, str>, usize>,
        reader: &Reader<'_>,
    ) -> Result<()> {
        if self.name == DOMAIN && self.members.is_empty() {
            let error = Error::new(Kind::Missing, "at least one member", "none");
            return Err(error.within(DOMAIN));
        }
        let most = usize::from(reader.decoder().limits().depth());
        let mut seen = BTreeSet::new();
        for (at, member) in self.members.iter_mut().enumerate() {
            let resolved = member.resolve(index, most);
            resolved.map_err(|error| {
                let error = error.within("type").at(member.at);
                error.at_index(at).within(&self.name)
            })?;
            if !seen.insert(&*member.name) {
                let error = Error::new(Kind::Duplicate, "one member of this name", "a second");
                return Err(error.at(member.at).at_index(at).within(&self.name));
            }
        }
        Ok(())
    }
}

impl Member<'_> {
    fn resolve(&mut self, index: &BTreeMap<Cow<'_, str>, usize>, most: usize) -> Result<()> {
        let mut rest = &*self.written;
        while let Some((inner, length)) = rest.strip_suffix(']').and_then(|t| t.rsplit_once('[')) {
            if self.lengths.len() >= most {
                let expected = format!("at most {most} dimensions");
                return Err(Error::new(Kind::Limit, expected, "one more"));
            }
            self.lengths.push(array_length(length, &self.written)?);
            rest = inner;
        }
        self.lengths.reverse();
        let known = atomic(rest).or_else(|| index.get(rest).copied().map(Base::Struct));
        self.base = known.ok_or_else(|| bad_name(EXPECTED, &self.written))?;
        Ok(())
    }
}

impl<'a> Decode<'a> for Member<'a> {
    fn decode(reader: &mut Reader<'a>) -> Result<Self> {
        let (mut name, mut written, mut at) = (None, None, 0);
        reader.object(|reader, member| {
            match &**member {
                "name" => {
                    reader.peek()?;
                    let start = reader.offset();
                    let text = reader.string()?;
                    check_identifier(&text).map_err(|error| error.at(start))?;
                    name = Some(text);
                }
                "type" => {
                    reader.peek()?;
                    at = reader.offset();
                    written = Some(reader.string()?);
                }
                _ => drop(reader.value()?),
            }
            Ok(())
        })?;
        Ok(Self {
            name: name.ok_or_else(|| Error::missing("name"))?,
            written: written.ok_or_else(|| Error::missing("type"))?,
            at,
            base: Base::Bool,
            lengths: Vec::new(),
        })
    }
}

const EXPECTED: &str = "an atomic type, a struct of types, or an array of these";

/// There are no aliases such as `uint`.
fn atomic(name: &str) -> Option<Base> {
    match name {
        "bool" => return Some(Base::Bool),
        "address" => return Some(Base::Address),
        "bytes" => return Some(Base::Bytes),
        "string" => return Some(Base::String),
        _ => {}
    }
    let split = name.find(|character: char| character.is_ascii_digit())?;
    let (stem, digits) = name.split_at_checked(split)?;
    let size = number(digits)?;
    let bits = u32::try_from(size).ok()?;
    match stem {
        "uint" if bits <= 256 && bits % 8 == 0 => Some(Base::Uint(bits)),
        "int" if bits <= 256 && bits % 8 == 0 => Some(Base::Int(bits)),
        "bytes" if size <= 32 => Some(Base::Word(size)),
        _ => None,
    }
}

fn array_length(digits: &str, written: &str) -> Result<Option<usize>> {
    if digits.is_empty() {
        return Ok(None);
    }
    let length = number(digits).ok_or_else(|| bad_name(EXPECTED, written))?;
    Ok(Some(length))
}

/// A positive number without leading zero.
fn number(digits: &str) -> Option<usize> {
    let plain = !digits.starts_with('0') && digits.bytes().all(|byte| byte.is_ascii_digit());
    digits.parse().ok().filter(|_| plain)
}

/// A struct may not take the name of an atomic type, nor what reads like one.
fn check_struct_name(name: &str) -> Result<()> {
    let stem = name.trim_end_matches(|character: char| character.is_ascii_digit());
    if matches!(stem, "uint" | "int" | "bytes") || atomic(name).is_some() {
        return Err(bad_name("a name that no atomic type has", name));
    }
    name.split(':').try_for_each(check_identifier)
}

/// An identifier of Solidity: what may stand in a type string without being mistaken.
fn check_identifier(name: &str) -> Result<()> {
    let start = |byte: u8| byte.is_ascii_alphabetic() || matches!(byte, b'_' | b'$');
    let mut bytes = name.bytes();
    if bytes.next().is_some_and(start) && bytes.all(|byte| start(byte) || byte.is_ascii_digit()) {
        return Ok(());
    }
    Err(bad_name("an identifier", name))
}

#[cold]
pub(super) fn bad_name(expected: &'static str, name: &str) -> Error {
    if name.is_empty() {
        return Error::empty(expected);
    }
    Error::bad_value(expected, quoted(name))
}
