//! Paying by x402, version 1: read the offers, choose one, sign.

mod choose;
mod edit;
mod read;
mod sign;

use http402::x402::v1::{PaymentRequirements, X_PAYMENT};

use super::outcome::Refusal;
use super::{Client, Payment};
use crate::http::Response;

/// An offer that this crate can read.
#[derive(Clone, Debug)]
struct Offer {
    terms: PaymentRequirements,
    /// Scheme and network as the server wrote them; only faults let them differ from the terms'.
    scheme: String,
    network: String,
}

/// The payment that a 402 asks for.
pub(super) fn pay(client: &mut Client, demand: &Response) -> Result<Payment, Refusal> {
    let offers = read::offers(client, demand)?;
    let chosen = choose::choose(client, &offers)?;
    let first = offers.iter().flatten().next().unwrap_or(chosen);
    let header = sign::header(client, chosen, first)?;
    let resource = Some(chosen.terms.resource().to_owned());
    let mut payment = Payment {
        resource,
        ..Payment::default()
    };
    let faults = &client.faults;
    if faults.has("payment-in-query") {
        payment.query = Some(format!("x-payment={header}"));
    } else if faults.has("payment-in-next-version-field") {
        payment
            .fields
            .push(("PAYMENT-SIGNATURE".to_owned(), header));
    } else {
        payment.fields.push((X_PAYMENT.to_owned(), header));
    }
    Ok(payment)
}
