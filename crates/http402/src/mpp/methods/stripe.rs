//! The method `stripe`: fiat money by way of Stripe.
//!
//! ```text
//! charge        the client pays with a shared payment token (SPT)
//! subscription  the client hands over a payment method for recurring invoices
//! ```

mod charge;
mod subscription;

pub use charge::*;
pub use subscription::*;

use crate::error::Result;
use crate::mpp::values::shape;
use crate::wire::text;

text! {
    /// The merchant's Stripe Business Network profile, such as `profile_1Mq…`; not empty.
    pub struct NetworkId: check_network_id;
}

text! {
    /// A Stripe payment method type, such as `card` or `link`; not empty.
    pub struct PaymentMethodType: check_payment_method_type;
    /// Cards.
    CARD = "card";
    /// Link.
    LINK = "link";
}

fn check_network_id(text: &str) -> Result<()> {
    shape(text, "a Stripe profile id", true)
}

fn check_payment_method_type(text: &str) -> Result<()> {
    shape(text, "a Stripe payment method type", true)
}
