//! Who pays, who is paid, and in what: accounts and tokens by their address.

use alloc::boxed::Box;
use core::fmt;
use core::str::FromStr;

use crate::error::{Error, Result};
use crate::primitives::{Address, SolanaAddress};
use crate::x402::network::{Chain, Network};

/// The address of an account or a token: `payTo`, `asset`, `payer`.
///
/// Its format depends on the network: `0x` and 40 hex digits on EVM chains, base58 of 32 bytes on
/// Solana. On networks that this crate does not know any text is an address; what looks like one
/// of the two formats is read as such, and prints the same.
///
/// ```
/// use http402::x402::account::AccountId;
/// use http402::x402::network::Network;
///
/// let text = "0x209693Bc6afc0C5328bA36FaF03C514EF312287C";
/// let payee = AccountId::on(&Network::BASE, text)?;
/// assert_eq!(payee.as_evm().unwrap().to_string(), text);
/// assert!(AccountId::on(&Network::SOLANA, text).is_err());
/// assert!(AccountId::on(&"my-testnet".parse()?, "alice").is_ok());
/// # Ok::<(), http402::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum AccountId {
    /// An EVM address. The letter case is kept; equality ignores it.
    Evm(Address),
    /// A Solana public key.
    Solana(SolanaAddress),
    /// An address of another form.
    Other(OtherAccount),
}

/// An address of a form that this crate does not know: any text that is not empty and not of a
/// form that it does know.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct OtherAccount(Box<str>);

impl OtherAccount {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for OtherAccount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

impl AccountId {
    /// Reads an address of `network`.
    ///
    /// # Errors
    ///
    /// [`Kind::Syntax`](crate::Kind::Syntax) where `text` has not the format of a known network,
    /// [`Kind::EmptyField`](crate::Kind::EmptyField) where it is empty.
    pub fn on(network: &Network, text: &str) -> Result<Self> {
        match network.info().map(|info| info.chain) {
            Some(Chain::Evm(_)) => text.parse().map(Self::Evm),
            Some(Chain::Solana(_)) => text.parse().map(Self::Solana),
            None => text.parse(),
        }
    }

    /// The EVM address, if it is one.
    pub fn as_evm(&self) -> Option<&Address> {
        match self {
            Self::Evm(address) => Some(address),
            _ => None,
        }
    }

    /// The Solana address, if it is one.
    pub fn as_solana(&self) -> Option<&SolanaAddress> {
        match self {
            Self::Solana(address) => Some(address),
            _ => None,
        }
    }

    /// Refuses the address unless it has the format of `network`.
    pub(crate) fn check_on(&self, network: &Network) -> Result<()> {
        let (fits, expected) = match network.info().map(|info| info.chain) {
            Some(Chain::Evm(_)) => (self.as_evm().is_some(), "an EVM address"),
            Some(Chain::Solana(_)) => (self.as_solana().is_some(), "a Solana address"),
            None => (true, ""),
        };
        if fits {
            return Ok(());
        }
        Err(Error::syntax(expected, "an address of another form"))
    }
}

impl FromStr for AccountId {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        if text.is_empty() {
            return Err(Error::empty("an address"));
        }
        let evm = || text.parse().map(Self::Evm);
        let solana = || text.parse().map(Self::Solana);
        Ok(evm()
            .or_else(|_| solana())
            .unwrap_or_else(|_| Self::Other(OtherAccount(text.into()))))
    }
}

impl From<Address> for AccountId {
    fn from(address: Address) -> Self {
        Self::Evm(address)
    }
}

impl From<SolanaAddress> for AccountId {
    fn from(address: SolanaAddress) -> Self {
        Self::Solana(address)
    }
}

impl fmt::Display for AccountId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Evm(address) => address.fmt(f),
            Self::Solana(address) => address.fmt(f),
            Self::Other(account) => f.write_str(account.as_str()),
        }
    }
}

impl fmt::Debug for AccountId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

crate::wire::string_faces!(AccountId);
