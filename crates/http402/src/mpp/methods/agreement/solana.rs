use super::{agree, fits};
use crate::error::{Error, Result};
use crate::mpp::methods::solana;
use crate::primitives::SolanaAddress;

impl solana::ChargeRequest {
    /// Checks that `payload` is of a type that answers this request: a bundle for a confidential
    /// transfer and only then, and no signature where the server pays the fee.
    ///
    /// # Errors
    ///
    /// [`Kind::Mismatch`](crate::Kind::Mismatch).
    pub fn check_payload(&self, payload: &solana::ChargePayload) -> Result<()> {
        let details = self.method_details.as_ref();
        let confidential = details.and_then(|details| details.confidential) == Some(true);
        let pays = details.and_then(|details| details.fee_payer) == Some(true);
        let (holds, expected) = match payload {
            solana::ChargePayload::Bundle(_) => (confidential, "\"transaction\" or \"signature\""),
            _ if confidential => (false, "\"bundle\" for a confidential transfer"),
            solana::ChargePayload::Signature(_) => {
                (!pays, "\"transaction\" where the server pays the fee")
            }
            solana::ChargePayload::Transaction(_) => (true, ""),
        };
        fits(holds, expected, payload.tag())
    }
}

impl solana::SessionRequest {
    /// Checks that `payload` is for the party that signs vouchers by this request, and that an open
    /// has its payee, token, times, splits and at least its deposit.
    ///
    /// # Errors
    ///
    /// [`Kind::Mismatch`](crate::Kind::Mismatch), and [`Kind::Missing`](crate::Kind::Missing) for
    /// what the operator's clients must show.
    pub fn check_payload(&self, payload: &solana::SessionPayload) -> Result<()> {
        let operated = self.method_details.signer() == solana::VoucherSigner::Operator;
        match payload {
            solana::SessionPayload::Open(open) => self.check_open(open, operated),
            solana::SessionPayload::Voucher(_) => {
                agree(!operated, "action", "\"use\" where the operator signs")
            }
            solana::SessionPayload::Use(_) => {
                agree(operated, "action", "\"voucher\" where the client signs")
            }
            solana::SessionPayload::TopUp(_) => Ok(()),
            solana::SessionPayload::Close(close) => {
                check_proof(close.authentication.is_some(), operated)
            }
        }
    }

    fn check_open(&self, open: &solana::OpenPayload, operated: bool) -> Result<()> {
        let details = &self.method_details;
        agree(
            open.payee == self.recipient,
            "payee",
            "recipient of the request",
        )?;
        agree(
            open.mint == self.currency,
            "mint",
            "currency of the request",
        )?;
        let enough = self
            .minimum_deposit
            .is_none_or(|least| open.deposit_amount >= least);
        agree(
            enough,
            "depositAmount",
            "minimumDeposit of the request or more",
        )?;
        let grace = details.grace_period_seconds;
        let same = grace.is_none_or(|grace| open.grace_period_seconds == grace);
        agree(
            same,
            "gracePeriodSeconds",
            "gracePeriodSeconds of the request",
        )?;
        let recent = details
            .recent_slot
            .is_none_or(|slot| open.open_slot <= slot);
        agree(recent, "openSlot", "recentSlot of the request or less")?;
        let mut options = details.idle_timeout_options_seconds.iter().flatten();
        let offered = open
            .idle_timeout_seconds
            .is_none_or(|idle| options.any(|one| *one == idle));
        agree(
            offered,
            "idleTimeoutSeconds",
            "one of idleTimeoutOptionsSeconds",
        )?;
        let splits = |splits: Option<&[solana::DistributionSplit]>| -> alloc::vec::Vec<_> {
            let splits = splits.unwrap_or_default().iter();
            splits
                .map(|split| (split.recipient, split.share_bps))
                .collect()
        };
        let same = splits(open.distribution_splits.as_deref())
            == splits(details.distribution_splits.as_deref());
        agree(
            same,
            "distributionSplits",
            "distributionSplits of the request",
        )?;
        let signer: Option<&SolanaAddress> = details.operator.as_ref().filter(|_| operated);
        let same = signer.is_none_or(|operator| open.authorized_signer == *operator);
        agree(same, "authorizedSigner", "operator of the request")?;
        check_proof(open.authentication.is_some(), operated)
    }
}

/// A proof is there exactly where the operator signs.
fn check_proof(there: bool, operated: bool) -> Result<()> {
    if operated && !there {
        return Err(Error::missing("authentication"));
    }
    agree(
        there == operated,
        "authentication",
        "no such member where the client signs",
    )
}
