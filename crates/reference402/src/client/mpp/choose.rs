//! Which challenge is paid.

use http402::mpp::{BodyDigest, Challenge, Intent, MethodId};
use http402::primitives::{Timestamp, U256};

use super::charge::Charge;
use super::{Chosen, Context};
use crate::Faults;
use crate::client::Client;
use crate::client::limit::Comparison;
use crate::client::outcome::{Refusal, refused};

/// The challenges that can be paid, in the server's order.
pub(super) fn payable<'a>(
    client: &Client,
    challenges: &'a [Result<Challenge<'static>, http402::Error>],
    context: &Context<'_>,
) -> Result<Vec<Chosen<'a>>, Refusal> {
    let faults = &client.faults;
    let bad = challenges
        .iter()
        .find_map(|challenge| challenge.as_ref().err());
    if let Some(error) = bad.filter(|_| faults.has("bad-challenge-spoils-all")) {
        return Err(refused(error));
    }
    let mut why = bad.map(ToString::to_string);
    let mut payable = Vec::new();
    let first = challenges
        .iter()
        .flatten()
        .find_map(|first| Charge::of(client, first).ok());
    for challenge in challenges.iter().flatten() {
        let known = METHODS
            .iter()
            .any(|method| method.as_str() == challenge.method());
        if !known && faults.has("unknown-method-spoils-all") {
            return Err(refused("an unknown method"));
        }
        if challenge.intent() != Intent::CHARGE.as_str() && faults.has("unknown-intent-spoils-all")
        {
            return Err(refused("an unknown intent"));
        }
        match check(client, challenge, context, first.as_ref()) {
            Ok(charge) => payable.push(Chosen { challenge, charge }),
            Err(reason) => why = Some(reason),
        }
    }
    if payable.is_empty() {
        return Err(refused(why.as_deref().unwrap_or("no challenge")));
    }
    Ok(payable)
}

/// The challenge among those that can be paid: the first.
pub(super) fn choose<'a, 'c>(faults: &Faults, payable: &'a [Chosen<'c>]) -> Option<&'a Chosen<'c>> {
    if faults.has("last-challenge-chosen") || faults.has("charge-cap-of-first-challenge") {
        return payable.last();
    }
    if faults.has("cheapest-challenge-chosen") {
        return payable.iter().min_by_key(|chosen| chosen.charge.amount());
    }
    payable.first()
}

/// Whether the wallet pays a challenge, and how. `description` is no evidence of anything.
fn check(
    client: &Client,
    challenge: &Challenge<'_>,
    context: &Context<'_>,
    first: Option<&Charge>,
) -> Result<Charge, String> {
    let faults = &client.faults;
    let blind = faults.has("header-ignored") || faults.has("header-obeyed");
    if let Err(error) = challenge
        .credential_field()
        .map(drop)
        .or_else(|error| if blind { Ok(()) } else { Err(error) })
    {
        return Err(error.to_string());
    }
    if challenge.extensions().next().is_some() && faults.has("unknown-parameter-fatal") {
        return Err("an unknown parameter".to_owned());
    }
    if is_expired(client, challenge) {
        return Err("the challenge has expired".to_owned());
    }
    if let Some(digest) = challenge
        .digest()
        .filter(|_| !faults.has("digest-not-compared"))
    {
        let digest: BodyDigest = digest.parse().map_err(|_| "a digest that cannot be read")?;
        digest
            .verify(context.body)
            .map_err(|_| "the digest is not that of the body")?;
    }
    let charge = Charge::of(client, challenge)?;
    let mut price = charge.amount();
    if let Some(first) = first.filter(|_| faults.has("charge-cap-of-first-challenge")) {
        price = first.amount();
    }
    if let Some(stated) = context
        .discovered
        .as_deref()
        .and_then(|amount| amount.parse().ok())
    {
        price = stated;
    }
    if faults.has("description-as-price") {
        price = challenge.description().and_then(number).unwrap_or(price);
    }
    if !comparison(faults).allows(price, client.options.max_amount) {
        return Err("more than the limit".to_owned());
    }
    Ok(charge)
}

fn is_expired(client: &Client, challenge: &Challenge<'_>) -> bool {
    let faults = &client.faults;
    if faults.has("expired-paid") || faults.has("preferences-keep-expired") {
        return false;
    }
    if faults.has("expires-offset-ignored") {
        let local = challenge.expires().and_then(|text| text.get(..19));
        let local = local.and_then(|text| format!("{text}Z").parse::<Timestamp>().ok());
        return local.is_some_and(|local| local.unix() <= client.now());
    }
    challenge.is_expired(client.now())
}

/// The first number in a text.
fn number(text: &str) -> Option<U256> {
    let start = text.find(|character: char| character.is_ascii_digit())?;
    let digits = text.get(start..)?;
    let end = digits.find(|character: char| !character.is_ascii_digit());
    digits.get(..end.unwrap_or(digits.len()))?.parse().ok()
}

fn comparison(faults: &Faults) -> Comparison {
    let table = [
        (faults.has("charge-cap-ignored"), Comparison::None),
        (faults.has("preferences-believed"), Comparison::None),
        (faults.has("charge-cap-compared-as-text"), Comparison::Text),
        (
            faults.has("charge-cap-compared-as-double"),
            Comparison::Double,
        ),
        (
            faults.has("charge-cap-compared-in-64-bits"),
            Comparison::Low64,
        ),
    ];
    let found = table.into_iter().find(|(on, _)| *on);
    found.map_or(Comparison::Exact, |(_, comparison)| comparison)
}

const METHODS: [MethodId; 3] = [MethodId::TESTPAY, MethodId::TEMPO, MethodId::EVM];
