//! Payments in streams: names of events, and how to write an event so that its data forges none.
//!
//! ```text
//! client                                             server
//!    | <-- 200 text/event-stream, Payment-Receipt -----|
//!    | <-- event: payment-need-voucher ----------------|  paused
//!    |---- HEAD, Authorization: Payment … -----------> |  voucher
//!    | <-- data … -------------------------------------|
//!    | <-- event: payment-receipt ---------------------|
//! ```
//!
//! Server-sent events are those of [tempo session][tempo] and lightning session; the transport
//! drafts for them and for WebSocket were never merged, so their names are marked as such.
//!
//! [tempo]: https://github.com/tempoxyz/mpp-specs/blob/f9506cd/specs/methods/tempo/draft-tempo-session-00.md#receipt-generation

use core::fmt::{self, Write};

/// The final receipt, as one line of JSON.
pub const PAYMENT_RECEIPT: &str = "payment-receipt";
/// The channel is exhausted: a voucher is needed (tempo session).
pub const PAYMENT_NEED_VOUCHER: &str = "payment-need-voucher";
/// The deposit is exhausted: a top-up is needed (lightning session).
pub const PAYMENT_NEED_TOPUP: &str = "payment-need-topup";
/// The stream ends for lack of a top-up (lightning session).
pub const SESSION_TIMEOUT: &str = "session-timeout";
/// A payment failed in mid-stream (unmerged SSE draft).
pub const PAYMENT_ERROR: &str = "payment-error";
/// What the unmerged SSE draft calls [`PAYMENT_NEED_VOUCHER`]; nobody deploys it.
pub const NEED_VOUCHER_OF_SSE_DRAFT: &str = "402-need-voucher";

/// JSON-RPC methods over WebSocket in the unmerged proposal.
pub const WEBSOCKET_METHODS: [&str; 7] = [
    "payment.capabilities",
    "payment.voucher",
    "payment.needVoucher",
    "payment.receipt",
    "payment.topUp",
    "payment.close",
    "payment.error",
];

/// Values of the member `mpp` of deployed WebSocket frames (MPP-STR-008).
pub const WEBSOCKET_FRAMES: [&str; 7] = [
    "authorization",
    "message",
    "payment-close-request",
    "payment-close-ready",
    "payment-error",
    "payment-need-voucher",
    "payment-receipt",
];

/// Writes a server-sent event. Every line break in `data` (CR, LF or both) begins a new `data:`
/// line, so that data cannot end the event and forge another (MPP-STR-005).
///
/// An empty `name` writes an event without a name.
///
/// # Errors
///
/// Passes on those of `out`; refuses a name with a line break.
///
/// ```
/// let mut text = String::new();
/// http402::mpp::stream::write_event(&mut text, "", "one\n\nevent: payment-receipt")?;
/// assert_eq!(text, "data: one\ndata: \ndata: event: payment-receipt\n\n");
/// # Ok::<(), std::fmt::Error>(())
/// ```
pub fn write_event<W: Write>(out: &mut W, name: &str, data: &str) -> fmt::Result {
    if name.contains(['\r', '\n']) {
        return Err(fmt::Error);
    }
    if !name.is_empty() {
        writeln!(out, "event: {name}")?;
    }
    let mut rest = data;
    loop {
        let line = rest.split(['\r', '\n']).next().unwrap_or_default();
        writeln!(out, "data: {line}")?;
        let after = rest.get(line.len()..).unwrap_or_default();
        let Some(next) = after
            .strip_prefix("\r\n")
            .or_else(|| after.strip_prefix(['\r', '\n']))
        else {
            return out.write_char('\n');
        };
        rest = next;
    }
}
