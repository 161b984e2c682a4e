//! The switches: lists as data, and the set that is on.

use alloc::collections::BTreeSet;
use core::fmt;
use std::sync::LazyLock;

use serde::Deserialize;

/// The end that a list of faults belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Role {
    /// Parsing, printing and hashing.
    Codec,
    /// The resource server.
    Server,
    /// The client that pays.
    Client,
}

impl Role {
    /// All ends, by name.
    pub const ALL: [(&'static str, Self); 3] = [
        ("codec", Self::Codec),
        ("server", Self::Server),
        ("client", Self::Client),
    ];

    /// By name.
    pub fn named(name: &str) -> Option<Self> {
        let mut all = Self::ALL.into_iter();
        all.find(|(known, _)| *known == name).map(|(_, role)| role)
    }
}

/// One entry of a fault list.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Fault {
    /// The switch, in kebab case; unique over all lists.
    pub name: String,
    /// The id of the one requirement that it violates, or that leaves a neutral variant free.
    pub requirement: String,
    /// What the faulty end does, in one sentence.
    pub summary: String,
    /// Whether the specifications allow it.
    #[serde(default)]
    pub neutral: bool,
    /// The draft it violates, where drafts differ.
    #[serde(default)]
    pub spec: Option<String>,
}

impl Fault {
    /// The faults and neutral variants of one end, in the order of its lists.
    pub fn of(role: Role) -> &'static [Self] {
        static CODEC: LazyLock<Vec<Fault>> = LazyLock::new(|| {
            read(&[
                include_str!("../faults/codec-x402.json"),
                include_str!("../faults/codec-mpp.json"),
            ])
        });
        static SERVER: LazyLock<Vec<Fault>> = LazyLock::new(|| {
            read(&[
                include_str!("../faults/server-x402.json"),
                include_str!("../faults/server-mpp.json"),
            ])
        });
        static CLIENT: LazyLock<Vec<Fault>> = LazyLock::new(|| {
            read(&[
                include_str!("../faults/client-x402.json"),
                include_str!("../faults/client-mpp.json"),
            ])
        });
        match role {
            Role::Codec => &CODEC,
            Role::Server => &SERVER,
            Role::Client => &CLIENT,
        }
    }
}

fn read(lists: &[&str]) -> Vec<Fault> {
    let parse = |list: &&str| serde_json::from_str::<Vec<Fault>>(list);
    // The lists are part of the program, and a test parses each of them.
    lists
        .iter()
        .flat_map(|list| parse(list).unwrap_or_default())
        .collect()
}

/// The faults that are switched on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Faults(BTreeSet<&'static str>);

impl Faults {
    /// Conformant.
    pub const NONE: Self = Self(BTreeSet::new());

    /// Switches these on.
    ///
    /// # Errors
    ///
    /// Names the first that no list of `role` has.
    pub fn new<'a>(
        role: Role,
        names: impl IntoIterator<Item = &'a str>,
    ) -> Result<Self, UnknownFault> {
        let find = |name: &str| {
            let known = Fault::of(role).iter().find(|fault| fault.name == name);
            known
                .map(|fault| fault.name.as_str())
                .ok_or_else(|| UnknownFault(name.to_owned()))
        };
        names
            .into_iter()
            .map(find)
            .collect::<Result<_, _>>()
            .map(Self)
    }

    /// Whether none is on.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether the fault is on. A test compares all names with the lists.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.0.contains(name)
    }
}

/// A name that no fault list has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownFault(String);

impl fmt::Display for UnknownFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "expected the name of a fault, found {:?}", self.0)
    }
}

impl core::error::Error for UnknownFault {}
