//! Faults of payment methods, by kind: what a method's objects may lack, and what goes unchecked.

use http402::Kind::{
    self, BadValue, Base64, Duplicate, EmptyField, Limit, Mismatch, Missing, Syntax, Unsupported,
    WrongType,
};

use super::Deed::Takes;
use super::{Row, row};

const VALUES: &[Kind] = &[BadValue, Base64, EmptyField, Limit, Syntax];
const DISCRIMINATOR: &[Kind] = &[BadValue, Missing, Unsupported, WrongType];
const CONTRADICTION: &[Kind] = &[BadValue, Duplicate, Limit, Mismatch, Missing, Unsupported];

#[rustfmt::skip]
pub(super) const ROWS: &[Row] = &[
    row("card-members-optional", &["*:card/*"], Takes(&[Missing], "*")),
    row("evm-members-optional", &["*:evm/*"], Takes(&[Missing], "*")),
    row("hedera-members-optional", &["*:hedera/*"], Takes(&[Missing], "*")),
    row("lightning-members-optional", &["*:lightning/*"], Takes(&[Missing], "*")),
    row("nearintents-members-optional", &["*:nearintents/*"], Takes(&[Missing], "*")),
    row("solana-members-optional", &["*:solana/*"], Takes(&[Missing], "*")),
    row("stellar-members-optional", &["*:stellar/*"], Takes(&[Missing], "*")),
    row("stripe-members-optional", &["*:stripe/*"], Takes(&[Missing], "*")),
    row("tempo-members-optional", &["*:tempo/*"], Takes(&[Missing], "*")),
    row("testpay-members-optional", &["*:testpay/*"], Takes(&[Missing], "*")),
    row("usdc-members-optional", &["*:usdc/*"], Takes(&[Missing], "*")),
    row("card-members-of-any-type", &["*:card/*"], Takes(&[WrongType], "*")),
    row("evm-members-of-any-type", &["*:evm/*"], Takes(&[WrongType], "*")),
    row("lightning-members-of-any-type", &["*:lightning/*"], Takes(&[WrongType], "*")),
    row("stripe-members-of-any-type", &["*:stripe/*"], Takes(&[WrongType], "*")),
    row("tempo-members-of-any-type", &["*:tempo/*"], Takes(&[WrongType], "*")),
    row("testpay-members-of-any-type", &["*:testpay/*"], Takes(&[WrongType], "*")),
    row("usdc-members-of-any-type", &["*:usdc/*"], Takes(&[WrongType], "*")),
    row("card-values-unchecked", &["*:card/*"], Takes(VALUES, "*")),
    row("evm-values-unchecked", &["*:evm/*"], Takes(VALUES, "*")),
    row("hedera-values-unchecked", &["*:hedera/*"], Takes(VALUES, "*")),
    row("lightning-values-unchecked", &["*:lightning/*"], Takes(VALUES, "*")),
    row("nearintents-values-unchecked", &["*:nearintents/*"], Takes(VALUES, "*")),
    row("solana-values-unchecked", &["*:solana/*"], Takes(VALUES, "*")),
    row("stellar-values-unchecked", &["*:stellar/*"], Takes(VALUES, "*")),
    row("stripe-values-unchecked", &["*:stripe/*"], Takes(VALUES, "*")),
    row("tempo-values-unchecked", &["*:tempo/*"], Takes(VALUES, "*")),
    row("testpay-values-unchecked", &["*:testpay/*"], Takes(VALUES, "*")),
    row("usdc-values-unchecked", &["*:usdc/*"], Takes(VALUES, "*")),
    row("evm-payload-type-guessed", &["payload.decode:evm/*"], Takes(DISCRIMINATOR, "type")),
    row("evm-payload-type-guessed", &["payload.decode:evm/*"], Takes(DISCRIMINATOR, "action")),
    row("hedera-payload-type-guessed", &["payload.decode:hedera/*"], Takes(DISCRIMINATOR, "type")),
    row("hedera-payload-type-guessed", &["payload.decode:hedera/*"], Takes(DISCRIMINATOR, "action")),
    row("lightning-payload-type-guessed", &["payload.decode:lightning/*"], Takes(DISCRIMINATOR, "type")),
    row("lightning-payload-type-guessed", &["payload.decode:lightning/*"], Takes(DISCRIMINATOR, "action")),
    row("nearintents-payload-type-guessed", &["payload.decode:nearintents/*"], Takes(DISCRIMINATOR, "type")),
    row("nearintents-payload-type-guessed", &["payload.decode:nearintents/*"],
        Takes(DISCRIMINATOR, "action")),
    row("solana-payload-type-guessed", &["payload.decode:solana/*"], Takes(DISCRIMINATOR, "type")),
    row("solana-payload-type-guessed", &["payload.decode:solana/*"], Takes(DISCRIMINATOR, "action")),
    row("stellar-payload-type-guessed", &["payload.decode:stellar/*"], Takes(DISCRIMINATOR, "type")),
    row("stellar-payload-type-guessed", &["payload.decode:stellar/*"], Takes(DISCRIMINATOR, "action")),
    row("tempo-payload-type-guessed", &["payload.decode:tempo/*"], Takes(DISCRIMINATOR, "type")),
    row("tempo-payload-type-guessed", &["payload.decode:tempo/*"], Takes(DISCRIMINATOR, "action")),
    row("usdc-payload-type-guessed", &["payload.decode:usdc/*"], Takes(DISCRIMINATOR, "type")),
    row("usdc-payload-type-guessed", &["payload.decode:usdc/*"], Takes(DISCRIMINATOR, "action")),
    row("card-contradictions-taken", &["*:card/*"], Takes(CONTRADICTION, "*")),
    row("evm-contradictions-taken", &["*:evm/*"], Takes(CONTRADICTION, "*")),
    row("hedera-contradictions-taken", &["*:hedera/*"], Takes(CONTRADICTION, "*")),
    row("lightning-contradictions-taken", &["*:lightning/*"], Takes(CONTRADICTION, "*")),
    row("nearintents-contradictions-taken", &["*:nearintents/*"], Takes(CONTRADICTION, "*")),
    row("solana-contradictions-taken", &["*:solana/*"], Takes(CONTRADICTION, "*")),
    row("tempo-contradictions-taken", &["*:tempo/*"], Takes(CONTRADICTION, "*")),
    row("usdc-contradictions-taken", &["*:usdc/*"], Takes(CONTRADICTION, "*")),
    row("zero-amount-by-transaction", &["payload.decode:tempo/charge"], Takes(CONTRADICTION, "*")),
];
