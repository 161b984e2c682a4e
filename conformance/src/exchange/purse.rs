use core::fmt;
use std::sync::{Mutex, PoisonError};

use serde_json::Value;

use crate::crypto::Wallet;

/// How much may be offered to a target in all, in atomic units of one asset, and by whom.
#[derive(Debug, Default)]
pub struct Purse {
    own: Option<Wallet>,
    limit: Option<u128>,
    spent: Mutex<u128>,
}

/// Why a payment is not made.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct TooDear {
    limit: u128,
}

impl fmt::Display for TooDear {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "not paid: --max-spend is {} atomic units off loopback",
            self.limit
        )
    }
}

impl Purse {
    /// Without a limit, for targets on this machine.
    #[must_use]
    pub fn bottomless() -> Self {
        Self::default()
    }

    /// With a limit over the whole run.
    #[must_use]
    pub fn of(limit: u128) -> Self {
        Self {
            limit: Some(limit),
            ..Self::default()
        }
    }

    /// Lets alice, who pays honestly unless a vector says otherwise, be this wallet.
    #[must_use]
    pub fn with_wallet(mut self, own: Wallet) -> Self {
        self.own = Some(own);
        self
    }

    /// The wallet of a label.
    #[must_use]
    pub fn wallet(&self, label: &str) -> Wallet {
        match &self.own {
            Some(own) if label == "alice" => own.clone(),
            _ => Wallet::from_label(label),
        }
    }

    /// Takes the amount of an offer out of the purse, whether it will be settled or not.
    ///
    /// # Errors
    ///
    /// Where the limit would be passed, or the amount cannot be read.
    pub fn take(&self, terms: &Value) -> Result<(), TooDear> {
        let Some(limit) = self.limit else {
            return Ok(());
        };
        let refused = || TooDear { limit };
        let amount = terms
            .get("maxAmountRequired")
            .or_else(|| terms.pointer("/request/amount"))
            .and_then(Value::as_str)
            .and_then(|text| text.parse::<u128>().ok())
            .ok_or_else(refused)?;
        let mut spent = self.spent.lock().unwrap_or_else(PoisonError::into_inner);
        let total = spent.checked_add(amount).filter(|total| *total <= limit);
        *spent = total.ok_or_else(refused)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::Purse;

    #[test]
    fn the_limit_is_over_all_payments() {
        let purse = Purse::of(25);
        let x402 = json!({ "maxAmountRequired": "10" });
        assert!(purse.take(&x402).is_ok());
        assert!(
            purse
                .take(&json!({ "request": { "amount": "10" } }))
                .is_ok()
        );
        assert!(purse.take(&x402).is_err());
        assert!(purse.take(&json!({ "request": { "amount": "0" } })).is_ok());
        assert!(
            purse
                .take(&json!({ "request": { "amount": "1.5" } }))
                .is_err()
        );
        assert!(Purse::of(0).take(&x402).is_err());
        assert!(Purse::bottomless().take(&json!({})).is_ok());
    }
}
