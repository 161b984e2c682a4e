use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use super::keccak::keccak256;
use super::structs::{Word, stated};
use crate::error::{Error, Kind, Result};
use crate::primitives::{Address, B256, U256};

/// The `EIP712Domain` that binds a signature to one contract on one chain: any of the five members,
/// at least one.
///
/// The type string holds the members that are present, in the order of the fields below. Source:
/// [definition of domainSeparator](https://eips.ethereum.org/EIPS/eip-712#definition-of-domainseparator).
///
/// ```
/// use http402::eip712::Domain;
///
/// let domain = Domain::new("MPP").with_version("3").with_chain_id(42431);
/// assert_eq!(domain.encode_type(), "EIP712Domain(string name,string version,uint256 chainId)");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Domain<'a> {
    name: Option<&'a str>,
    version: Option<&'a str>,
    chain_id: Option<U256>,
    verifying_contract: Option<Address>,
    salt: Option<B256>,
}

impl<'a> Domain<'a> {
    /// A domain with a name: the token's, the contract's or the protocol's own.
    pub const fn new(name: &'a str) -> Self {
        Self {
            name: Some(name),
            version: None,
            chain_id: None,
            verifying_contract: None,
            salt: None,
        }
    }

    /// A domain of whichever members there are.
    ///
    /// # Errors
    ///
    /// [`Kind::Missing`](crate::Kind::Missing) where there are none.
    pub fn from_members(
        name: Option<&'a str>,
        version: Option<&'a str>,
        chain_id: Option<U256>,
        verifying_contract: Option<Address>,
        salt: Option<B256>,
    ) -> Result<Self> {
        let domain = Self {
            name,
            version,
            chain_id,
            verifying_contract,
            salt,
        };
        if domain.is_empty() {
            return Err(Error::new(Kind::Missing, "at least one member", "none"));
        }
        Ok(domain)
    }

    /// Sets the version, a text such as `2`.
    #[must_use]
    pub const fn with_version(mut self, version: &'a str) -> Self {
        self.version = Some(version);
        self
    }

    /// Sets the chain id, as in EIP-155.
    #[must_use]
    pub fn with_chain_id(mut self, chain_id: u64) -> Self {
        self.chain_id = Some(U256::from(chain_id));
        self
    }

    /// Sets the contract that checks the signature.
    #[must_use]
    pub const fn with_verifying_contract(mut self, contract: Address) -> Self {
        self.verifying_contract = Some(contract);
        self
    }

    /// Sets the salt.
    #[must_use]
    pub const fn with_salt(mut self, salt: B256) -> Self {
        self.salt = Some(salt);
        self
    }

    /// `encodeType` of this domain.
    pub fn encode_type(&self) -> String {
        let present = MEMBERS.iter().zip(self.words());
        let members: Vec<_> = present
            .filter_map(|(member, word)| word.and(Some(*member)))
            .collect();
        format!("EIP712Domain({})", members.join(","))
    }

    /// `hashStruct` of this domain, to be kept as long as the domain is used.
    pub fn separator(&self) -> DomainSeparator {
        let mut encoded = [[0; 32]; 6];
        let type_hash = self.type_hash().word();
        let words = core::iter::once(type_hash).chain(self.words().into_iter().flatten());
        let mut count = 0;
        for (slot, word) in encoded.iter_mut().zip(words) {
            *slot = word;
            count += 1;
        }
        let encoded = encoded.get(..count).unwrap_or_default();
        DomainSeparator(keccak256(encoded.as_flattened()))
    }

    /// The members that are present, encoded, in the order of [`MEMBERS`].
    fn words(&self) -> [Option<[u8; 32]>; 5] {
        [
            self.name.map(|name| name.word()),
            self.version.map(|version| version.word()),
            self.chain_id.map(|id| id.word()),
            self.verifying_contract.map(|contract| contract.word()),
            self.salt.map(|salt| salt.word()),
        ]
    }

    fn is_empty(&self) -> bool {
        let named = self.name.is_some() || self.version.is_some();
        let bound = self.chain_id.is_some() || self.verifying_contract.is_some();
        !named && !bound && self.salt.is_none()
    }

    fn type_hash(&self) -> B256 {
        let Self {
            name,
            version,
            chain_id,
            verifying_contract,
            salt,
        } = self;
        match (name, version, chain_id, verifying_contract, salt) {
            (Some(_), Some(_), Some(_), Some(_), None) => CONTRACT,
            (Some(_), None, Some(_), Some(_), None) => VERSIONLESS,
            (Some(_), Some(_), Some(_), None, None) => CHAIN,
            _ => keccak256(self.encode_type().as_bytes()),
        }
    }
}

const MEMBERS: [&str; 5] = [
    "string name",
    "string version",
    "uint256 chainId",
    "address verifyingContract",
    "bytes32 salt",
];

/// The type hash with name, version, chain id and contract: tokens, payment channels.
const CONTRACT: B256 = stated("8b73c3c69bb8fe3d512ecc4cf759cc79239f7b179b0ffacaa9a75d522b39400f");

/// The type hash with name, chain id and contract: Permit2.
const VERSIONLESS: B256 =
    stated("8cad95687ba82c2ce50e74f7b754645e5117c3a5bec8151c0726d5857980a866");

/// The type hash with name, version and chain id: MPP's proof.
const CHAIN: B256 = stated("c2f8787176b8ac6bf7215b4adcc1e069bf4ab82d9ab1df05a57a91d425935b6e");

/// The hash of a [`Domain`], to be computed once and kept.
///
/// A separator that a contract gives (`DOMAIN_SEPARATOR()`) is one too.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct DomainSeparator(B256);

impl DomainSeparator {
    /// The 32 bytes.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        self.0.as_bytes()
    }
}

impl From<B256> for DomainSeparator {
    fn from(hash: B256) -> Self {
        Self(hash)
    }
}

impl From<DomainSeparator> for B256 {
    fn from(separator: DomainSeparator) -> Self {
        separator.0
    }
}

impl fmt::Display for DomainSeparator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl fmt::Debug for DomainSeparator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}
