use core::fmt;

/// An unsigned 256-bit integer, big-endian, as EIP-712 encodes it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
#[expect(clippy::exhaustive_structs, reason = "a number is its bytes")]
pub struct Uint256(pub [u8; 32]);

impl Uint256 {
    /// Reads strict decimal digits: no sign, no leading zero, no space.
    #[must_use]
    pub fn from_decimal(text: &str) -> Option<Self> {
        let digits = text.as_bytes();
        if digits.is_empty() || (digits.len() > 1 && digits.starts_with(b"0")) {
            return None;
        }
        let mut value = Self::default();
        for digit in digits {
            if !digit.is_ascii_digit() {
                return None;
            }
            value = value.times_ten_plus(digit - b'0')?;
        }
        Some(value)
    }

    /// Widens a 64-bit integer.
    #[must_use]
    pub fn from_u64(value: u64) -> Self {
        let mut bytes = [0; 32];
        bytes[24..].copy_from_slice(&value.to_be_bytes());
        Self(bytes)
    }

    /// Adds a signed step; nothing where the result would leave the range.
    #[must_use]
    pub fn step(self, by: i64) -> Option<Self> {
        let mut bytes = self.0;
        let mut carry = i128::from(by);
        for byte in bytes.iter_mut().rev() {
            let sum = i128::from(*byte) + carry;
            *byte = u8::try_from(sum.rem_euclid(256)).ok()?;
            carry = sum.div_euclid(256);
        }
        (carry == 0).then_some(Self(bytes))
    }

    fn times_ten_plus(self, digit: u8) -> Option<Self> {
        let mut bytes = self.0;
        let mut carry = u16::from(digit);
        for byte in bytes.iter_mut().rev() {
            let sum = u16::from(*byte) * 10 + carry;
            *byte = u8::try_from(sum & 0xff).ok()?;
            carry = sum >> 8;
        }
        (carry == 0).then_some(Self(bytes))
    }
}

impl fmt::Display for Uint256 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut rest = self.0;
        let mut digits = Vec::new();
        while rest.iter().any(|byte| *byte != 0) {
            let mut remainder = 0u16;
            for byte in &mut rest {
                let value = remainder * 256 + u16::from(*byte);
                *byte = u8::try_from(value / 10).unwrap_or(0);
                remainder = value % 10;
            }
            digits.push(char::from(b'0' + u8::try_from(remainder).unwrap_or(0)));
        }
        if digits.is_empty() {
            digits.push('0');
        }
        f.write_str(&digits.iter().rev().collect::<String>())
    }
}

#[cfg(test)]
mod tests {
    use super::Uint256;

    #[test]
    fn decimal_text_is_strict_and_bounded() {
        let largest =
            "115792089237316195423570985008687907853269984665640564039457584007913129639935";
        for good in ["0", "1", "10000", largest] {
            assert_eq!(
                Uint256::from_decimal(good)
                    .map(|n| n.to_string())
                    .as_deref(),
                Some(good)
            );
        }
        let one_more =
            "115792089237316195423570985008687907853269984665640564039457584007913129639936";
        for bad in ["", "00", "01", "-1", "+1", "1.0", "1e4", " 1", one_more] {
            assert_eq!(Uint256::from_decimal(bad), None, "{bad}");
        }
    }

    #[test]
    fn steps_carry_and_stay_in_range() {
        let step = |text: &str, by| Uint256::from_decimal(text)?.step(by).map(|n| n.to_string());
        assert_eq!(step("10000", -1).as_deref(), Some("9999"));
        assert_eq!(step("65535", 1).as_deref(), Some("65536"));
        assert_eq!(step("0", -1), None);
    }
}
