#![doc = include_str!("../README.md")]
#![no_std]

extern crate alloc;
#[cfg(any(feature = "std", test))]
extern crate std;

mod base64;
mod decoder;
mod error;
mod hex;
pub mod json;
pub mod primitives;
mod wire;

pub use decoder::{Decoder, Deviation, Leniency, Limits, Tolerant};
pub use error::{Error, Kind, Result};
