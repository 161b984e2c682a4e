//! base58 with the Bitcoin alphabet, as Solana writes public keys and signatures.

use alloc::format;
use core::fmt;

use crate::error::{Error, Result};

const ALPHABET: &[u8; 58] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

/// Exactly `N` bytes. Every value has one text, so nothing needs to be kept beside the bytes.
pub(crate) fn decode_array<const N: usize>(text: &str) -> Result<[u8; N]> {
    let expected = || format!("{N} bytes in base58");
    if text.is_empty() {
        return Err(Error::empty(expected()));
    }
    let mut bytes = [0; N];
    for (at, letter) in text.bytes().enumerate() {
        let Some(digit) = ALPHABET.iter().position(|&known| known == letter) else {
            return Err(Error::syntax(expected(), "another character").at(at));
        };
        let mut carry = digit;
        for byte in bytes.iter_mut().rev() {
            carry += usize::from(*byte) * 58;
            [.., *byte] = carry.to_be_bytes();
            carry >>= 8;
        }
        if carry != 0 {
            return Err(Error::syntax(expected(), "more bytes"));
        }
    }
    let ones = text.bytes().take_while(|&letter| letter == b'1').count();
    let zeros = bytes.iter().take_while(|&&byte| byte == 0).count();
    if ones != zeros {
        return Err(Error::syntax(expected(), "another number of bytes"));
    }
    Ok(bytes)
}

/// Writes at most 64 bytes.
pub(crate) fn write(f: &mut fmt::Formatter<'_>, bytes: &[u8]) -> fmt::Result {
    // 64 bytes are 88 digits.
    let mut digits = [0_u8; 88];
    let mut used = 0;
    for &byte in bytes {
        let mut carry = usize::from(byte);
        for (index, digit) in digits.iter_mut().rev().enumerate() {
            if index >= used && carry == 0 {
                break;
            }
            carry += usize::from(*digit) << 8;
            [.., *digit] = (carry % 58).to_be_bytes();
            carry /= 58;
            used = used.max(index + 1);
        }
    }
    let zeros = bytes.iter().take_while(|&&byte| byte == 0).count();
    for digit in &mut digits {
        *digit = ALPHABET
            .get(usize::from(*digit))
            .copied()
            .unwrap_or_default();
    }
    let text = digits.get(digits.len() - used..).unwrap_or_default();
    for _ in 0..zeros {
        f.write_str("1")?;
    }
    f.write_str(core::str::from_utf8(text).unwrap_or_default())
}
