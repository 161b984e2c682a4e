use alloc::format;

use crate::error::{Error, Kind, Result};
use crate::wire::text;

text! {
    /// A text of at most 256 characters: split memos of `evm`, descriptions of `solana` and
    /// `hedera`.
    pub struct ShortText: at_most_256_characters;
}

text! {
    /// A text of at most 566 bytes in UTF-8, which is what a memo instruction of Solana holds.
    pub struct SolanaMemo: at_most_566_bytes;
}

text! {
    /// A text of at most 34 bytes in UTF-8: `externalId` of `hedera`, which shares the transaction's
    /// memo.
    pub struct HederaExternalId: at_most_34_bytes;
}

fn at_most_256_characters(text: &str) -> Result<()> {
    at_most(256, "characters", text.chars().count())
}

fn at_most_566_bytes(text: &str) -> Result<()> {
    at_most(566, "bytes", text.len())
}

fn at_most_34_bytes(text: &str) -> Result<()> {
    at_most(34, "bytes", text.len())
}

fn at_most(most: usize, unit: &str, count: usize) -> Result<()> {
    if count <= most {
        return Ok(());
    }
    Err(Error::new(
        Kind::Limit,
        format!("at most {most} {unit}"),
        format!("{count}"),
    ))
}
