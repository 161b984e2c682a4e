use alloc::string::String;

use super::agree;
use crate::error::{Error, Kind, Result, quoted};
use crate::mpp::values::{
    BaseUnits, Bolt11, Count, Hash32, MixedPreimage, PositiveUnits, Sat, Uint64,
};
use crate::primitives::Timestamp;
use crate::wire::{checked, choice, object, union};

checked! {
    /// `request` of `lightning` `session`; everything is at the top level.
    ///
    /// ```json
    /// {"amount":"2","currency":"sat","depositInvoice":"lnbc3u1p…","paymentHash":"7f3a…",
    ///  "depositAmount":"300"}
    /// ```
    ///
    /// The payment hash and the deposit are those of the invoice, where there is one.
    /// Source: [Challenge Request](https://github.com/tempoxyz/mpp-specs/blob/f9506cd/specs/methods/lightning/draft-lightning-session-00.md).
    pub struct SessionRequest(SessionRequestParts): check_request;
}

object! {
    /// The members of a [`SessionRequest`].
    pub parts struct SessionRequestParts {
        required {
            /// The price of one unit or chunk, in satoshi.
            amount: PositiveUnits = "amount",
            /// Always `sat`.
            currency: Sat = "currency",
            /// The payment hash of the deposit invoice.
            payment_hash: Hash32 = "paymentHash",
        }
        optional {
            /// What is paid for, for people.
            description: String = "description",
            /// What a unit is, such as `token` or `chunk`.
            unit_type: String = "unitType",
            /// The invoice to pay, for [`OpenPayload`] and [`TopUpPayload`]; absent where no payment
            /// is needed.
            deposit_invoice: Bolt11 = "depositInvoice",
            /// The invoice's amount in satoshi.
            deposit_amount: BaseUnits = "depositAmount",
            /// How long an idle session stays open, in seconds.
            idle_timeout: Uint64 = "idleTimeout",
        }
    }
}

union! {
    /// `payload` of `lightning` `session`.
    ///
    /// Source: [Credential Schema](https://github.com/tempoxyz/mpp-specs/blob/f9506cd/specs/methods/lightning/draft-lightning-session-00.md#credential-schema).
    pub enum SessionPayload by "action" {
        /// Opens a session whose deposit is paid.
        Open(OpenPayload) = "open",
        /// Uses an open session.
        Bearer(BearerPayload) = "bearer",
        /// Adds a paid deposit.
        TopUp(TopUpPayload) = "topUp",
        /// Ends the session.
        Close(ClosePayload) = "close",
    }
}

checked! {
    /// Opens a session. The return invoice names no amount, or 0.
    pub struct OpenPayload(OpenPayloadParts): check_open;
}

object! {
    /// The members of an [`OpenPayload`].
    pub parts struct OpenPayloadParts {
        fixed { "action" = "open", }
        required {
            /// What paying the deposit invoice revealed.
            preimage: MixedPreimage = "preimage",
            /// Where the rest of the deposit goes in the end.
            return_invoice: Bolt11 = "returnInvoice",
        }
    }
}

object! {
    /// Uses an open session.
    pub struct BearerPayload {
        fixed { "action" = "bearer", }
        required {
            /// The session: the payment hash of its first deposit.
            session_id: Hash32 = "sessionId",
            /// The preimage that opened it.
            preimage: MixedPreimage = "preimage",
        }
    }
}

object! {
    /// Adds a paid deposit.
    pub struct TopUpPayload {
        fixed { "action" = "topUp", }
        required {
            /// The session: the payment hash of its first deposit.
            session_id: Hash32 = "sessionId",
            /// What paying the new deposit invoice revealed.
            top_up_preimage: MixedPreimage = "topUpPreimage",
        }
    }
}

object! {
    /// Ends a session.
    pub struct ClosePayload {
        fixed { "action" = "close", }
        required {
            /// The session: the payment hash of its first deposit.
            session_id: Hash32 = "sessionId",
            /// The preimage that opened it.
            preimage: MixedPreimage = "preimage",
        }
    }
}

choice! {
    /// What became of the rest of a deposit.
    pub enum RefundStatus "\"succeeded\", \"failed\" or \"skipped\"" {
        /// It was paid back.
        Succeeded = "succeeded",
        /// It could not be paid back.
        Failed = "failed",
        /// There was none.
        Skipped = "skipped",
    }
}

