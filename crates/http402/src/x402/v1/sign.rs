//! Signing and verifying payments of the scheme `exact` on EVM chains.

use crate::eip712::{DomainSeparator, SecretKey, TransferWithAuthorization, verify};
use crate::error::{Error, Result};
use crate::primitives::{Address, B256};
use crate::x402::authorization::Authorization;
use crate::x402::v1::{ErrorReason, ExactEvmPayload, PaymentPayload, PaymentRequirements};

impl ExactEvmPayload {
    /// Signs `authorization` within the domain of `token`: nonce by RFC 6979, low s, v 27 or
    /// 28. The token takes the signature only where `key` is that of `authorization.from`.
    pub fn sign(authorization: Authorization, token: &DomainSeparator, key: &SecretKey) -> Self {
        let signature = key.sign(token, &TransferWithAuthorization::from(&authorization));
        Self::new(signature, authorization)
    }

    /// Checks that `from` signed the authorization within the domain of `token`, in the form
    /// that tokens accept: low s.
    ///
    /// # Errors
    ///
    /// [`Kind::Signature`](crate::Kind::Signature), and
    /// [`Kind::Unsupported`](crate::Kind::Unsupported) for the signature of a contract, which
    /// only the chain can check.
    pub fn verify(&self, token: &DomainSeparator) -> Result<()> {
        let digest = self.authorization.signing_digest(token);
        verify(&digest, &self.signature, &self.authorization.from)
    }
}

impl PaymentPayload {
    /// Pays `offer` with the account of `key`, at the Unix time `now`; `nonce` must be random
    /// and new. See [`PaymentRequirements::authorization`].
    ///
    /// # Errors
    ///
    /// As [`PaymentRequirements::authorization`], and [`Kind::Missing`](crate::Kind::Missing)
    /// where a lenient parse found no `extra`: without it nothing must be signed.
    pub fn sign(
        offer: &PaymentRequirements,
        key: &SecretKey,
        now: u64,
        nonce: B256,
    ) -> Result<Self> {
        let authorization = offer.authorization(key.address(), now, nonce)?;
        let domain = offer.eip712_domain();
        let token = domain.ok_or_else(|| Error::missing("extra"))?.separator();
        let payload = ExactEvmPayload::sign(authorization, &token, key);
        Self::exact_evm(offer.network().clone(), payload)
    }

    /// Checks that the payment pays `offer` at the Unix time `now`, and that its payer signed
    /// it. Gives the payer.
    ///
    /// What only the chain knows is left: the balance, and whether the nonce was used. The
    /// signature of a contract wallet is refused too, for the same reason; check it with
    /// [`check_parameters`](Self::check_parameters) and the chain.
    ///
    /// # Errors
    ///
    /// As [`check_parameters`](Self::check_parameters), then `invalid_payment_requirements`
    /// where `offer` lacks the token's domain, then `invalid_exact_evm_payload_signature`.
    pub fn verify(&self, offer: &PaymentRequirements, now: u64) -> Result<Address, ErrorReason> {
        self.check_parameters(offer, now)?;
        let payload = self.as_exact_evm().ok_or(ErrorReason::UNSUPPORTED_SCHEME)?;
        let domain = offer
            .eip712_domain()
            .ok_or(ErrorReason::INVALID_PAYMENT_REQUIREMENTS)?;
        payload
            .verify(&domain.separator())
            .map_err(|_| ErrorReason::INVALID_EXACT_EVM_PAYLOAD_SIGNATURE)?;
        Ok(payload.authorization.from)
    }
}
