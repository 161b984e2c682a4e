//! The identifiers of the scheme.

use crate::error::{Error, Result, quoted};

crate::wire::text! {
    /// A payment method identifier: `tempo`, `stripe`, `evm`…
    ///
    /// Grammar: a lower-case letter, then lower-case letters, digits, `:`, `_`, `-`; compared by
    /// case. Deviation: [the specification][spec] has letters only; deployed challenges use the
    /// wider set (MPP-CORE-008). Parsers accept it, [`ChallengeBuilder`] issues letters only.
    ///
    /// ```
    /// use http402::mpp::MethodId;
    ///
    /// assert_eq!("tempo".parse::<MethodId>()?, MethodId::TEMPO);
    /// assert!("Tempo".parse::<MethodId>().is_err());
    /// # Ok::<(), http402::Error>(())
    /// ```
    ///
    /// [spec]: https://github.com/tempoxyz/mpp-specs/blob/f9506cd/specs/core/draft-httpauth-payment-00.md#method-identifier-format
    /// [`ChallengeBuilder`]: crate::mpp::ChallengeBuilder
    pub struct MethodId: check_method;
    /// Encrypted card credentials.
    CARD = "card";
    /// ERC-20 transfers on EVM chains.
    EVM = "evm";
    /// Hedera.
    HEDERA = "hedera";
    /// The Lightning Network.
    LIGHTNING = "lightning";
    /// NEAR Intents.
    NEARINTENTS = "nearintents";
    /// Solana.
    SOLANA = "solana";
    /// Stellar.
    STELLAR = "stellar";
    /// Stripe.
    STRIPE = "stripe";
    /// Tempo.
    TEMPO = "tempo";
    /// The test method of this project's conformance suite.
    TESTPAY = "testpay";
    /// USDC on several chains.
    USDC = "usdc";
}

crate::wire::text! {
    /// A payment intent: `charge`, `session`, `subscription`…
    ///
    /// Grammar: [`1*( ALPHA / DIGIT / "-" )`][spec]; letter case is kept and counts.
    ///
    /// ```
    /// use http402::mpp::Intent;
    ///
    /// assert_eq!("charge".parse::<Intent>()?, Intent::CHARGE);
    /// assert_eq!("Charge".parse::<Intent>()?.as_str(), "Charge");
    /// # Ok::<(), http402::Error>(())
    /// ```
    ///
    /// [spec]: https://github.com/tempoxyz/mpp-specs/blob/f9506cd/specs/core/draft-httpauth-payment-00.md#intent-identifiers
    pub struct Intent: check_intent;
    /// One payment for one access.
    CHARGE = "charge";
    /// Metered payments out of a deposit.
    SESSION = "session";
    /// Recurring payments.
    SUBSCRIPTION = "subscription";
}

crate::wire::text! {
    /// A challenge id, a receipt's reference, a payer: any text but the empty one.
    pub struct Identifier: check_identifier;
}

fn check_identifier(text: &str) -> Result<()> {
    check(text, true, "an identifier")
}

pub(super) fn check_method(text: &str) -> Result<()> {
    let expected = "a lower-case payment method identifier";
    let rest = |byte: u8| {
        byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b':' | b'_' | b'-')
    };
    let starts = text
        .bytes()
        .next()
        .is_some_and(|byte| byte.is_ascii_lowercase());
    check(text, starts && text.bytes().all(rest), expected)
}

/// `payment-method-id = 1*LOWERALPHA`, what an issuer may send.
pub(super) fn check_method_strict(text: &str) -> Result<()> {
    let letters = text.bytes().all(|byte| byte.is_ascii_lowercase());
    check(text, letters, "lower-case letters")
}

pub(super) fn check_intent(text: &str) -> Result<()> {
    let token = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    check(text, text.bytes().all(token), "letters, digits and '-'")
}

fn check(text: &str, holds: bool, expected: &'static str) -> Result<()> {
    match (text, holds) {
        ("", _) => Err(Error::empty(expected)),
        (_, true) => Ok(()),
        (_, false) => Err(Error::bad_value(expected, quoted(text))),
    }
}
