//! Which offer is paid.

use http402::x402::scheme::Scheme;

use super::Offer;
use crate::Faults;
use crate::client::Client;
use crate::client::limit::Comparison;
use crate::client::outcome::{Refusal, refused};

/// The longest `maxTimeoutSeconds` that is signed: a payment that may be taken years later is a
/// debt that nobody remembers.
const LONGEST: u64 = 86_400;

/// The first offer that can be paid. One that cannot does not spoil the others.
pub(super) fn choose<'a>(
    client: &Client,
    offers: &'a [Result<Offer, http402::Error>],
) -> Result<&'a Offer, Refusal> {
    let faults = &client.faults;
    let bad = offers.iter().find_map(|offer| offer.as_ref().err());
    if let Some(error) = bad.filter(|_| faults.has("bad-offer-spoils-all")) {
        return Err(refused(error));
    }
    let unknown = |offer: &&Offer| offer.terms.network().info().is_none();
    if faults.has("unknown-offer-spoils-all") && offers.iter().flatten().any(|it| unknown(&it)) {
        return Err(refused("an unknown network"));
    }
    let limited = offers.iter().flatten().next();
    let mut why = bad.map_or_else(|| "no offer".to_owned(), ToString::to_string);
    let mut payable = Vec::new();
    for offer in offers.iter().take(if faults.has("first-offer-only") {
        1
    } else {
        usize::MAX
    }) {
        let Ok(offer) = offer else { continue };
        let priced = limited
            .filter(|_| faults.has("cap-of-first-offer"))
            .unwrap_or(offer);
        match check(client, offer, priced) {
            Ok(()) => payable.push(offer),
            Err(reason) => reason.clone_into(&mut why),
        }
    }
    let chosen = if faults.has("last-offer-chosen") || faults.has("cap-of-first-offer") {
        payable.last()
    } else if faults.has("cheapest-offer-chosen") {
        payable
            .iter()
            .min_by_key(|offer| offer.terms.max_amount_required())
    } else {
        payable.first()
    };
    chosen.copied().ok_or_else(|| refused(why))
}

/// Whether the wallet pays an offer whose price stands in `priced`.
fn check(client: &Client, offer: &Offer, priced: &Offer) -> Result<(), &'static str> {
    let terms = &offer.terms;
    let networks = &client.options.networks;
    let own = networks.iter().any(|name| name == terms.network().as_str());
    if *terms.scheme() != Scheme::EXACT {
        return Err("another scheme than exact");
    }
    if terms.eip712_domain().is_none() {
        return Err("no EVM network that is known");
    }
    if !own && !client.faults.has("other-network-paid") {
        return Err("a network that this wallet does not pay on");
    }
    let price = priced.terms.max_amount_required();
    if !comparison(&client.faults).allows(price, client.options.max_amount) {
        return Err("more than the limit");
    }
    if terms.max_timeout_seconds() > LONGEST {
        return Err("a timeout of more than a day");
    }
    Ok(())
}

fn comparison(faults: &Faults) -> Comparison {
    let table = [
        (faults.has("cap-ignored"), Comparison::None),
        (faults.has("cap-compared-as-text"), Comparison::Text),
        (faults.has("cap-compared-as-double"), Comparison::Double),
        (faults.has("cap-compared-in-64-bits"), Comparison::Low64),
        (
            faults.has("cap-compared-in-whole-tokens"),
            Comparison::WholeTokens,
        ),
    ];
    let found = table.into_iter().find(|(on, _)| *on);
    found.map_or(Comparison::Exact, |(_, comparison)| comparison)
}
