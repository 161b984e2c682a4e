//! EIP-712 hashing of typed structured data: what a payer of either protocol signs.
//!
//! ```text
//! separator  = keccak256(typeHash(EIP712Domain) ‖ name, version, chainId, verifyingContract, salt)
//! hashStruct = keccak256(typeHash(struct) ‖ encodeData(members))
//! digest     = keccak256(0x19 0x01 ‖ separator ‖ hashStruct)
//! ```
//!
//! A [`Domain`] gives its [`DomainSeparator`] once, to be kept as long as the domain is used; every
//! [`Struct`] is then hashed without allocation. [`TypedData`] hashes whatever the JSON of
//! `eth_signTypedData_v4` can say. Source: [EIP-712](https://eips.ethereum.org/EIPS/eip-712).
//!
//! ```
//! use http402::eip712::{Domain, TransferWithAuthorization, signing_digest};
//!
//! let separator = Domain::new("USDC")
//!     .with_version("2")
//!     .with_chain_id(84532)
//!     .with_verifying_contract("0x036CbD53842c5426634e7929541eC2318f3dCF7e".parse()?)
//!     .separator();
//! let authorization = TransferWithAuthorization {
//!     from: "0x857b06519E91e3A54538791bDbb0E22373e36b66".parse()?,
//!     to: "0x209693Bc6afc0C5328bA36FaF03C514EF312287C".parse()?,
//!     value: "10000".parse()?,
//!     valid_after: "1740672089".parse()?,
//!     valid_before: "1740672154".parse()?,
//!     nonce: "0xf3746613c2d920b5fdabc0856f2aeb2d4f88ee6037b8cc5d04a71a4462f13480".parse()?,
//! };
//! assert_eq!(
//!     signing_digest(&separator, &authorization).to_string(),
//!     "0xf256992871671abcb27ff92885a7afa46218724e5fc0bac35d050115aa1d22e6",
//! );
//! # Ok::<(), http402::Error>(())
//! ```

mod authorization;
mod checksum;
mod domain;
pub mod evm;
mod keccak;
mod mpp;
pub mod permit2;
#[cfg(feature = "recover")]
mod recover;
#[cfg(feature = "recover")]
mod secret_key;
mod signature;
mod structs;
pub mod tempo;
mod typed_data;
mod voucher;
mod x402;

pub use authorization::{ReceiveWithAuthorization, TransferWithAuthorization};
pub use domain::{Domain, DomainSeparator};
pub use keccak::keccak256;
pub use mpp::challenge_hash;
#[cfg(feature = "recover")]
pub use recover::{recover_address, verify};
#[cfg(feature = "recover")]
pub use secret_key::{PublicKey, SecretKey};
pub use signature::SignatureParts;
pub use structs::{Struct, signing_digest};
pub use typed_data::TypedData;
pub use voucher::Voucher;

pub(crate) use keccak::keccak256_words;
pub(crate) use structs::Word;
