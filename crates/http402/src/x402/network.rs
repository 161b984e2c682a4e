//! The networks of version 1: short names, and what is known about them.
//!
//! Version 1 names a network by a short word (`base-sepolia`), not by its CAIP-2 identifier. The
//! specification lists four names ([section 11.1][spec]); the SDKs know more, and anybody may use
//! a name of their own. [`Network`] therefore holds any word, and [`Network::info`] tells what the
//! table of this crate knows about it: chain id, default token, EIP-712 name and version.
//!
//! # Where the published tables disagree
//!
//! - `polygon`: the token calls itself `USD Coin`; x402-rs 2.0.1 says `USDC`.
//! - `avalanche`: the token calls itself `USD Coin`; the first Python SDK says `USDC`.
//! - `monad`: the token calls itself `USDC` since upstream change 3153; older tables say `USD Coin`.
//! - `story`, `educhain`, `skale-base-sepolia`, `sei-testnet`: the later Python SDK maps these to
//!   the chains 1513, 656476, 1444673419 and 713715 (the last was corrected).
//! - `ethereum-mainnet`, an example of the specification's tables, is known to no SDK; they say
//!   `ethereum`.
//!
//! A signature over the wrong name or version recovers to nobody's address, so prefer what the
//! server's `extra` says, and where [`EvmToken::domain_separator`] is `None` check it on the chain.
//!
//! [spec]: https://github.com/coinbase/x402/blob/dd927a26/specs/x402-specification-v1.md#11-implementation-notes

mod table;

use alloc::boxed::Box;
use alloc::format;
use alloc::string::String;
use core::cmp::Ordering;
use core::fmt;
use core::hash::{Hash, Hasher};
use core::str::FromStr;

use crate::decoder::Leniency;
use crate::error::{Error, Result, quoted};
use crate::json::{Decode, Reader};
use crate::primitives::{Address, B256, SolanaAddress};

/// The short name of a network: visible ASCII without colon.
///
/// The specification lists names and does not limit their letters, so any such word is kept
/// (X402-PR-002). CAIP-2 identifiers, which have a colon, are names of version 2.
///
/// Names in the table are not allocated.
///
/// ```
/// use http402::x402::network::Network;
///
/// let network: Network = "base-sepolia".parse()?;
/// assert_eq!(network, Network::BASE_SEPOLIA);
/// assert_eq!(network.chain_id(), Some(84532));
/// assert_eq!("my-testnet".parse::<Network>()?.chain_id(), None);
/// assert!("eip155:84532".parse::<Network>().is_err());
/// # Ok::<(), http402::Error>(())
/// ```
#[derive(Clone)]
pub struct Network(Repr);

#[derive(Clone)]
enum Repr {
    Known(&'static NetworkInfo),
    Other(Box<str>),
}

/// What is known about a network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct NetworkInfo {
    /// The short name.
    pub name: &'static str,
    /// What kind of chain it is.
    pub chain: Chain,
    /// Where the row comes from: the specification or the SDK that has it.
    pub source: &'static str,
}

/// The kind of chain behind a short name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Chain {
    /// A chain with the Ethereum virtual machine.
    Evm(EvmChain),
    /// A Solana cluster.
    Solana(SolanaCluster),
}

/// An EVM chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct EvmChain {
    /// The chain id of EIP-155, which goes into the EIP-712 domain.
    pub id: u64,
    /// The token that prices in US dollars are paid in, if the tables name one.
    pub token: Option<EvmToken>,
}

/// A token with `transferWithAuthorization` (ERC-3009).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct EvmToken {
    /// The contract.
    pub asset: Address,
    /// `name` of the token's EIP-712 domain.
    pub name: &'static str,
    /// `version` of the token's EIP-712 domain.
    pub version: &'static str,
    /// How many decimals a whole token has.
    pub decimals: u8,
    /// The EIP-712 domain separator, where public sources quote it from the chain.
    pub domain_separator: Option<B256>,
}

/// A Solana cluster.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SolanaCluster {
    /// The first 32 characters of the genesis hash: the reference of the CAIP-2 identifier.
    pub genesis: &'static str,
    /// The mint of the token that prices in US dollars are paid in, with 6 decimals.
    pub mint: Option<SolanaAddress>,
}

impl Network {
    /// The table.
    pub const KNOWN: &'static [NetworkInfo] = table::TABLE;

