use core::cmp::Ordering;
use core::fmt;
use core::hash::{Hash, Hasher};
use core::str::FromStr;

use crate::error::Result;
use crate::hex;

/// A 20-byte EVM address: `0x` and 40 hex digits.
///
/// Two addresses are equal where their bytes are. The letter case of the text is kept, because
/// EIP-55 puts a checksum into it; `Display` prints it again. With the feature `eip712`,
/// `to_checksummed` and `has_valid_checksum` emit and check it.
///
/// ```
/// use http402::primitives::Address;
///
/// let usdc: Address = "0x036CbD53842c5426634e7929541eC2318f3dCF7e".parse()?;
/// assert_eq!(usdc, "0x036cbd53842c5426634e7929541ec2318f3dcf7e".parse()?);
/// assert_eq!(usdc.to_string(), "0x036CbD53842c5426634e7929541eC2318f3dCF7e");
/// # Ok::<(), http402::Error>(())
/// ```
#[derive(Clone, Copy)]
pub struct Address {
    bytes: [u8; 20],
    /// Bit `i` set: hex digit `i` was written as an upper-case letter.
    upper: u64,
}

impl Address {
    /// `0x0000000000000000000000000000000000000000`.
    pub const ZERO: Self = Self::from_bytes([0; 20]);

    /// The address of these bytes, printed in lower case.
    pub const fn from_bytes(bytes: [u8; 20]) -> Self {
        Self { bytes, upper: 0 }
    }

    /// The address of 40 digits, for tables; a wrong literal does not compile.
    #[expect(
        clippy::indexing_slicing,
        reason = "every call is evaluated at compile time, where leaving the bounds is an error"
    )]
    pub(crate) const fn literal(digits: &str) -> Self {
        let bytes = hex::literal(digits);
        let mut upper = 0;
        let mut at = 0;
        while at < 40 {
            upper |= (digits.as_bytes()[at].is_ascii_uppercase() as u64) << at;
            at += 1;
        }
        Self { bytes, upper }
    }

    /// The 20 bytes.
    pub const fn as_bytes(&self) -> &[u8; 20] {
        &self.bytes
    }

    /// The same address, printed in lower case.
    #[must_use]
    pub const fn to_lowercase(self) -> Self {
        Self::from_bytes(self.bytes)
    }

    /// The 40 digits in lower case, without `0x`.
    pub(crate) fn lower_digits(&self) -> [u8; 40] {
        let mut digits = [0; 40];
        let nibbles = self.bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
        for (digit, nibble) in digits.iter_mut().zip(nibbles) {
            *digit = if nibble < 10 {
                b'0' + nibble
            } else {
                b'a' + nibble - 10
            };
        }
        digits
    }

    /// The same address with the letters at the set bits in upper case.
    #[cfg(feature = "eip712")]
    pub(crate) fn with_upper(self, upper: u64) -> Self {
        Self {
            bytes: self.bytes,
            upper,
        }
    }

    /// Which letters are in upper case.
    #[cfg(feature = "eip712")]
    pub(crate) fn upper(&self) -> u64 {
        self.upper
    }
}

impl FromStr for Address {
    type Err = crate::Error;

    fn from_str(text: &str) -> Result<Self> {
        let bytes = hex::decode_array(text)?;
        let digits = text.as_bytes().get(2..).unwrap_or_default();
        let mut upper = 0;
        for (index, word) in digits.chunks_exact(8).enumerate() {
            let word = word.try_into().map_or(0, u64::from_le_bytes);
            upper |= upper_case(word) << (8 * index);
        }
        Ok(Self { bytes, upper })
    }
}

/// One bit for each of eight hex digits that is an upper-case letter, the first digit's lowest.
///
/// Among hex digits those are the bytes with bit 6 set and bit 5 clear.
const fn upper_case(digits: u64) -> u64 {
    const ONES: u64 = u64::MAX / 255;
    let marks = (digits >> 6) & !(digits >> 5) & ONES;
    // Byte i has weight 2^(8 i); the product gathers all of them in the top byte, as bit i.
    marks.wrapping_mul(0x0102_0408_1020_4080) >> 56
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut digits = self.lower_digits();
        for (index, digit) in digits.iter_mut().enumerate() {
            if self.upper >> index & 1 == 1 {
                digit.make_ascii_uppercase();
            }
        }
        f.write_str("0x")?;
        f.write_str(core::str::from_utf8(&digits).unwrap_or_default())
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl PartialEq for Address {
    fn eq(&self, other: &Self) -> bool {
        self.bytes == other.bytes
    }
}

impl Eq for Address {}

impl PartialOrd for Address {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Address {
    fn cmp(&self, other: &Self) -> Ordering {
        self.bytes.cmp(&other.bytes)
    }
}

impl Hash for Address {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.bytes.hash(state);
    }
}

crate::wire::string_faces!(Address);
