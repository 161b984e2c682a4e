//! Faults of the objects and headers of x402.

use http402::Kind::WrongType;

use super::{Deed, Row};

pub(super) const ROWS: &[Row] = &[Row {
    name: "payment-version-text-taken",
    ops: &["x402.payment.decode"],
    deed: Deed::Takes(&[WrongType], "x402Version"),
}];
