use super::shape;
use crate::error::Result;
use crate::hex;
use crate::wire::text;

text! {
    /// 32 bytes as 64 lower-case hex digits without `0x`: payment hashes, session ids.
    ///
    /// ```
    /// use http402::mpp::values::Hash32;
    ///
    /// let hash: Hash32 = "bc230847d3b07d3e4d8fa2ec6dd9d7ea7e8a64f2bf6e4cd8a5b7b8d3a6c5f4e1".parse()?;
    /// assert_eq!(hash.to_bytes()[0], 0xbc);
    /// # Ok::<(), http402::Error>(())
    /// ```
    pub struct Hash32: lower_case;
}

text! {
    /// 32 bytes as 64 hex digits of either letter case without `0x`: Stellar transaction hashes.
    pub struct MixedHash32: either_case;
}

text! {
    /// A Lightning preimage: 32 bytes as 64 lower-case hex digits. Who knows it has paid or can
    /// spend, so `Debug` does not show it.
    pub secret struct Preimage: lower_case;
}

text! {
    /// A Lightning preimage where the draft does not ask for lower case: 64 hex digits.
    pub secret struct MixedPreimage: either_case;
}

text! {
    /// A message authentication code: 32 bytes as 64 lower-case hex digits.
    pub secret struct Mac32: lower_case;
}

/// A key longer than the block of SHA-256 stands for its hash, a shorter one is filled with zeros
/// (RFC 2104).
#[cfg(feature = "binding")]
fn hmac_sha256(key: &[u8], message: &str) -> hmac::Hmac<sha2::Sha256> {
    use hmac::{KeyInit as _, Mac as _};
    use sha2::Digest as _;

    let mut block = [0; 64];
    let hashed = sha2::Sha256::digest(key);
    let short = if key.len() > block.len() {
        hashed.as_slice()
    } else {
        key
    };
    for (slot, byte) in block.iter_mut().zip(short) {
        *slot = *byte;
    }
    hmac::Hmac::<sha2::Sha256>::new(&block.into()).chain_update(message)
}

#[cfg(feature = "binding")]
impl Mac32 {
    pub(crate) fn hmac_sha256(key: &[u8], message: &str) -> Self {
        use hmac::Mac as _;

        let mut text = alloc::string::String::with_capacity(64);
        // Invariant: writing to a `String` cannot fail.
        let _ = hex::write_bare(
            &mut text,
            &hmac_sha256(key, message).finalize().into_bytes(),
        );
        Self(text.into())
    }

    /// Compares in constant time.
    pub(crate) fn verify_hmac_sha256(&self, key: &[u8], message: &str) -> Result<()> {
        use hmac::Mac as _;

        let refused = |_| crate::Error::new(crate::Kind::Signature, "a valid proof", "another");
        hmac_sha256(key, message)
            .verify_slice(&self.to_bytes())
            .map_err(refused)
    }
}

fn lower_case(text: &str) -> Result<()> {
    let digits = text
        .bytes()
        .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    shape(text, "64 lower-case hex digits", digits && text.len() == 64)
}

fn either_case(text: &str) -> Result<()> {
    let digits = text.bytes().all(|byte| byte.is_ascii_hexdigit());
    shape(text, "64 hex digits", digits && text.len() == 64)
}

macro_rules! bytes {
    ($($name:ident)*) => {
        $(
            impl $name {
                /// The 32 bytes.
                pub fn to_bytes(&self) -> [u8; 32] {
                    let mut bytes = [0; 32];
                    // Invariant: `new` has checked that there are 64 digits.
                    let _ = hex::decode_into(self.as_str().as_bytes(), &mut bytes);
                    bytes
                }
            }
        )*
    };
}

bytes!(Hash32 MixedHash32 Preimage MixedPreimage Mac32);
