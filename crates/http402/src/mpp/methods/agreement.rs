//! What a payload must have in common with the request that it pays: whatever can be told from the
//! two texts alone, before any signature is checked or chain is asked.
//!
//! A server checks this first; a client checks its own work.

mod evm;
mod others;
mod solana;
mod tempo;

use crate::error::{Error, Kind, Result};

/// The refusal of the member `name` unless `holds`.
fn agree(holds: bool, name: &str, expected: &'static str) -> Result<()> {
    if holds {
        return Ok(());
    }
    Err(Error::new(Kind::Mismatch, expected, "another value").within(name))
}

/// The refusal of a payload of this type unless `holds`.
fn fits(holds: bool, expected: &'static str, tag: &'static str) -> Result<()> {
    if holds {
        return Ok(());
    }
    let found = alloc::format!("\"{tag}\"");
    Err(Error::new(Kind::Mismatch, expected, found).within("type"))
}
