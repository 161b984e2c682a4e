#![doc = include_str!("../README.md")]
#![no_std]

extern crate alloc;
#[cfg(any(feature = "std", test))]
extern crate std;

mod base58;
mod base64;
mod decoder;
#[cfg(feature = "eip712")]
pub mod eip712;
mod error;
#[cfg(feature = "http")]
mod header_value;
mod hex;
pub mod json;
pub mod mpp;
pub mod primitives;
mod wire;
pub mod x402;

pub use base64::Base64;
pub use decoder::{Decoder, Deviation, Leniency, Limits, Tolerant};
pub use error::{Error, Kind, Result};
