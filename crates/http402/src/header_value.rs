//! What both protocols need to meet `http::HeaderValue`.

use http::HeaderValue;

/// A field value of text that this crate printed: ASCII without controls, so that the conversion
/// holds. `sensitive` makes `Debug` mask it.
pub(crate) fn value(text: &str, sensitive: bool) -> HeaderValue {
    const EMPTY: HeaderValue = HeaderValue::from_static("");
    let mut value = HeaderValue::from_str(text).unwrap_or(EMPTY);
    value.set_sensitive(sensitive);
    value
}
