//! Where the objects are in a JSON-RPC message.

use alloc::vec::Vec;

use super::{Credential, ErrorCode, ErrorData, Receipt};
use crate::decoder::Decoder;
use crate::error::{Error, Kind, Result};
use crate::json::{RawObject, RawValue, Type};

/// The member that holds metadata: at the root of a message, or by MCP's convention inside
/// `params` or `result`.
pub const META: &str = "_meta";
/// The credential in [`META`] of a request.
pub const META_CREDENTIAL: &str = "org.paymentauth/credential";
/// The receipt in [`META`] of a response.
pub const META_RECEIPT: &str = "org.paymentauth/receipt";
/// [`ErrorData`] in [`META`] of a tool result, which deployed servers send in place of an error
/// (MPP-MCP-024).
pub const META_PAYMENT_REQUIRED: &str = "org.paymentauth/payment-required";

/// Finds the credential of a request, in either place. Servers must look into both.
///
/// # Errors
///
/// What makes a credential malformed (code [`ErrorCode::InvalidParams`]);
/// [`Kind::Mismatch`] where both places have one and they differ.
///
/// ```
/// use http402::mpp::rpc::find_credential;
///
/// let request = r#"{"jsonrpc":"2.0","id":2,"method":"eth_getBlockByNumber","params":["latest",false],
///     "_meta":{"org.paymentauth/credential":{"payload":{},"challenge":{"id":"c1","realm":"r",
///         "method":"tempo","intent":"charge","request":{"amount":"1000"}}}}}"#;
/// let credential = find_credential(&request.parse()?)?.unwrap();
/// assert_eq!(credential.challenge.id.as_str(), "c1");
/// # Ok::<(), http402::Error>(())
/// ```
pub fn find_credential(request: &RawObject) -> Result<Option<Credential>> {
    find(
        request,
        "params",
        META_CREDENTIAL,
        Credential::from_json_with,
    )
}

/// Finds the receipt of a response, in either place.
///
/// # Errors
///
/// As [`find_credential`].
pub fn find_receipt(response: &RawObject) -> Result<Option<Receipt>> {
    find(response, "result", META_RECEIPT, Receipt::from_json_with)
}

/// Finds the challenges of a response: in `error.data` with code −32042 or −32043, or in `_meta` of
/// a tool result.
///
/// MCP uses −32042 without `data.challenges` for something else, which gives `None` (MPP-MCP-023).
///
/// # Errors
///
/// Names the member, what was expected there and what was found.
pub fn find_payment_required(response: &RawObject) -> Result<Option<ErrorData>> {
    if let Some(error) = member(response, "error") {
        let code = error.get("code");
        let mut codes = ErrorCode::ALL
            .into_iter()
            .filter(|known| known.asks_for_payment());
        let asks = codes.any(|known| {
            let text = alloc::format!("{}", known.as_i32());
            code.as_ref().is_some_and(|code| code.as_str() == text)
        });
        let data = member(&error, "data").filter(|data| data.get("challenges").is_some());
        return match data.filter(|_| asks) {
            Some(data) => parse(data.as_value(), ErrorData::from_json_with)
                .map(Some)
                .map_err(|error| error.within("data").within("error")),
            None => Ok(None),
        };
    }
    find(
        response,
        "result",
        META_PAYMENT_REQUIRED,
        ErrorData::from_json_with,
    )
}

/// The value of `name` in `_meta` at the root and inside `nested`, which must agree.
fn find<T>(
    message: &RawObject,
    nested: &str,
    name: &str,
    from_json: fn(&str, &Decoder) -> Result<crate::Tolerant<T>>,
) -> Result<Option<T>> {
    let root = member(message, META).and_then(|meta| meta.get(name));
    let inner = member(message, nested).and_then(|inner| member(&inner, META)?.get(name));
    let found: Vec<RawValue> = root.into_iter().chain(inner).collect();
    if let [first, second] = &*found {
        if first.to_canonical()? != second.to_canonical()? {
            let error = Error::new(Kind::Mismatch, "the same in both places", "another");
            return Err(error.within(name));
        }
    }
    let Some(value) = found.first() else {
        return Ok(None);
    };
    let value = parse(value, from_json).map_err(|error| error.within(name).within(META))?;
    Ok(Some(value))
}

fn parse<T>(
    value: &RawValue,
    from_json: fn(&str, &Decoder) -> Result<crate::Tolerant<T>>,
) -> Result<T> {
    from_json(value.as_str(), &Decoder::VALIDATED).map(|tolerant| tolerant.value)
}

/// A member that is an object. JSON-RPC lets `params` be an array, and `_meta` belongs to others
/// too, so anything else counts as absent.
fn member(object: &RawObject, name: &str) -> Option<RawObject> {
    let value = object.get(name)?;
    match value.json_type() {
        Type::Object => value.to_object(),
        _ => None,
    }
}
