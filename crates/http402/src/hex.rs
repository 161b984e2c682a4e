//! Hexadecimal with the `0x` prefix, as EVM addresses, nonces and signatures are written.

use alloc::format;
use alloc::vec::Vec;
use core::fmt::{self, Write};

use crate::error::{Error, Kind, Result};

/// Exactly `N` bytes after `0x`.
pub(crate) fn decode_array<const N: usize>(text: &str) -> Result<[u8; N]> {
    let digits = digits(text).filter(|digits| digits.len() == 2 * N);
    let Some(digits) = digits else {
        return Err(wrong_length(text, 2 * N));
    };
    let mut bytes = [0; N];
    decode_into(digits, &mut bytes)?;
    Ok(bytes)
}

/// Any whole number of bytes after `0x`.
pub(crate) fn decode_vec(text: &str) -> Result<Vec<u8>> {
    let Some(digits) = digits(text).filter(|digits| digits.len() % 2 == 0) else {
        let expected = "an even number of hex digits after 0x";
        return Err(refuse(text, expected));
    };
    let mut bytes = alloc::vec![0; digits.len() / 2];
    decode_into(digits, &mut bytes)?;
    Ok(bytes)
}

/// Bytes stated in the source as digits without prefix; what is no such text does not compile.
#[expect(clippy::indexing_slicing, reason = "evaluated at compile time")]
pub(crate) const fn literal<const N: usize>(digits: &str) -> [u8; N] {
    let digits = digits.as_bytes();
    assert!(digits.len() == 2 * N);
    let mut bytes = [0; N];
    let mut index = 0;
    while index < N {
        let (high, low) = (value(digits[2 * index]), value(digits[2 * index + 1]));
        assert!((high | low) < 16);
        bytes[index] = high << 4 | low;
        index += 1;
    }
    bytes
}

/// Writes `0x` and lower-case digits.
pub(crate) fn write<W: Write + ?Sized>(out: &mut W, bytes: &[u8]) -> fmt::Result {
    out.write_str("0x")?;
    write_bare(out, bytes)
}

/// Writes lower-case digits.
pub(crate) fn write_bare<W: Write + ?Sized>(out: &mut W, bytes: &[u8]) -> fmt::Result {
    for chunk in bytes.chunks(32) {
        let mut digits = [0; 64];
        for (pair, byte) in digits.chunks_exact_mut(2).zip(chunk) {
            if let [high, low] = pair {
                (*high, *low) = (digit(byte >> 4), digit(byte & 15));
            }
        }
        let digits = digits.get(..chunk.len() * 2).unwrap_or_default();
        out.write_str(core::str::from_utf8(digits).unwrap_or_default())?;
    }
    Ok(())
}

/// Decodes digits without a prefix into a buffer of half their number.
pub(crate) fn decode_into(digits: &[u8], bytes: &mut [u8]) -> Result<()> {
    let mut wrong = 0;
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
        if let [high, low] = pair {
            let (high, low) = (value(*high), value(*low));
            wrong |= high | low;
            *byte = high << 4 | low & 15;
        }
    }
    if wrong & 0x80 == 0 {
        return Ok(());
    }
    let at = digits
        .iter()
        .position(|&digit| value(digit) > 15)
        .unwrap_or_default();
    Err(Error::syntax(
        "a hex digit",
        format!("another character at digit {at}"),
    ))
}

fn digits(text: &str) -> Option<&[u8]> {
    text.strip_prefix("0x").map(str::as_bytes)
}

#[cold]
fn wrong_length(text: &str, digits: usize) -> Error {
    refuse(text, format!("{digits} hex digits after 0x"))
}

#[cold]
fn refuse(text: &str, expected: impl Into<alloc::borrow::Cow<'static, str>>) -> Error {
    if text.is_empty() {
        return Error::empty(expected);
    }
    let found = match digits(text) {
        Some(digits) => format!("{} characters", digits.len()),
        None => format!("{} characters without 0x", text.chars().count()),
    };
    Error::new(Kind::Syntax, expected, found)
}

const fn digit(value: u8) -> u8 {
    if value < 10 {
        b'0' + value
    } else {
        b'a' + value - 10
    }
}

/// The value of a digit, or 0x80 for what is none.
#[expect(clippy::indexing_slicing, reason = "a byte is within 256 entries")]
const fn value(digit: u8) -> u8 {
    VALUES[digit as usize]
}

const VALUES: [u8; 256] = {
    let mut values = [0x80; 256];
    let mut value = 0;
    while value < 16 {
        let lower = digit(value);
        values[lower as usize] = value;
        values[lower.to_ascii_uppercase() as usize] = value;
        value += 1;
    }
    values
};
