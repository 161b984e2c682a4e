use super::shape;
use crate::error::Result;
use crate::wire::{integer, text};

text! {
    /// An account or token of Hedera, `shard.realm.num`: `0.0.456858`.
    pub struct HederaEntityId: check_entity;
}

text! {
    /// A transaction of Hedera, its payer and its start: `0.0.12345@1711234567.123456789`.
    pub struct HederaTransactionId: check_transaction;
}

integer! {
    /// Hedera's EIP-155 chain id: 295 for the main network, 296 for the test network.
    pub struct HederaChainId: 295..=296;
}

fn check_entity(text: &str) -> Result<()> {
    shape(text, "shard.realm.num", are_numbers(text, 3))
}

fn check_transaction(text: &str) -> Result<()> {
    let fits = text
        .split_once('@')
        .is_some_and(|(payer, start)| are_numbers(payer, 3) && are_numbers(start, 2));
    shape(text, "shard.realm.num@seconds.nanoseconds", fits)
}

fn are_numbers(text: &str, count: usize) -> bool {
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    text.split('.').count() == count && text.split('.').all(is_number)
}
