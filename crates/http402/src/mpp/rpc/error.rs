//! Errors about payment.

use alloc::borrow::ToOwned;
use alloc::boxed::Box;
use alloc::format;
use alloc::string::String;
use core::fmt::{self, Write};

use super::Challenge;
use crate::error::{Error, Kind, Result};
use crate::json::{Decode, Encode, Members, ObjectWriter, RawValue, Reader};
use crate::mpp::Problem;
use crate::mpp::values::List;
use crate::wire::{json_faces, object};

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

    /// Whether `data` has challenges.
    pub const fn asks_for_payment(self) -> bool {
        matches!(self, Self::PaymentRequired | Self::VerificationFailed)
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

/// The `error` of a JSON-RPC response about payment.
///
/// ```json
/// {"code": -32042, "message": "Payment Required", "data": {"challenges": […]}}
/// {"code": -32602, "message": "Invalid params", "data": {"detail": "…"}}
/// ```
///
/// `data` has challenges exactly where the code asks for payment; with the other codes it is
/// optional and may be anything.
///
/// Specification: [Signaling Payment Required][spec], [Protocol Errors][protocol].
///
/// [spec]: https://github.com/tempoxyz/mpp-specs/blob/f9506cd/specs/extensions/transports/draft-payment-transport-mcp-00.md#signaling-payment-required
/// [protocol]: https://github.com/tempoxyz/mpp-specs/blob/f9506cd/specs/extensions/transports/draft-payment-transport-mcp-00.md#protocol-errors
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RpcError {
    code: ErrorCode,
    message: String,
    data: Data,
    members: Members,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Data {
    Payment(Box<ErrorData>),
    Other(Option<RawValue>),
}

impl RpcError {
    /// Asks for payment.
    pub fn payment_required(data: ErrorData) -> Self {
        let data = Data::Payment(Box::new(data));
        Self::new(ErrorCode::PaymentRequired, "Payment Required", data)
    }

    /// Tells that verification failed, and asks again.
    pub fn verification_failed(data: ErrorData) -> Self {
        let data = Data::Payment(Box::new(data));
        Self::new(
            ErrorCode::VerificationFailed,
            "Payment Verification Failed",
            data,
        )
    }

    /// Tells that the credential is malformed.
    pub fn invalid_params(data: Option<RawValue>) -> Self {
        Self::new(
            ErrorCode::InvalidParams,
            "Invalid params",
            Data::Other(data),
        )
    }

    /// Tells that the payment could not be processed.
    pub fn internal_error(data: Option<RawValue>) -> Self {
        Self::new(
            ErrorCode::InternalError,
            "Internal error",
            Data::Other(data),
        )
    }

    fn new(code: ErrorCode, message: &str, data: Data) -> Self {
        Self {
            code,
            message: message.to_owned(),
            data,
            members: Members::new(),
        }
    }

    /// Sets the error in words.
    #[must_use]
    pub fn with_message(mut self, message: &str) -> Self {
        message.clone_into(&mut self.message);
        self
    }

    /// What kind of error.
    pub fn code(&self) -> ErrorCode {
        self.code
    }

    /// The error in words.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The challenges, where the code asks for payment.
    pub fn payment(&self) -> Option<&ErrorData> {
        match &self.data {
            Data::Payment(data) => Some(data),
            Data::Other(_) => None,
        }
    }

    /// `data` of the other codes.
    pub fn other_data(&self) -> Option<&RawValue> {
        match &self.data {
            Data::Payment(_) => None,
            Data::Other(data) => data.as_ref(),
        }
    }

    /// Members that the specification does not name, kept as they came.
    pub fn members(&self) -> &Members {
        &self.members
    }
}

impl<'a> Decode<'a> for RpcError {
    fn decode(reader: &mut Reader<'a>) -> Result<Self> {
        let mut code: Option<ErrorCode> = None;
        let mut message = None;
        let mut start = None;
        let mut members = Members::new();
        reader.object(|reader, name| {
            match &**name {
                "code" => code = Some(ErrorCode::decode(reader)?),
                "message" => message = Some(String::decode(reader)?),
                "data" => start = Some(reader.later()?),
                _ => members.read(reader, name)?,
            }
            Ok(())
        })?;
        let code = code.ok_or_else(|| Error::missing("code"))?;
        let message = message.ok_or_else(|| Error::missing("message"))?;
        let data = match (code.asks_for_payment(), start) {
            (true, Some(start)) => {
                let data = reader.reread(start, "data", ErrorData::decode)?;
                Data::Payment(Box::new(data))
            }
            (true, None) => return Err(Error::missing("data")),
            (false, Some(start)) => {
                Data::Other(Some(reader.reread(start, "data", RawValue::decode)?))
            }
            (false, None) => Data::Other(None),
        };
        Ok(Self {
            code,
            message,
            data,
            members,
        })
    }
}

impl Encode for RpcError {
    fn encode<W: Write + ?Sized>(&self, out: &mut W) -> fmt::Result {
        let mut object = ObjectWriter::begin(out)?;
        object.member("code", &self.code)?;
        object.member("message", &self.message)?;
        match &self.data {
            Data::Payment(data) => object.member("data", &**data)?,
            Data::Other(data) => object.optional("data", data.as_ref())?,
        }
        object.members(&self.members)?;
        object.end()
    }
}

json_faces!(RpcError);

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
