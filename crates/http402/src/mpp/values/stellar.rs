//! Stellar's names for accounts and contracts: base32 of a version, 32 bytes and a checksum.

use super::shape;
use crate::error::{Error, Result};
use crate::wire::{choice, text};

choice! {
    /// A Stellar network.
    pub enum StellarNetwork "\"stellar:pubnet\" or \"stellar:testnet\"" {
        /// The public network.
        Pubnet = "stellar:pubnet",
        /// The test network.
        Testnet = "stellar:testnet",
    }
}

text! {
    /// A Stellar account: `G` and 55 letters of base32, with a correct checksum ([SEP-23]).
    ///
    /// ```
    /// use http402::mpp::values::StellarAccount;
    ///
    /// // The account of 32 zero bytes.
    /// assert!(StellarAccount::new("GAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAWHF").is_ok());
    /// assert!(StellarAccount::new("GAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAWHG").is_err());
    /// # Ok::<(), http402::Error>(())
    /// ```
    ///
    /// [SEP-23]: https://github.com/stellar/stellar-protocol/blob/master/ecosystem/sep-0023.md
    pub struct StellarAccount: check_account;
}

text! {
    /// A Stellar contract, such as a SEP-41 token: `C` and 55 letters of base32, with a correct
    /// checksum ([SEP-23]).
    ///
    /// [SEP-23]: https://github.com/stellar/stellar-protocol/blob/master/ecosystem/sep-0023.md
    pub struct StellarContract: check_contract;
}

fn check_account(text: &str) -> Result<()> {
    check_key(text, 6 << 3, "G and 55 letters of base32")
}

fn check_contract(text: &str) -> Result<()> {
    check_key(text, 2 << 3, "C and 55 letters of base32")
}

fn check_key(text: &str, version: u8, expected: &'static str) -> Result<()> {
    let bytes = decode(text).unwrap_or([0; 35]);
    shape(text, expected, bytes.first() == Some(&version))?;
    let (payload, checksum) = bytes.split_at(33);
    if crc16(payload).to_le_bytes() == checksum {
        return Ok(());
    }
    Err(Error::bad_value(
        "a key with a correct checksum",
        "another checksum",
    ))
}

/// 56 letters of five bits are 35 bytes exactly.
fn decode(text: &str) -> Option<[u8; 35]> {
    const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let mut bytes = [0; 35];
    if text.len() != 56 {
        return None;
    }
    for (letters, chunk) in text.as_bytes().chunks(8).zip(bytes.chunks_mut(5)) {
        let mut group = 0_u64;
        for letter in letters {
            let value = ALPHABET.iter().position(|known| known == letter)?;
            group = group << 5 | u64::try_from(value).ok()?;
        }
        let [_, _, _, value @ ..] = group.to_be_bytes();
        chunk.copy_from_slice(&value);
    }
    Some(bytes)
}

/// CRC-16/XMODEM.
fn crc16(bytes: &[u8]) -> u16 {
    bytes.iter().fold(0, |checksum, &byte| {
        (0..8).fold(checksum ^ u16::from(byte) << 8, |checksum, _| {
            let carry = if checksum & 0x8000 == 0 { 0 } else { 0x1021 };
            checksum << 1 ^ carry
        })
    })
}
