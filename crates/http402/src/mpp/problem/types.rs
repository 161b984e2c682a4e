//! The problem types of all drafts, as one table.

use alloc::format;
use alloc::string::String;
use core::fmt;

/// Which document defines a problem type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ProblemSource {
    /// draft-httpauth-payment-00, [Error Codes][spec].
    ///
    /// [spec]: https://github.com/tempoxyz/mpp-specs/blob/f9506cd/specs/core/draft-httpauth-payment-00.md#error-codes
    Core00,
    /// draft-httpauth-payment-01, Error Codes.
    Core01,
    /// The session drafts of [tempo][tempo], evm and hedera, Error Responses.
    ///
    /// [tempo]: https://github.com/tempoxyz/mpp-specs/blob/f9506cd/specs/methods/tempo/draft-tempo-session-00.md#error-responses
    Session,
    /// The [charge][charge] and session drafts of lightning, Error Responses.
    ///
    /// [charge]: https://github.com/tempoxyz/mpp-specs/blob/f9506cd/specs/methods/lightning/draft-lightning-charge-00.md#error-responses
    Lightning,
    /// The charge drafts of [stellar][stellar] and nearintents.
    ///
    /// [stellar]: https://github.com/tempoxyz/mpp-specs/blob/f9506cd/specs/methods/stellar/draft-stellar-charge-00.md#error-codes
    Settlement,
}

/// A problem type: its code, the status of the response and a title.
///
/// The set grows with every draft, so these are constants. Titles that no draft states are ours.
///
/// ```
/// use http402::mpp::ProblemType;
///
/// let uri = "https://paymentauth.org/problems/session/channel-not-found";
/// let problem_type = ProblemType::from_uri(uri).unwrap();
/// assert_eq!((problem_type.code(), problem_type.status()), ("session/channel-not-found", 410));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ProblemType {
    code: &'static str,
    status: u16,
    title: &'static str,
    source: ProblemSource,
}

impl ProblemType {
    /// What every problem type URI of MPP begins with.
    pub const BASE_URI: &'static str = "https://paymentauth.org/problems/";

    /// The problem type with this code, such as `payment-required`.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.iter().find(|known| known.code == code).copied()
    }

    /// The problem type with this URI.
    pub fn from_uri(uri: &str) -> Option<Self> {
        Self::from_code(uri.strip_prefix(Self::BASE_URI)?)
    }

    /// The URI.
    pub fn to_uri(self) -> String {
        format!("{}{}", Self::BASE_URI, self.code)
    }

    /// The URI without [`ProblemType::BASE_URI`].
    pub const fn code(self) -> &'static str {
        self.code
    }

    /// The status code of the response.
    pub const fn status(self) -> u16 {
        self.status
    }

    /// The problem in a few words.
    pub const fn title(self) -> &'static str {
        self.title
    }

    /// Which document defines it.
    pub const fn source(self) -> ProblemSource {
        self.source
    }
}

/// Prints the URI.
impl fmt::Display for ProblemType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", Self::BASE_URI, self.code)
    }
}

