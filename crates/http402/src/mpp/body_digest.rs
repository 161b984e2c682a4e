//! The digest of a request body.

use core::fmt;
use core::str::FromStr;

use alloc::string::String;

use crate::base64::Base64;
use crate::error::{Error, Kind, Result, quoted};

crate::wire::choice! {
    /// A digest algorithm of [RFC 9530] that is not deprecated.
    ///
    /// [RFC 9530]: https://www.rfc-editor.org/rfc/rfc9530#section-7.2
    pub enum DigestAlgorithm "sha-256 or sha-512" {
        /// SHA-256, 32 bytes.
        Sha256 = "sha-256",
        /// SHA-512, 64 bytes.
        Sha512 = "sha-512",
    }
}

/// How a digest is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DigestForm {
    /// `sha-256=:…:`, what the specification demands (RFC 9530).
    Rfc9530,
    /// `sha-256=…`, what deployed software writes (MPP-BIND-014).
    Bare,
}

/// The `digest` parameter of a challenge: the digest that the body of the paid request must have.
///
/// ```text
/// digest = algorithm "=:" base64 ":"   ; RFC 9530
///        / algorithm "=" base64        ; deployed
/// ```
///
/// base64 has the standard alphabet; parsing takes it with or without padding, printing pads.
/// Deviation: RFC 9530 lets several digests stand in one list; exactly one is accepted.
///
/// ```
/// use http402::mpp::{BodyDigest, DigestAlgorithm, DigestForm};
///
/// let digest: BodyDigest = "sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:".parse()?;
/// assert_eq!((digest.algorithm(), digest.form()), (DigestAlgorithm::Sha256, DigestForm::Rfc9530));
/// # Ok::<(), http402::Error>(())
/// ```
///
/// Specification: [Optional Parameters][spec].
///
/// [spec]: https://github.com/tempoxyz/mpp-specs/blob/f9506cd/specs/core/draft-httpauth-payment-00.md#optional-parameters
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct BodyDigest {
    algorithm: DigestAlgorithm,
    form: DigestForm,
    /// Only the algorithm's length counts, the rest is zero.
    bytes: [u8; 64],
}

impl BodyDigest {
    /// A digest that was computed elsewhere.
    ///
    /// # Errors
    ///
    /// [`Kind::BadValue`] where `bytes` is not as long as the algorithm's digest.
    pub fn new(algorithm: DigestAlgorithm, form: DigestForm, bytes: &[u8]) -> Result<Self> {
        let mut digest = Self {
            algorithm,
            form,
            bytes: [0; 64],
        };
        let length = algorithm.length();
        match digest.bytes.get_mut(..length) {
            Some(room) if bytes.len() == length => room.copy_from_slice(bytes),
            _ => {
                let expected = alloc::format!("{length} bytes");
                return Err(Error::bad_value(
                    expected,
                    alloc::format!("{}", bytes.len()),
                ));
            }
        }
        Ok(digest)
    }

    /// Computes the digest of a body.
    ///
    /// ```
    /// use http402::mpp::{BodyDigest, DigestAlgorithm, DigestForm};
    ///
    /// let body = br#"{"hello": "world"}"#;
    /// let digest = BodyDigest::compute(DigestAlgorithm::Sha256, DigestForm::Rfc9530, body);
    /// assert_eq!(digest.to_string(), "sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:");
    /// assert!(digest.verify(body).is_ok());
    /// ```
    #[cfg(feature = "binding")]
    pub fn compute(algorithm: DigestAlgorithm, form: DigestForm, body: &[u8]) -> Self {
        use sha2::Digest;

        let mut bytes = [0; 64];
        let (half, _) = bytes.split_at_mut(32);
        match algorithm {
            DigestAlgorithm::Sha256 => half.copy_from_slice(&sha2::Sha256::digest(body)),
            DigestAlgorithm::Sha512 => bytes.copy_from_slice(&sha2::Sha512::digest(body)),
        }
        Self {
            algorithm,
            form,
            bytes,
        }
    }

    /// Checks that `body` has this digest, in a time that does not depend on where they differ.
    ///
    /// # Errors
    ///
    /// [`Kind::Mismatch`], without detail.
    #[cfg(feature = "binding")]
    pub fn verify(&self, body: &[u8]) -> Result<()> {
        let computed = Self::compute(self.algorithm, self.form, body);
        let pairs = self.bytes.iter().zip(&computed.bytes);
        let difference = pairs.fold(0, |difference, (a, b)| difference | (a ^ b));
        if core::hint::black_box(difference) == 0 {
            return Ok(());
        }
        Err(Error::new(
            Kind::Mismatch,
            "a body with this digest",
            "another",
        ))
    }

    /// The algorithm.
    pub fn algorithm(&self) -> DigestAlgorithm {
        self.algorithm
    }

    /// How the digest is written.
    pub fn form(&self) -> DigestForm {
        self.form
    }

    /// The same digest, written otherwise.
    #[must_use]
    pub fn with_form(mut self, form: DigestForm) -> Self {
        self.form = form;
        self
    }

    /// The digest: 32 or 64 bytes.
    pub fn as_bytes(&self) -> &[u8] {
        self.bytes
            .get(..self.algorithm.length())
            .unwrap_or_default()
    }
}

impl DigestAlgorithm {
    /// The length of the digest in bytes.
    pub const fn length(self) -> usize {
        match self {
            Self::Sha256 => 32,
            Self::Sha512 => 64,
        }
    }
}

impl FromStr for BodyDigest {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let expected = "an algorithm, '=' and base64";
        if text.is_empty() {
            return Err(Error::empty(expected));
        }
        let Some((algorithm, value)) = text.split_once('=') else {
            return Err(Error::syntax(expected, "no '='"));
        };
        let algorithm = algorithm
            .parse()
            .map_err(|_| Error::new(Kind::Unsupported, "sha-256 or sha-512", quoted(algorithm)))?;
        let (form, value) = match value.strip_prefix(':') {
            None => (DigestForm::Bare, value),
            Some(value) => match value.strip_suffix(':') {
                Some(value) => (DigestForm::Rfc9530, value),
                None => return Err(Error::syntax("base64 between colons", "no second colon")),
            },
        };
        let mut padded = String::from(value.trim_end_matches('='));
        let padding = (4 - padded.len() % 4) % 4;
        if ![padded.len(), padded.len() + padding].contains(&value.len()) {
            return Err(Error::new(Kind::Base64, "base64", "wrong padding"));
        }
        padded.extend(core::iter::repeat_n('=', padding));
        Self::new(algorithm, form, &Base64::Standard.decode(&padded)?)
    }
}

impl fmt::Display for BodyDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let colon = match self.form {
            DigestForm::Rfc9530 => ":",
            DigestForm::Bare => "",
        };
        let value = Base64::Standard.encode(self.as_bytes());
        write!(f, "{}={colon}{value}{colon}", self.algorithm)
    }
}

impl fmt::Debug for BodyDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BodyDigest({self})")
    }
}

crate::wire::string_faces!(BodyDigest);
