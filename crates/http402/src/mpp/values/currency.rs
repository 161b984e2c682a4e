use super::shape;
use crate::error::Result;
use crate::wire::{choice, text};

text! {
    /// A fiat currency: three lower-case letters of ISO 4217, such as `usd`.
    ///
    /// Amounts are in its smallest unit, such as cents. Whether the letters name a currency today is
    /// not checked: the ISO list changes.
    /// Source: charge intent,
    /// [Currency Formats](https://github.com/tempoxyz/mpp-specs/blob/f9506cd/specs/intents/draft-payment-intent-charge-00.md#currency-formats).
    ///
    /// ```
    /// use http402::mpp::values::FiatCurrency;
    ///
    /// assert_eq!(FiatCurrency::new("eur")?.as_str(), "eur");
    /// assert!(FiatCurrency::new("EUR").is_err());
    /// # Ok::<(), http402::Error>(())
    /// ```
    pub struct FiatCurrency: check_fiat;
    /// US dollar, in cents.
    USD = "usd";
}

fn check_fiat(text: &str) -> Result<()> {
    let letters = text.bytes().all(|byte| byte.is_ascii_lowercase());
    shape(
        text,
        "three lower-case letters (ISO 4217)",
        letters && text.len() == 3,
    )
}

text! {
    /// What an amount is in: a fiat currency, a token address, or a name that the payment method
    /// defines; not empty.
    ///
    /// Methods that state one form have a type of their own for it.
    pub struct Currency: check_currency;
}

choice! {
    /// Satoshi, the only currency of `lightning`.
    pub enum Sat "\"sat\"" {
        /// `sat`
        Sat = "sat",
    }
}

fn check_currency(text: &str) -> Result<()> {
    shape(text, "a currency", true)
}
