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
    let (words, tail) = (digits.chunks_exact(8), digits.len() / 8 * 8);
    for (four, word) in bytes.chunks_exact_mut(4).zip(words) {
        let (nibbles, bad) = nibbles(word.try_into().map_or(0, u64::from_le_bytes));
        wrong |= bad;
        four.copy_from_slice(&nibbles);
    }
    let digits_left = digits.get(tail..).unwrap_or_default();
    let bytes_left = bytes.get_mut(tail / 2..).unwrap_or_default();
    for (byte, pair) in bytes_left.iter_mut().zip(digits_left.chunks_exact(2)) {
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

/// Four bytes from eight digits, of which the first is the lowest byte of `word`, and 0x80 where one is none.
///
/// A digit's value is its low four bits, and nine more for a letter, of which bit 6 is set.
const fn nibbles(word: u64) -> ([u8; 4], u8) {
    const ONES: u64 = u64::MAX / 255;
    const TOPS: u64 = ONES << 7;
    // In each byte below 0x80, the top bit is set where the byte is at least `bound`.
    const fn at_least(word: u64, bound: u8) -> u64 {
        word + ONES * (0x80 - bound as u64)
    }
    let lower = word | ONES << 5;
    let number = at_least(word & !TOPS, b'0') & !at_least(word & !TOPS, b'9' + 1);
    let letter = at_least(lower & !TOPS, b'a') & !at_least(lower & !TOPS, b'f' + 1);
    let bad = (!(number | letter) | word) & TOPS;
    let values = (word & (ONES * 15)) + 9 * ((word >> 6) & ONES);
    // Joins neighbours: the first digit of each pair is the high half.
    let pairs = (values << 4 | values >> 8) & 0x00ff_00ff_00ff_00ff;
    let pairs = (pairs | pairs >> 8) & 0x0000_ffff_0000_ffff;
    let [a, b, _, _, c, d, _, _] = pairs.to_le_bytes();
    ([a, b, c, d], if bad == 0 { 0 } else { 0x80 })
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

#[expect(clippy::indexing_slicing, reason = "evaluated at compile time")]
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