macro_rules! problem_types {
    ($($source:ident { $($(#[$doc:meta])* $name:ident = $code:literal $status:literal $title:literal;)* })*) => {
        impl ProblemType {
            $($(
                $(#[$doc])*
                pub const $name: Self = Self {
                    code: $code,
                    status: $status,
                    title: $title,
                    source: ProblemSource::$source,
                };
            )*)*

            /// Every problem type, in the order of the documents.
            pub const ALL: &'static [Self] = &[$($(Self::$name,)*)*];
        }
    };
}

problem_types! {
    Core00 {
        /// The resource requires payment.
        PAYMENT_REQUIRED = "payment-required" 402 "Payment Required";
        /// The amount is too low.
        PAYMENT_INSUFFICIENT = "payment-insufficient" 402 "Payment Insufficient";
        /// The challenge or the authorization has expired.
        PAYMENT_EXPIRED = "payment-expired" 402 "Payment Expired";
        /// The proof is invalid.
        VERIFICATION_FAILED = "verification-failed" 402 "Payment Verification Failed";
        /// The method is not accepted.
        METHOD_UNSUPPORTED = "method-unsupported" 400 "Method Unsupported";
        /// The credential cannot be decoded.
        MALFORMED_CREDENTIAL = "malformed-credential" 402 "Malformed Credential";
        /// The challenge id is unknown or already used; in draft -00 also: expired.
        INVALID_CHALLENGE = "invalid-challenge" 402 "Invalid Challenge";
    }
    Core01 {
        /// The request parameters are malformed.
        BAD_REQUEST = "bad-request" 400 "Bad Request";
        /// The payload does not fit the schema of the method.
        INVALID_PAYLOAD = "invalid-payload" 402 "Invalid Payload";
        /// The payment could not be processed.
        INTERNAL_PAYMENT_ERROR = "internal-payment-error" 500 "Internal Payment Error";
        /// The payer has to do more.
        PAYMENT_ACTION_REQUIRED = "payment-action-required" 402 "Payment Action Required";
    }
    Session {
        /// The signature of a voucher or close request is invalid.
        SESSION_INVALID_SIGNATURE = "session/invalid-signature" 402 "Invalid Signature";
        /// The signer is not authorized for the channel.
        SESSION_SIGNER_MISMATCH = "session/signer-mismatch" 402 "Signer Mismatch";
        /// The voucher exceeds the deposit of the channel.
        SESSION_AMOUNT_EXCEEDS_DEPOSIT = "session/amount-exceeds-deposit" 402 "Amount Exceeds Deposit";
        /// The increase is below `minVoucherDelta`.
        SESSION_DELTA_TOO_SMALL = "session/delta-too-small" 402 "Delta Too Small";
        /// There is no such channel.
        SESSION_CHANNEL_NOT_FOUND = "session/channel-not-found" 410 "Channel Not Found";
        /// The channel has been closed.
        SESSION_CHANNEL_FINALIZED = "session/channel-finalized" 410 "Channel Finalized";
        /// The challenge id is unknown or expired.
        SESSION_CHALLENGE_NOT_FOUND = "session/challenge-not-found" 402 "Challenge Not Found";
        /// The authorized balance is insufficient.
        SESSION_INSUFFICIENT_BALANCE = "session/insufficient-balance" 402 "Insufficient Balance";
        /// A transaction on the chain reverted (evm).
        SESSION_TRANSACTION_REVERTED = "session/transaction-reverted" 409 "Transaction Reverted";
    }
    Lightning {
        /// The credential cannot be decoded.
        LIGHTNING_MALFORMED_CREDENTIAL = "lightning/malformed-credential" 402 "Malformed Credential";
        /// The challenge id is unknown or already used.
        LIGHTNING_UNKNOWN_CHALLENGE = "lightning/unknown-challenge" 402 "Unknown Challenge";
        /// The preimage does not hash to the payment hash.
        LIGHTNING_INVALID_PREIMAGE = "lightning/invalid-preimage" 402 "Invalid Preimage";
        /// The invoice or the challenge has expired (charge).
        LIGHTNING_EXPIRED_INVOICE = "lightning/expired-invoice" 402 "Expired Invoice";
        /// There is no such session.
        LIGHTNING_SESSION_NOT_FOUND = "lightning/session-not-found" 402 "Session Not Found";
        /// The session is closed.
        LIGHTNING_SESSION_CLOSED = "lightning/session-closed" 402 "Session Closed";
        /// The balance of the session is insufficient.
        LIGHTNING_INSUFFICIENT_BALANCE = "lightning/insufficient-balance" 402 "Insufficient Balance";
        /// The challenge has expired (session).
        LIGHTNING_CHALLENGE_EXPIRED = "lightning/challenge-expired" 402 "Challenge Expired";
        /// The return invoice is invalid or has an amount.
        LIGHTNING_INVALID_RETURN_INVOICE = "lightning/invalid-return-invoice" 402 "Invalid Return Invoice";
    }
    Settlement {
        /// The credential was valid, its settlement failed.
        SETTLEMENT_FAILED = "settlement-failed" 402 "Settlement Failed";
    }
}
