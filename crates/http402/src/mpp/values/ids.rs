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
    /// The name of a Stacks contract or asset, not empty.
    pub struct ContractName: check_name;
}

fn check_account(text: &str) -> Result<()> {
    shape(text, "an account", true)
}

fn check_transaction(text: &str) -> Result<()> {
    shape(text, "a transaction", true)
}

fn check_name(text: &str) -> Result<()> {
    shape(text, "the name of a contract or asset", true)
}
