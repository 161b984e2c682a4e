//! The method `lightning`: satoshi over the Lightning Network.
//!
//! ```text
//! charge   the server offers an invoice, the client pays it and shows the preimage
//! session  the client pays a deposit invoice; its preimage is the bearer secret of the session, and
//!          what is left goes back to the client's own invoice
//! ```
//!
//! The preimage proves the payment and is a secret until then: a receipt has the payment hash
//! (MPP-LC-005). Readers of this method's base64url accept padding, writers never pad (MPP-LC-006).

mod charge;
mod session;

pub use charge::*;
pub use session::*;

use crate::error::{Error, Kind, Result};

/// The refusal of a member that disagrees with the invoice.
fn agree(agrees: bool, name: &'static str) -> Result<()> {
    if agrees {
        return Ok(());
    }
    Err(Error::new(Kind::Mismatch, "the value of the invoice", "another").within(name))
}
