use super::{agree, fits};
use crate::error::{Error, Result};
use crate::mpp::methods::tempo;
use crate::mpp::values::Uint96;
use crate::primitives::Address;

impl tempo::ChargeRequest {
    /// Checks that `payload` is of a type that answers this request: a proof for amount 0 and only
    /// then (MPP-TC-007), otherwise an advertised mode (MPP-TC-004), and no hash where the server
    /// pays the fee (MPP-TC-012).
    ///
    /// # Errors
    ///
    /// [`Kind::Mismatch`](crate::Kind::Mismatch).
    ///
    /// ```
    /// use http402::mpp::methods::tempo::{ChargePayload, ChargeRequest};
    ///
    /// let request: ChargeRequest = r#"{"amount":"0",
    ///     "currency":"0x20c0000000000000000000000000000000000000",
    ///     "recipient":"0x742d35cc6634c0532925a3b844bc9e7595f8fe00"}"#.parse()?;
    /// let transaction: ChargePayload = r#"{"type":"transaction","signature":"0x76f9"}"#.parse()?;
    /// assert!(request.check_payload(&transaction).is_err());
    /// # Ok::<(), http402::Error>(())
    /// ```
    pub fn check_payload(&self, payload: &tempo::ChargePayload) -> Result<()> {
        let details = self.method_details.as_ref();
        let pays = details.and_then(|details| details.fee_payer) == Some(true);
        let modes = details.and_then(|details| details.supported_modes.as_ref());
        let offers = |mode| modes.is_none_or(|modes| modes.as_slice().contains(&mode));
        let (holds, expected) = match (self.amount.get().is_zero(), payload) {
            (true, payload) => (
                matches!(payload, tempo::ChargePayload::Proof(_)),
                "\"proof\" for amount 0",
            ),
            (false, tempo::ChargePayload::Proof(_)) => (false, "\"transaction\" or \"hash\""),
            (false, tempo::ChargePayload::Transaction(_)) => (
                offers(tempo::SubmissionMode::Pull),
                "\"hash\" for push alone",
            ),
            (false, tempo::ChargePayload::Hash(_)) if pays => {
                (false, "\"transaction\" where the server pays the fee")
            }
            (false, tempo::ChargePayload::Hash(_)) => (
                offers(tempo::SubmissionMode::Push),
                "\"transaction\" for pull alone",
            ),
        };
        fits(holds, expected, payload.tag())
    }
}

impl tempo::SessionRequest {
    /// Checks that `payload` is by the session protocol of this request: for v2 with a descriptor
    /// that has the request's payee, token and operator, and with amounts below 2⁹⁶.
    ///
    /// # Errors
    ///
    /// [`Kind::Missing`](crate::Kind::Missing) or [`Kind::Mismatch`](crate::Kind::Mismatch) for the
    /// descriptor, [`Kind::BadValue`](crate::Kind::BadValue) for an amount.
    pub fn check_payload(&self, payload: &tempo::SessionPayload) -> Result<()> {
        let details = &self.method_details;
        if details.protocol() == tempo::SessionProtocol::V1 {
            return Ok(());
        }
        let (descriptor, amount, name) = match payload {
            tempo::SessionPayload::Open(open) => {
                (&open.descriptor, open.cumulative_amount, "cumulativeAmount")
            }
            tempo::SessionPayload::TopUp(top_up) => (
                &top_up.descriptor,
                top_up.additional_deposit,
                "additionalDeposit",
            ),
            tempo::SessionPayload::Voucher(voucher) => (
                &voucher.descriptor,
                voucher.cumulative_amount,
                "cumulativeAmount",
            ),
            tempo::SessionPayload::Close(close) => (
                &close.descriptor,
                close.cumulative_amount,
                "cumulativeAmount",
            ),
        };
        Uint96::try_from(amount.get()).map_err(|error| error.within(name))?;
        let descriptor = descriptor
            .as_ref()
            .ok_or_else(|| Error::missing("descriptor"))?;
        let operator = details.operator.unwrap_or(Address::ZERO);
        agree(
            descriptor.payee == self.recipient,
            "payee",
            "recipient of the request",
        )
        .and(agree(
            descriptor.token == self.currency,
            "token",
            "currency of the request",
        ))
        .and(agree(
            descriptor.operator == operator,
            "operator",
            "operator of the request",
        ))
        .map_err(|error| error.within("descriptor"))?;
        match payload {
            tempo::SessionPayload::Open(open) => {
                let signer = open
                    .authorized_signer
                    .unwrap_or(descriptor.authorized_signer);
                let same = signer == descriptor.authorized_signer;
                agree(
                    same,
                    "authorizedSigner",
                    "authorizedSigner of the descriptor",
                )
            }
            _ => Ok(()),
        }
    }
}
