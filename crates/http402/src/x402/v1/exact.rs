//! The payloads and extras of the scheme `exact`.

use alloc::boxed::Box;
use core::fmt;

use crate::error::{Error, Result};
use crate::json::{Decode, Encode, Members, ObjectWriter, Reader};
use crate::primitives::{Base64Bytes, Signature, SolanaAddress};
use crate::x402::authorization::Authorization;
use crate::x402::network::{Chain, Network};
use crate::x402::scheme::Scheme;

crate::wire::object! {
    /// `payload` of the scheme `exact` on an EVM chain: an authorization and its signature.
    ///
    /// Source: [section 5.2.2] and the scheme [`exact` on EVM].
    ///
    /// [section 5.2.2]: https://github.com/coinbase/x402/blob/dd927a26/specs/x402-specification-v1.md
    /// [`exact` on EVM]: https://github.com/coinbase/x402/blob/dd927a26/specs/schemes/exact/scheme_exact_evm.md
    pub struct ExactEvmPayload {
        required {
            /// The EIP-712 signature of the authorization: 65 bytes of an account, or what the
            /// payer's contract wallet accepts.
            signature: Signature = "signature",
            /// What was signed.
            authorization: Authorization = "authorization",
        }
    }
}

crate::wire::object! {
    /// `payload` of the scheme `exact` on Solana: a transaction that the payer signed.
    ///
    /// Source: the scheme [`exact` on SVM].
    ///
    /// [`exact` on SVM]: https://github.com/coinbase/x402/blob/dd927a26/specs/schemes/exact/scheme_exact_svm.md
    pub struct ExactSvmPayload {
        required {
            /// The serialized versioned transaction, signed by the payer and not yet by the fee
            /// payer. Checked to be base64; the transaction itself is not decoded.
            transaction: Base64Bytes = "transaction",
        }
    }
}

/// `extra` of the scheme `exact` on an EVM chain: the token's EIP-712 domain.
///
/// ```json
/// {"name":"USDC","version":"2"}
/// ```
///
/// Both are strings that are not empty. A number as `version` is refused: it would hash to another
/// digest than the string (X402-EVM-016).
///
/// Source: the example of [section 5.1.1].
///
/// ```
/// use http402::Kind;
/// use http402::x402::v1::ExactEvmExtra;
///
/// let extra = ExactEvmExtra::from_json(r#"{"name":"USDC","version":"2"}"#)?;
/// assert_eq!((extra.name(), extra.version()), ("USDC", "2"));
/// let error = ExactEvmExtra::from_json(r#"{"name":"USDC","version":2}"#).unwrap_err();
/// assert_eq!(error.kind(), Kind::WrongType);
/// # Ok::<(), http402::Error>(())
/// ```
///
/// [section 5.1.1]: https://github.com/coinbase/x402/blob/dd927a26/specs/x402-specification-v1.md
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExactEvmExtra {
    name: Box<str>,
    version: Box<str>,
    members: Members,
}

impl ExactEvmExtra {
    const NAMES: &'static [&'static str] = &["name", "version"];

    /// Checks both texts.
    ///
    /// # Errors
    ///
    /// [`Kind::EmptyField`](crate::Kind::EmptyField) where one is empty.
    pub fn new(name: &str, version: &str) -> Result<Self> {
        Ok(Self {
            name: present(name).map_err(|error| error.within("name"))?,
            version: present(version).map_err(|error| error.within("version"))?,
            members: Members::new(),
        })
    }

    /// `name` of the token's EIP-712 domain.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// `version` of the token's EIP-712 domain.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Members that the specification does not name, kept as they came.
    pub fn members(&self) -> &Members {
        &self.members
    }
}

fn present(text: &str) -> Result<Box<str>> {
    if text.is_empty() {
        return Err(Error::empty("a string"));
    }
    Ok(text.into())
}

impl<'a> Decode<'a> for ExactEvmExtra {
    fn decode(reader: &mut Reader<'a>) -> Result<Self> {
        let (mut domain_name, mut version) = (None, None);
        let mut members = Members::new();
        reader.object(|reader, name| {
            match &*reader.member_name(name, Self::NAMES) {
                "name" => domain_name = Some(reader.parsed(present)?),
                "version" => version = Some(reader.parsed(present)?),
                _ => members.read(reader, name)?,
            }
            Ok(())
        })?;
        Ok(Self {
            name: domain_name.ok_or_else(|| Error::missing("name"))?,
            version: version.ok_or_else(|| Error::missing("version"))?,
            members,
        })
    }
}

impl Encode for ExactEvmExtra {
    fn encode<W: fmt::Write + ?Sized>(&self, out: &mut W) -> fmt::Result {
        let mut object = ObjectWriter::begin(out)?;
        object.member("name", &*self.name)?;
        object.member("version", &*self.version)?;
        object.members(&self.members)?;
        object.end()
    }
}

crate::wire::json_faces!(ExactEvmExtra);

crate::wire::object! {
    /// `extra` of the scheme `exact` on Solana.
    ///
    /// Source: the scheme [`exact` on SVM].
    ///
    /// [`exact` on SVM]: https://github.com/coinbase/x402/blob/dd927a26/specs/schemes/exact/scheme_exact_svm.md
    pub struct ExactSvmExtra {
        required {
            /// The account that pays the transaction fee, as a rule the facilitator's.
            fee_payer: SolanaAddress = "feePayer",
        }
    }
}

/// `extra` as the scheme and the network read it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Extra {
    Evm(ExactEvmExtra),
    Svm(ExactSvmExtra),
    /// The scheme and the network are not known here, or there is no `extra`.
    Other,
    /// A lenient parse found less than the scheme needs.
    Incomplete,
}

impl Extra {
    pub(crate) fn read(
        reader: &mut Reader<'_>,
        scheme: &Scheme,
        network: &Network,
    ) -> Result<Self> {
        match network.info().filter(|_| *scheme == Scheme::EXACT) {
            Some(info) => match info.chain {
                Chain::Evm(_) => Decode::decode(reader).map(Self::Evm),
                Chain::Solana(_) => Decode::decode(reader).map(Self::Svm),
            },
            None => Ok(Self::Other),
        }
    }

    /// Whether the scheme cannot do without `extra`.
    pub(crate) fn is_needed(scheme: &Scheme, network: &Network) -> bool {
        *scheme == Scheme::EXACT && network.info().is_some()
    }
}