    /// Checks `name`.
    ///
    /// # Errors
    ///
    /// [`Kind::BadValue`](crate::Kind::BadValue) where `name` has a colon, as CAIP-2 identifiers do,
    /// or anything but visible ASCII, and [`Kind::EmptyField`](crate::Kind::EmptyField) where it is
    /// empty.
    pub fn new(name: &str) -> Result<Self> {
        const EXPECTED: &str = "a name of visible ASCII without colon";
        if let Some(known) = Self::KNOWN.iter().find(|known| known.name == name) {
            return Ok(Self(Repr::Known(known)));
        }
        if name.is_empty() {
            return Err(Error::empty(EXPECTED));
        }
        if name.bytes().all(|b| b.is_ascii_graphic() && b != b':') {
            return Ok(Self(Repr::Other(name.into())));
        }
        Err(Error::bad_value(EXPECTED, quoted(name)))
    }

    /// The networks of the table.
    pub fn known() -> impl Iterator<Item = Self> {
        Self::KNOWN.iter().map(|info| Self(Repr::Known(info)))
    }

    /// The network of the table with this EIP-155 chain id.
    pub fn from_chain_id(id: u64) -> Option<Self> {
        let has_id =
            |info: &&NetworkInfo| matches!(info.chain, Chain::Evm(chain) if chain.id == id);
        let known = Self::KNOWN.iter().find(has_id)?;
        Some(Self(Repr::Known(known)))
    }

    /// The network of the table with this [CAIP-2](https://chainagnostic.org/CAIPs/caip-2)
    /// identifier, as version 2 names networks.
    ///
    /// ```
    /// use http402::x402::network::Network;
    ///
    /// assert_eq!(Network::from_caip2("eip155:8453"), Some(Network::BASE));
    /// assert_eq!(Network::BASE.to_caip2().unwrap(), "eip155:8453");
    /// ```
    pub fn from_caip2(id: &str) -> Option<Self> {
        match id.split_once(':')? {
            ("eip155", reference) => {
                let id = reference.parse().ok()?;
                Self::from_chain_id(id).filter(|network| {
                    network
                        .to_caip2()
                        .is_some_and(|known| known.ends_with(reference))
                })
            }
            ("solana", reference) => {
                let is_it = |info: &&NetworkInfo| matches!(info.chain, Chain::Solana(cluster) if cluster.genesis == reference);
                let known = Self::KNOWN.iter().find(is_it)?;
                Some(Self(Repr::Known(known)))
            }
            _ => None,
        }
    }

    /// The CAIP-2 identifier of a network of the table.
    pub fn to_caip2(&self) -> Option<String> {
        self.info().map(|info| match info.chain {
            Chain::Evm(chain) => format!("eip155:{}", chain.id),
            Chain::Solana(cluster) => format!("solana:{}", cluster.genesis),
        })
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        match &self.0 {
            Repr::Known(info) => info.name,
            Repr::Other(name) => name,
        }
    }

    /// What the table knows about the network.
    pub fn info(&self) -> Option<&'static NetworkInfo> {
        match self.0 {
            Repr::Known(info) => Some(info),
            Repr::Other(_) => None,
        }
    }

    /// The EVM chain, if the table knows the network as one.
    pub fn evm(&self) -> Option<EvmChain> {
        match self.info()?.chain {
            Chain::Evm(chain) => Some(chain),
            Chain::Solana(_) => None,
        }
    }

    /// The Solana cluster, if the table knows the network as one.
    pub fn solana(&self) -> Option<SolanaCluster> {
        match self.info()?.chain {
            Chain::Solana(cluster) => Some(cluster),
            Chain::Evm(_) => None,
        }
    }

    /// The EIP-155 chain id, if the table knows the network as an EVM chain.
    pub fn chain_id(&self) -> Option<u64> {
        self.evm().map(|chain| chain.id)
    }
}

impl FromStr for Network {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        Self::new(name)
    }
}

/// A short name, or a known CAIP-2 identifier where [`Leniency::Caip2Network`] is allowed.
impl<'a> Decode<'a> for Network {
    fn decode(reader: &mut Reader<'a>) -> Result<Self> {
        let start = reader.peek().map(|_| reader.offset())?;
        let mut mapped = None;
        let network = reader.parsed(|text| {
            Self::new(text).or_else(|error| {
                mapped = Self::from_caip2(text);
                mapped.clone().ok_or(error)
            })
        })?;
        if mapped.is_some() && !reader.tolerates(Leniency::Caip2Network, "") {
            let found = "the CAIP-2 identifier";
            return Err(Error::bad_value(format!("\"{network}\""), found).at(start));
        }
        Ok(network)
    }
}

impl PartialEq for Network {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for Network {}

impl PartialOrd for Network {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Network {
    fn cmp(&self, other: &Self) -> Ordering {
        self.as_str().cmp(other.as_str())
    }
}

impl Hash for Network {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_str().hash(state);
    }
}

impl AsRef<str> for Network {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

crate::wire::string_faces!(decodes Network);
