use super::shape;
use crate::error::Result;
use crate::wire::text;

text! {
    /// An account in the form of its chain, not empty.
    pub struct ChainAccount: check_account;
}

text! {
    /// A transaction in the form of its chain, not empty.
    pub struct ChainTransaction: check_transaction;
}

text! {
    /// The name of a Stacks contract or asset: a letter, then letters, digits and `-_!?+<>=/*`, at
    /// most 128 in all.
    ///
    /// Source: Clarity names, [SIP-002](https://github.com/stacksgov/sips/blob/main/sips/sip-002/sip-002-smart-contract-language.md).
    pub struct ContractName: check_name;
}

fn check_account(text: &str) -> Result<()> {
    shape(text, "an account", true)
}

fn check_transaction(text: &str) -> Result<()> {
    shape(text, "a transaction", true)
}

fn check_name(text: &str) -> Result<()> {
    let known = |byte: u8| byte.is_ascii_alphanumeric() || b"-_!?+<>=/*".contains(&byte);
    let fits = text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text.len() <= 128
        && text.bytes().all(known);
    shape(text, "the name of a contract or asset", fits)
}
