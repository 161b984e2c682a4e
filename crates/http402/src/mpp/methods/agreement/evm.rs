use super::{agree, fits};
use crate::error::Result;
use crate::mpp::methods::evm;
use crate::primitives::{Address, B256, U256};

impl evm::ChargeRequest {
    /// Checks that `payload` is of an accepted type where this request names them (MPP-EC-002), with
    /// splits of type `permit2` (MPP-EC-003), and moves what this request asks for to whom it names.
    /// Where it names no types, a server has to take transactions and may take the others.
    ///
    /// # Errors
    ///
    /// [`Kind::Mismatch`](crate::Kind::Mismatch).
    pub fn check_payload(&self, payload: &evm::ChargePayload) -> Result<()> {
        let details = &self.method_details;
        let kind: evm::CredentialType = payload.tag().parse()?;
        let types = details.credential_types.as_ref();
        let accepted = types.is_none_or(|types| types.contains(&kind));
        fits(accepted, "one of credentialTypes", payload.tag())?;
        match payload {
            evm::ChargePayload::Permit2(permit) => self.check_permit(permit),
            _ if details.splits.is_some() => fits(false, "\"permit2\" for splits", payload.tag()),
            evm::ChargePayload::Authorization(authorization) => {
                agree(
                    authorization.to == self.recipient,
                    "to",
                    "recipient of the request",
                )?;
                let value = authorization.value.get();
                agree(value == self.amount.get(), "value", "amount of the request")
            }
            evm::ChargePayload::Transaction(_) | evm::ChargePayload::Hash(_) => Ok(()),
        }
    }

    fn check_permit(&self, payload: &evm::Permit2Payload) -> Result<()> {
        let splits = self.method_details.splits.iter().flatten();
        let parts = splits.clone().map(|split| split.amount.get());
        // Invariant: the type of the request keeps the sum of the splits below the amount.
        let rest = parts.fold(self.amount.get(), |rest, part| {
            rest.checked_sub(part).unwrap_or(U256::ZERO)
        });
        let expected = core::iter::once((self.recipient, rest))
            .chain(splits.map(|split| (split.recipient, split.amount.get())));
        let actual = payload.transfer_details.iter();
        let actual = actual.map(|transfer| (transfer.to, transfer.requested_amount.get()));
        agree(
            actual.eq(expected),
            "transferDetails",
            "recipient, then each split",
        )?;
        for (permitted, transfer) in payload
            .permit
            .permitted
            .iter()
            .zip(&payload.transfer_details)
        {
            let covers = permitted.amount >= transfer.requested_amount;
            agree(
                permitted.token == self.currency,
                "token",
                "currency of the request",
            )
            .and(agree(
                covers,
                "amount",
                "the amount of the transfer or more",
            ))
            .map_err(|error| error.within("permitted").within("permit"))?;
        }
        let same = payload.witness.external_id == self.external_id;
        agree(same, "externalId", "externalId of the request")
            .map_err(|error| error.within("witness"))
    }
}

impl evm::SessionRequest {
    /// Checks that a deposit in `payload` is of an accepted type (MPP-ES-003) and pulls the token of
    /// this request into its escrow.
    ///
    /// # Errors
    ///
    /// [`Kind::Mismatch`](crate::Kind::Mismatch).
    pub fn check_payload(&self, payload: &evm::SessionPayload) -> Result<()> {
        use evm::{Deposit, OpenDeposit, OpenPayload, SessionPayload, TopUpDeposit, TopUpPayload};

        let pull = match payload {
            SessionPayload::Open(OpenPayload::Hash(_))
            | SessionPayload::TopUp(TopUpPayload::Hash(_)) => Pull::Hash,
            SessionPayload::Open(OpenPayload::Authorization(open)) => {
                Pull::Authorization(&open.authorization)
            }
            SessionPayload::Open(OpenPayload::Permit2(open)) => Pull::Open(&open.authorization),
            SessionPayload::TopUp(TopUpPayload::Authorization(top_up)) => {
                Pull::Authorization(&top_up.authorization)
            }
            SessionPayload::TopUp(TopUpPayload::Permit2(top_up)) => {
                Pull::TopUp(&top_up.authorization, top_up.channel_id)
            }
            SessionPayload::Voucher(voucher) => match &voucher.deposit {
                None => return Ok(()),
                Some(Deposit::Open(OpenDeposit::Authorization(open))) => {
                    Pull::Authorization(&open.authorization)
                }
                Some(Deposit::Open(OpenDeposit::Permit2(open))) => Pull::Open(&open.authorization),
                Some(Deposit::TopUp(TopUpDeposit::Authorization(top_up))) => {
                    Pull::Authorization(&top_up.authorization)
                }
                Some(Deposit::TopUp(TopUpDeposit::Permit2(top_up))) => {
                    Pull::TopUp(&top_up.authorization, voucher.channel_id)
                }
            },
            SessionPayload::Close(_) => return Ok(()),
        };
        let outcome = self.check_pull(&pull);
        match payload {
            SessionPayload::Voucher(_) => outcome.map_err(|error| error.within("deposit")),
            _ => outcome,
        }
    }

    fn check_pull(&self, pull: &Pull<'_>) -> Result<()> {
        let kind = pull.kind();
        let accepted = match &self.method_details.credential_types {
            Some(types) => types.contains(&kind),
            None => kind == evm::DepositType::Hash,
        };
        fits(accepted, "one of credentialTypes", kind.as_str())?;
        let within = |error: crate::Error| error.within("authorization");
        let token = |token: &Address| {
            agree(*token == self.currency, "token", "currency of the request")
                .map_err(|error| within(error.within("permitted")))
        };
        match pull {
            Pull::Hash => Ok(()),
            Pull::Authorization(authorization) => {
                let escrow = authorization.to == self.method_details.escrow_contract;
                agree(escrow, "to", "escrowContract of the request").map_err(within)
            }
            Pull::Open(permit) => {
                token(&permit.permitted.token)?;
                let payee = permit.witness.payee == self.recipient;
                agree(payee, "payee", "recipient of the request")
                    .map_err(|error| within(error.within("witness")))
            }
            Pull::TopUp(permit, channel) => {
                token(&permit.permitted.token)?;
                let same = permit.witness.channel_id == *channel;
                agree(same, "channelId", "channelId of the payload")
                    .map_err(|error| within(error.within("witness")))
            }
        }
    }
}

/// What pulls a deposit.
enum Pull<'a> {
    Hash,
    Authorization(&'a evm::DepositAuthorization),
    Open(&'a evm::OpenPermit),
    TopUp(&'a evm::TopUpPermit, B256),
}

impl Pull<'_> {
    fn kind(&self) -> evm::DepositType {
        match self {
            Self::Hash => evm::DepositType::Hash,
            Self::Authorization(_) => evm::DepositType::Authorization,
            Self::Open(_) | Self::TopUp(..) => evm::DepositType::Permit2,
        }
    }
}
