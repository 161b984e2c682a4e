//! Names and values of the HTTP fields.
//!
//! Specification: [Caching][caching], [Header Field Registration][fields].
//!
//! [caching]: https://github.com/tempoxyz/mpp-specs/blob/f9506cd/specs/core/draft-httpauth-payment-00.md#caching
//! [fields]: https://github.com/tempoxyz/mpp-specs/blob/f9506cd/specs/core/draft-httpauth-payment-00.md#header-field-registration

use alloc::borrow::Cow;

/// The authentication scheme, compared without regard to letter case.
pub const SCHEME: &str = "Payment";

/// Carries challenges: [`Challenge`](super::Challenge).
pub const WWW_AUTHENTICATE: &str = "WWW-Authenticate";

/// Carries the credential: [`Credential`](super::Credential).
pub const AUTHORIZATION: &str = "Authorization";

/// Carries the credential where the challenge asks for it (draft -01).
pub const PAYMENT_AUTHORIZATION: &str = "Payment-Authorization";

/// Carries the receipt: [`Receipt`](super::Receipt).
pub const PAYMENT_RECEIPT: &str = "Payment-Receipt";

/// Carries what the client can pay with: [`AcceptPayment`](super::AcceptPayment).
pub const ACCEPT_PAYMENT: &str = "Accept-Payment";

/// Carries a reusable channel id (tempo session).
pub const PAYMENT_SESSION: &str = "Payment-Session";

/// Carries the state of a channel (tempo session).
pub const PAYMENT_SESSION_SNAPSHOT: &str = "Payment-Session-Snapshot";

/// `Cache-Control` of every 402 response.
pub const CACHE_CONTROL_CHALLENGE: &str = "no-store";

/// `Cache-Control` of every response with a receipt; and, where credentials travel in another field
/// than `Authorization`, of every response (draft -01).
pub const CACHE_CONTROL_RECEIPT: &str = "private";

/// The bytes of a field value as text: UTF-8, or else ISO 8859-1 (obs-text), which some deployed
/// servers send in `description`.
///
/// ```
/// use http402::mpp::header::field_text;
///
/// assert_eq!(field_text("café".as_bytes()), "café");
/// assert_eq!(field_text(b"caf\xe9"), "café");
/// ```
pub fn field_text(value: &[u8]) -> Cow<'_, str> {
    match core::str::from_utf8(value) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => Cow::Owned(value.iter().copied().map(char::from).collect()),
    }
}