checked! {
    /// Receipt of `lightning` `session`.
    ///
    /// `refundSats` and `refundStatus` come together, after a close, and 0 goes with `skipped`; so do
    /// `spent` and `units`, at the end of a stream.
    pub struct SessionReceipt(SessionReceiptParts): check_receipt;
}

object! {
    /// The members of a [`SessionReceipt`].
    pub parts struct SessionReceiptParts {
        fixed { "status" = "success", "method" = "lightning", }
        required {
            /// When the request was paid.
            timestamp: Timestamp = "timestamp",
            /// The session.
            reference: Hash32 = "reference",
        }
        optional {
            /// After a close: the rest of the deposit, in satoshi.
            refund_sats: Count = "refundSats",
            /// After a close: what became of it.
            refund_status: RefundStatus = "refundStatus",
            /// At the end of a stream: what has been used so far, in satoshi.
            spent: Count = "spent",
            /// At the end of a stream: its units.
            units: Count = "units",
        }
    }
}

object! {
    /// Body of the answer to a [`TopUpPayload`]: `{"status":"ok"}` (MPP-LS-002).
    pub struct TopUpBody {
        fixed { "status" = "ok", }
    }
}

checked! {
    /// Body of the answer to a [`ClosePayload`] (MPP-LS-002); 0 goes with `skipped`.
    ///
    /// ```json
    /// {"status":"closed","refundSats":140,"refundStatus":"succeeded"}
    /// ```
    pub struct CloseBody(CloseBodyParts): check_body;
}

object! {
    /// The members of a [`CloseBody`].
    pub parts struct CloseBodyParts {
        fixed { "status" = "closed", }
        required {
            /// The rest of the deposit, in satoshi.
            refund_sats: Count = "refundSats",
            /// What became of it.
            refund_status: RefundStatus = "refundStatus",
        }
    }
}

object! {
    /// Data of the events `payment-need-topup` and `session-timeout`.
    pub struct BalanceNotice {
        required {
            /// The session.
            session_id: Hash32 = "sessionId",
            /// What has been used so far, in satoshi.
            balance_spent: Count = "balanceSpent",
            /// What the next unit takes, in satoshi.
            balance_required: Count = "balanceRequired",
        }
    }
}

/// Whether SHA-256 of `preimage` is `payment_hash`.
#[cfg(feature = "binding")]
pub(super) fn verify_preimage(preimage: &[u8; 32], payment_hash: &[u8; 32]) -> Result<()> {
    use sha2::Digest as _;

    if sha2::Sha256::digest(preimage).as_slice() == payment_hash {
        return Ok(());
    }
    Err(Error::new(Kind::Signature, "the preimage", "another value"))
}

fn check_request(request: &SessionRequestParts) -> Result<()> {
    let Some(invoice) = &request.deposit_invoice else {
        return Ok(());
    };
    agree(
        request.payment_hash.to_bytes() == *invoice.payment_hash(),
        "paymentHash",
    )?;
    let deposit = request.deposit_amount.map(BaseUnits::get);
    agree(
        deposit.is_none_or(|deposit| invoice.is_for(deposit)),
        "depositAmount",
    )
}

fn check_open(open: &OpenPayloadParts) -> Result<()> {
    match open.return_invoice.amount_msat() {
        None | Some(0) => Ok(()),
        Some(_) => {
            let error = Error::bad_value("an invoice without amount", "one with an amount");
            Err(error.within("returnInvoice"))
        }
    }
}

fn check_receipt(receipt: &SessionReceiptParts) -> Result<()> {
    match (receipt.spent, receipt.units) {
        (Some(_), None) => return Err(Error::missing("units")),
        (None, Some(_)) => return Err(Error::missing("spent")),
        _ => {}
    }
    match (receipt.refund_sats, receipt.refund_status) {
        (None, None) => Ok(()),
        (Some(_), None) => Err(Error::missing("refundStatus")),
        (None, Some(_)) => Err(Error::missing("refundSats")),
        (Some(sats), Some(status)) => check_refund(sats, status),
    }
}

fn check_body(body: &CloseBodyParts) -> Result<()> {
    check_refund(body.refund_sats, body.refund_status)
}

fn check_refund(sats: Count, status: RefundStatus) -> Result<()> {
    if (sats.get() == 0) == (status == RefundStatus::Skipped) {
        return Ok(());
    }
    let expected = "\"skipped\" for 0 and another status for more";
    let error = Error::new(Kind::Mismatch, expected, quoted(status.as_str()));
    Err(error.within("refundStatus"))
}
