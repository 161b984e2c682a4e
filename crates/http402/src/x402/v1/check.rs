//! Does a payment pay an offer? What can be told without a signature and without the chain.

use super::payload::PaymentPayload;
use super::reason::ErrorReason;
use super::requirements::PaymentRequirements;
use crate::error::{Error, Kind, Result};
use crate::primitives::{Address, B256, U256};
use crate::x402::authorization::Authorization;
use crate::x402::scheme::Scheme;

/// How long before now an authorization begins, in seconds: clocks differ, and every client of the
/// field but one does so (X402-PP-009).
const BACKDATE: u64 = 600;

impl PaymentRequirements {
    /// The authorization that pays this offer of the scheme `exact` on an EVM chain: the required
    /// amount to the recipient, from ten minutes before `now` until `maxTimeoutSeconds` after it.
    ///
    /// `now` is in Unix seconds; `nonce` must be random and new. The server chooses token, amount and
    /// timeout, which may be any number of seconds: look at them before signing.
    ///
    /// # Errors
    ///
    /// [`Kind::Unsupported`] where the offer is none of the scheme `exact` on an EVM chain of the
    /// table.
    pub fn authorization(&self, from: Address, now: u64, nonce: B256) -> Result<Authorization> {
        let to = self.pay_to().as_evm();
        let Some(to) = to.filter(|_| self.exact_evm_chain_id().is_some()) else {
            return Err(not_exact_evm(self));
        };
        Ok(Authorization::new(
            from,
            *to,
            self.max_amount_required(),
            U256::from(now.saturating_sub(BACKDATE)),
            U256::from(now.saturating_add(self.max_timeout_seconds())),
            nonce,
        ))
    }

    /// The chain id of an offer of the scheme `exact` on an EVM chain of the table.
    fn exact_evm_chain_id(&self) -> Option<u64> {
        self.network()
            .chain_id()
            .filter(|_| *self.scheme() == Scheme::EXACT)
    }
}

#[cold]
fn not_exact_evm(offer: &PaymentRequirements) -> Error {
    let found = alloc::format!(
        "{} on {}",
        crate::error::quoted(offer.scheme().as_str()),
        crate::error::quoted(offer.network().as_str())
    );
    Error::new(
        Kind::Unsupported,
        "the scheme exact on a known EVM chain",
        found,
    )
}

impl PaymentPayload {
    /// Checks that the payment's parameters are those of `offer`, at the Unix time `now`: scheme,
    /// network, recipient, an amount that is at least the required one, a window that is open.
    ///
    /// The signature, the balance and the nonce are not looked at: with
    /// the feature `recover`, `verify` looks at the first of them.
    ///
    /// The authorization counts from `validAfter` on, as the specification says, and until the second
    /// before `validBefore`; tokens take it from the second after `validAfter`. Facilitators of the field want 6 seconds to spare; pass a later `now` to do
    /// likewise.
    ///
    /// # Errors
    ///
    /// The reason for the first difference in the order above; `unsupported_scheme` for every other
    /// scheme and network than `exact` on an EVM chain of the table.
    ///
    /// Source: [section 6.1.2](https://github.com/coinbase/x402/blob/dd927a26/specs/x402-specification-v1.md).
    pub fn check_parameters(
        &self,
        offer: &PaymentRequirements,
        now: u64,
    ) -> Result<(), ErrorReason> {
        if self.scheme() != offer.scheme() {
            return Err(ErrorReason::INVALID_SCHEME);
        }
        if self.network() != offer.network() {
            return Err(ErrorReason::INVALID_NETWORK);
        }
        let (Some(payload), Some(pay_to)) = (self.as_exact_evm(), offer.pay_to().as_evm()) else {
            return Err(ErrorReason::UNSUPPORTED_SCHEME);
        };
        let authorization = &payload.authorization;
        let now = U256::from(now);
        if authorization.to != *pay_to {
            return Err(ErrorReason::INVALID_EXACT_EVM_PAYLOAD_RECIPIENT_MISMATCH);
        }
        if authorization.value < offer.max_amount_required() {
            return Err(ErrorReason::INVALID_EXACT_EVM_PAYLOAD_AUTHORIZATION_VALUE);
        }
        if authorization.valid_before <= now {
            return Err(ErrorReason::INVALID_EXACT_EVM_PAYLOAD_AUTHORIZATION_VALID_BEFORE);
        }
        if authorization.valid_after > now {
            return Err(ErrorReason::INVALID_EXACT_EVM_PAYLOAD_AUTHORIZATION_VALID_AFTER);
        }
        Ok(())
    }
}
