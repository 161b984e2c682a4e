//! Errors that ask for payment.

use alloc::format;
use alloc::string::String;
use core::fmt::{self, Write};

use super::Challenge;
use crate::error::{Error, Kind, Result};
use crate::json::{Decode, Encode, Reader};
use crate::mpp::Problem;
use crate::mpp::values::List;
use crate::wire::object;

/// The `code` of a JSON-RPC error about payment.
///
/// Specification: [Error Code Mapping][spec].
///
/// [spec]: https://github.com/tempoxyz/mpp-specs/blob/f9506cd/specs/extensions/transports/draft-payment-transport-mcp-00.md#error-code-mapping
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
#[repr(i32)]
pub enum ErrorCode {
    /// Payment is required; `data` has challenges.
    PaymentRequired = -32042,
    /// Verification failed; `data` has challenges and may have a [`Failure`].
    VerificationFailed = -32043,
    /// The credential is malformed.
    InvalidParams = -32602,
    /// The payment could not be processed.
    InternalError = -32603,
}

impl ErrorCode {
    /// Every code.
    pub const ALL: [Self; 4] = [
        Self::PaymentRequired,
        Self::VerificationFailed,
        Self::InvalidParams,
        Self::InternalError,
    ];

    /// The number on the wire.
    pub const fn as_i32(self) -> i32 {
        self as i32
    }
}

impl<'a> Decode<'a> for ErrorCode {
    fn decode(reader: &mut Reader<'a>) -> Result<Self> {
        let code: Option<i32> = reader.number()?.parse().ok();
        let known = |known: &Self| Some(known.as_i32()) == code;
        Self::ALL.into_iter().find(known).ok_or_else(|| {
            let expected = "a code of payment errors";
            Error::new(Kind::Unsupported, expected, "another").at(reader.offset())
        })
    }
}

impl Encode for ErrorCode {
    fn encode<W: Write + ?Sized>(&self, out: &mut W) -> fmt::Result {
        write!(out, "{}", self.as_i32())
    }
}

object! {
    /// The `error` of a JSON-RPC response that asks for payment.
    ///
    /// ```json
    /// {"code": -32042, "message": "Payment Required", "data": {…}}
    /// ```
    ///
    /// Specification: [Signaling Payment Required][spec].
    ///
    /// [spec]: https://github.com/tempoxyz/mpp-specs/blob/f9506cd/specs/extensions/transports/draft-payment-transport-mcp-00.md#signaling-payment-required
    pub struct RpcError {
        required {
            /// What kind of error.
            code: ErrorCode = "code",
            /// The error in words.
            message: String = "message",
            /// The challenges.
            data: ErrorData = "data",
        }
    }
}

object! {
    /// `error.data`: alternative challenges, of which the client fulfils one.
    pub struct ErrorData {
        required {
            /// The challenges, at least one.
            challenges: List<Challenge, 1> = "challenges",
        }
        optional {
            /// 402, for bridges to HTTP.
            http_status: HttpStatus = "httpStatus",
            /// More about the error.
            problem: Problem = "problem",
            /// Why verification failed, with [`ErrorCode::VerificationFailed`].
            failure: Failure = "failure",
        }
    }
}

object! {
    /// Why verification failed.
    pub struct Failure {
        optional {
            /// A code for programs.
            reason: String = "reason",
            /// A text for people.
            detail: String = "detail",
        }
    }
}

/// The status code of the corresponding HTTP response: 402.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct HttpStatus;

impl<'a> Decode<'a> for HttpStatus {
    fn decode(reader: &mut Reader<'a>) -> Result<Self> {
        match u64::decode(reader)? {
            402 => Ok(Self),
            other => Err(Error::bad_value("402", format!("{other}")).at(reader.offset())),
        }
    }
}

impl Encode for HttpStatus {
    fn encode<W: Write + ?Sized>(&self, out: &mut W) -> fmt::Result {
        out.write_str("402")
    }
}
