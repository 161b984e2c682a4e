use super::Stop;
use crate::exchange::http::Endpoint;
use crate::exchange::{Purse, is_test_network};

/// What may be offered to a target: anything on this machine, nothing elsewhere unless the caller
/// names an amount, and real money only on networks that the caller names.
pub(super) fn purse(
    endpoint: &Endpoint,
    network: &str,
    max_spend: Option<u128>,
    allowed: &[String],
) -> Result<Purse, Stop> {
    let loopback = endpoint.is_loopback();
    if !loopback && !is_test_network(network) && !allowed.iter().any(|name| name == network) {
        let why = format!("money on {network} is real: give --allow-network {network}");
        return Err(Stop::usage([why]));
    }
    Ok(match max_spend {
        Some(limit) => Purse::of(limit),
        None if loopback => Purse::bottomless(),
        None => Purse::of(0),
    })
}
