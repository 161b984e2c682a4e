//! EIP-55: the checksum that an address carries in the letter case of its digits.

use super::keccak256;
use crate::error::{Error, Kind, Result};
use crate::primitives::Address;

impl Address {
    /// The same address with the checksum in its letters.
    ///
    /// Source: [EIP-55](https://eips.ethereum.org/EIPS/eip-55).
    ///
    /// ```
    /// use http402::primitives::Address;
    ///
    /// let lower: Address = "0xfb6916095ca1df60bb79ce92ce3ea74c37c5d359".parse()?;
    /// assert_eq!(
    ///     lower.to_checksummed().to_string(),
    ///     "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359",
    /// );
    /// # Ok::<(), http402::Error>(())
    /// ```
    #[must_use]
    pub fn to_checksummed(self) -> Self {
        let digits = self.lower_digits();
        let hash = keccak256(&digits);
        let nibbles = hash
            .as_bytes()
            .iter()
            .flat_map(|byte| [byte >> 4, byte & 15]);
        let upper = digits
            .iter()
            .zip(nibbles)
            .enumerate()
            .filter(|(_, (digit, nibble))| digit.is_ascii_alphabetic() && *nibble >= 8)
            .fold(0, |upper, (index, _)| upper | 1 << index);
        self.with_upper(upper)
    }

    /// Whether the letters contradict no checksum: they carry the right one, or are all in lower
    /// case or all in upper case and so carry none.
    ///
    /// [`parse_checksummed`](Self::parse_checksummed) accepts the right checksum only.
    ///
    /// ```
    /// use http402::primitives::Address;
    ///
    /// let wrong: Address = "0xFb6916095ca1df60bB79Ce92cE3Ea74c37c5d359".parse()?;
    /// assert!(!wrong.has_valid_checksum());
    /// assert!(wrong.to_lowercase().has_valid_checksum());
    /// # Ok::<(), http402::Error>(())
    /// ```
    pub fn has_valid_checksum(&self) -> bool {
        let upper = self.upper();
        upper == 0 || upper == self.letters() || upper == self.to_checksummed().upper()
    }

    /// Parses an address that must carry its checksum.
    ///
    /// # Errors
    ///
    /// As parsing any address, and [`Kind::Mismatch`](crate::Kind::Mismatch) where a letter is in
    /// the other case.
    ///
    /// ```
    /// use http402::primitives::Address;
    ///
    /// assert!(Address::parse_checksummed("0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359").is_ok());
    /// assert!(Address::parse_checksummed("0xfb6916095ca1df60bb79ce92ce3ea74c37c5d359").is_err());
    /// ```
    pub fn parse_checksummed(text: &str) -> Result<Self> {
        let address: Self = text.parse()?;
        if address.upper() == address.to_checksummed().upper() {
            return Ok(address);
        }
        let expected = "letters in the case of their EIP-55 checksum";
        Err(Error::new(Kind::Mismatch, expected, "another case"))
    }

    /// The bits of the digits that are letters.
    fn letters(self) -> u64 {
        let digits = self.lower_digits();
        let letters = digits.iter().enumerate();
        letters.fold(0, |letters, (index, digit)| {
            letters | u64::from(digit.is_ascii_alphabetic()) << index
        })
    }
}
