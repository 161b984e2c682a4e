//! Paying by MPP: read the challenges, choose one, prove.

mod charge;
mod choose;
mod edit;
mod read;

use http402::mpp::discovery::{Discovery, OfferAmount};
use http402::mpp::header::{AUTHORIZATION, PAYMENT_AUTHORIZATION};
use http402::mpp::{Challenge, Credential};

use super::outcome::{Refusal, refused};
use super::{Client, Payment};
use crate::http::{Response, Url};

use charge::Charge;

/// What is paid for.
pub(super) struct Context<'a> {
    pub(super) url: &'a Url,
    pub(super) body: &'a [u8],
    /// The price that discovery states; only faults believe it.
    pub(super) discovered: Option<String>,
}

/// A challenge and how it is paid.
struct Chosen<'a> {
    challenge: &'a Challenge<'static>,
    charge: Charge,
}

/// The payment that a response asks for; nothing where it has no challenge of this protocol.
pub(super) fn pay(
    client: &Client,
    demand: &Response,
    context: &Context<'_>,
) -> Option<Result<Payment, Refusal>> {
    let challenges = read::challenges(&client.faults, demand);
    if challenges.is_empty() {
        return None;
    }
    if !context.url.is_secure()
        && !client.options.plain_http
        && !client.faults.has("plain-http-paid")
    {
        return Some(Err(refused("a credential needs https")));
    }
    let payable = match choose::payable(client, &challenges, context) {
        Ok(payable) => payable,
        Err(refusal) => return Some(Err(refusal)),
    };
    let chosen = choose::choose(&client.faults, &payable);
    Some(match chosen {
        Some(chosen) => payment(client, chosen, &payable, context),
        None => Err(refused("no challenge to pay")),
    })
}

fn payment(
    client: &Client,
    chosen: &Chosen<'_>,
    payable: &[Chosen<'_>],
    context: &Context<'_>,
) -> Result<Payment, Refusal> {
    let faults = &client.faults;
    let field = field(client, chosen.challenge);
    let value = credential(client, chosen, context)?;
    let mut fields = vec![(field.clone(), value.clone())];
    let others = payable
        .iter()
        .filter(|other| other.challenge.id() != chosen.challenge.id());
    if faults.has("credential-for-each") || faults.has("credentials-joined") {
        for other in others {
            let value = credential(client, other, context)?;
            match fields
                .first_mut()
                .filter(|_| faults.has("credentials-joined"))
            {
                Some((_, first)) => *first = format!("{first}, {value}"),
                None => fields.push((field.clone(), value)),
            }
        }
    }
    if faults.has("both-fields") {
        let other = if field == AUTHORIZATION {
            PAYMENT_AUTHORIZATION
        } else {
            AUTHORIZATION
        };
        fields.push((other.to_owned(), value.clone()));
    }
    let token = value.rsplit(' ').next().unwrap_or_default();
    Ok(Payment {
        fields,
        query: faults
            .has("credential-in-query")
            .then(|| format!("payment={token}")),
        resource: None,
        id: Some(chosen.challenge.id().to_owned()),
        digest: chosen.challenge.digest().is_some(),
    })
}

/// The name of the field that the challenge selects.
fn field(client: &Client, challenge: &Challenge<'_>) -> String {
    let faults = &client.faults;
    let named = challenge.header().filter(|_| faults.has("header-obeyed"));
    if faults.has("always-payment-authorization") {
        return PAYMENT_AUTHORIZATION.to_owned();
    }
    let selected = challenge.credential_field().unwrap_or(AUTHORIZATION);
    let selected = if faults.has("always-authorization") {
        AUTHORIZATION
    } else {
        selected
    };
    named.unwrap_or(selected).to_owned()
}

fn credential(
    client: &Client,
    chosen: &Chosen<'_>,
    context: &Context<'_>,
) -> Result<String, Refusal> {
    let proof = chosen.charge.prove(client, chosen.challenge)?;
    let payload = proof.payload.parse().map_err(refused)?;
    let mut credential = Credential::new(chosen.challenge, &payload);
    if let Some(source) = proof.source {
        credential = credential.with_source(&source).map_err(refused)?;
    }
    let respelled = edit::respelled(&client.faults, &credential, chosen.challenge, context);
    Ok(respelled.unwrap_or_else(|| credential.to_header()))
}

/// The price that a discovery document states for a path.
pub(super) fn discovered_amount(answer: &Response, url: &Url) -> Option<String> {
    let text = core::str::from_utf8(&answer.body)
        .ok()
        .filter(|_| answer.status == 200)?;
    let discovery = Discovery::from_json(text).ok()?;
    let path = url.path.split('?').next().unwrap_or_default();
    let mut operations = discovery.operations().iter();
    let operation = operations.find(|operation| operation.path() == path)?;
    match &operation.payment().offers().first()?.amount {
        OfferAmount::Fixed(amount) => Some(amount.to_string()),
        _ => Some("0".to_owned()),
    }
}
