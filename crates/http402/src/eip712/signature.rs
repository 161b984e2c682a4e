use alloc::format;

use crate::error::{Error, Kind, Result};
use crate::hex;
use crate::primitives::{B256, Signature, U256};

/// The numbers in the 65-byte signature of an externally owned account: `r ‖ s ‖ v`.
///
/// Where this value exists, r and s are within 1 to n − 1 and v is 0, 1, 27 or 28. The protocols
/// ask for 27 or 28; 0 and 1 are met in the field. A high s is no error here: it recovers the same
/// address, but token contracts refuse it (EIP-2), see [`is_high_s`](Self::is_high_s).
///
/// Sources: x402 v1 [section 6.1](https://github.com/coinbase/x402/blob/dd927a26/specs/x402-specification-v1.md),
/// "Signing Procedure" of
/// [tempo session](https://github.com/tempoxyz/mpp-specs/blob/f9506cd/specs/methods/tempo/draft-tempo-session-00.md).
///
/// ```
/// use http402::eip712::SignatureParts;
/// use http402::primitives::Signature;
///
/// let signature: Signature = "0x2d6a7588d6acca505cbf0d9a4a227e0c52c6c34008c8e8986a1283259764173608a2ce6496642e377d6da8dbbf5836e9bd15092f9ecab05ded3d6293af148b571c".parse()?;
/// let parts = SignatureParts::try_from(&signature)?;
/// assert_eq!(parts.v(), 28);
/// assert!(!parts.is_high_s());
/// # Ok::<(), http402::Error>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct SignatureParts {
    rs: [u8; 64],
    v: u8,
}

impl SignatureParts {
    /// The first number.
    pub fn r(&self) -> B256 {
        self.halves().0
    }

    /// The second number.
    pub fn s(&self) -> B256 {
        self.halves().1
    }

    /// The last byte as it stands: 0, 1, 27 or 28.
    pub const fn v(&self) -> u8 {
        self.v
    }

    /// Whether the y coordinate that v names is odd: v is 1 or 28.
    pub const fn is_y_odd(&self) -> bool {
        matches!(self.v, 1 | 28)
    }

    /// Whether s exceeds n / 2: the malleable twin of a signature, refused by token contracts
    /// ([EIP-2](https://eips.ethereum.org/EIPS/eip-2)).
    pub fn is_high_s(&self) -> bool {
        number(self.s()) > HALF_ORDER
    }

    /// r and s in one piece.
    #[cfg(feature = "recover")]
    pub(super) const fn rs(&self) -> &[u8; 64] {
        &self.rs
    }

    fn halves(&self) -> (B256, B256) {
        let (mut r, mut s) = ([0; 32], [0; 32]);
        let (first, second) = self.rs.split_at(32);
        r.copy_from_slice(first);
        s.copy_from_slice(second);
        (B256::from_bytes(r), B256::from_bytes(s))
    }
}

/// # Errors
///
/// [`Kind::Unsupported`] for the signature of a contract (ERC-1271) or of one that is not deployed
/// yet (ERC-6492), which only the chain can check; [`Kind::BadValue`] for fewer than 65 bytes and
/// for numbers out of range.
impl TryFrom<&Signature> for SignatureParts {
    type Error = Error;

    fn try_from(signature: &Signature) -> Result<Self> {
        let Some(bytes) = signature.as_account().filter(|_| !signature.is_erc6492()) else {
            return Err(no_account(signature));
        };
        let (mut rs, mut v) = ([0; 64], 0);
        for (slot, byte) in rs.iter_mut().chain([&mut v]).zip(bytes) {
            *slot = *byte;
        }
        if !matches!(v, 0 | 1 | 27 | 28) {
            return Err(Error::bad_value("0, 1, 27 or 28", "another byte").within("v"));
        }
        let parts = Self { rs, v };
        for (name, half) in [("r", parts.r()), ("s", parts.s())] {
            let half = number(half);
            if half.is_zero() || half >= ORDER {
                return Err(Error::bad_value("a number from 1 to n − 1", "another").within(name));
            }
        }
        Ok(parts)
    }
}

/// Prints no part of the signature.
impl core::fmt::Debug for SignatureParts {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("SignatureParts")
            .field("v", &self.v)
            .finish_non_exhaustive()
    }
}

#[cold]
fn no_account(signature: &Signature) -> Error {
    const EXPECTED: &str = "the 65 bytes of an account's signature";
    let length = signature.as_bytes().len();
    if signature.is_erc6492() {
        return Error::new(Kind::Unsupported, EXPECTED, "an ERC-6492 wrapper");
    }
    if length > 65 {
        let found = format!("{length} bytes of a contract's");
        return Error::new(Kind::Unsupported, EXPECTED, found);
    }
    Error::bad_value(EXPECTED, format!("{length} bytes"))
}

const fn number(word: B256) -> U256 {
    U256::from_be_bytes(*word.as_bytes())
}

/// The order n of the group of secp256k1 ([SEC 2](https://www.secg.org/sec2-v2.pdf), section 2.4.1).
const ORDER: U256 = U256::from_be_bytes(hex::literal(
    "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141",
));

const HALF_ORDER: U256 = U256::from_be_bytes(hex::literal(
    "7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0",
));
