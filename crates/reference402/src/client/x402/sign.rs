//! Signing a payment of the scheme `exact` on an EVM chain.

use http402::eip712::{Domain, keccak256};
use http402::primitives::{Address, B256, Signature, U256};
use http402::x402::authorization::Authorization;
use http402::x402::v1::{ExactEvmPayload, PaymentPayload};

use super::{Offer, edit};
use crate::Faults;
use crate::client::outcome::{Refusal, refused};
use crate::client::{Client, limit};

/// The value of `X-PAYMENT` that pays `offer`.
pub(super) fn header(client: &mut Client, offer: &Offer, first: &Offer) -> Result<String, Refusal> {
    let terms = &offer.terms;
    let now = u64::try_from(client.now()).unwrap_or_default();
    let nonce = client.nonce(terms)?;
    let from = client.options.wallet_key.address();
    let mut authorization = terms.authorization(from, now, nonce).map_err(refused)?;
    misstate(client, &mut authorization, now, offer, first);
    let domain = terms.eip712_domain();
    let domain = domain.ok_or_else(|| refused("no domain of the token"))?;
    let domain = misplace(&client.faults, domain, offer, first);
    let signature = sign(client, &domain, &authorization);
    let payload = ExactEvmPayload::new(signature, authorization);
    let payment = PaymentPayload::exact_evm(terms.network().clone(), payload);
    let payment = payment.map_err(refused)?;
    let respelled = edit::respelled(&client.faults, &payment, offer, first);
    Ok(respelled.unwrap_or_else(|| payment.to_header()))
}

fn sign(client: &Client, domain: &Domain<'_>, authorization: &Authorization) -> Signature {
    let faults = &client.faults;
    let mut signed = authorization.clone();
    if faults.has("signs-other-value") {
        signed.value = signed.value.checked_add(U256::ONE).unwrap_or(U256::ZERO);
    }
    if faults.has("from-of-other-account") {
        signed.from = client.options.wallet_key.address();
    }
    let mut digest = signed.signing_digest(&domain.separator());
    if faults.has("signs-as-message") {
        let prefix = b"\x19Ethereum Signed Message:\n32";
        digest = keccak256(&[&prefix[..], digest.as_bytes()].concat());
    }
    let signature = client.options.wallet_key.sign_digest(&digest);
    edit::signature(faults, &signature).unwrap_or(signature)
}

/// Mistakes in what is signed.
fn misstate(
    client: &Client,
    authorization: &mut Authorization,
    now: u64,
    offer: &Offer,
    first: &Offer,
) {
    let faults = &client.faults;
    let terms = &offer.terms;
    let timeout = terms.max_timeout_seconds();
    let at = |seconds: u64| U256::from(now.saturating_add(seconds));
    let one = U256::ONE;
    let price = authorization.value;
    let evm = |account: &http402::x402::account::AccountId| account.as_evm().copied();
    let to = [
        (faults.has("pays-the-asset"), evm(terms.asset())),
        (
            faults.has("pays-first-recipient"),
            evm(first.terms.pay_to()),
        ),
    ];
    let value = [
        (faults.has("value-short"), price.checked_sub(one)),
        (faults.has("value-above"), price.checked_add(one)),
        (faults.has("value-at-cap"), client.options.max_amount),
        (
            faults.has("value-through-double"),
            Some(limit::through_double(price)),
        ),
    ];
    let valid_after = [
        (faults.has("valid-after-ahead"), at(60)),
        (faults.has("window-of-fast-clock"), at(7200 - 600)),
        (
            faults.has("valid-after-a-minute-ago"),
            U256::from(now.saturating_sub(60)),
        ),
        (faults.has("valid-from-the-beginning"), U256::ZERO),
        (
            faults.has("window-in-milliseconds"),
            U256::from(now.saturating_sub(600) * 1000),
        ),
    ];
    let valid_before = [
        (faults.has("window-of-fast-clock"), at(7200 + timeout)),
        (faults.has("valid-for-an-hour"), at(3600)),
        (
            faults.has("timeout-of-first-offer"),
            at(first.terms.max_timeout_seconds()),
        ),
        (
            faults.has("timeout-from-valid-after"),
            U256::from((now + timeout).saturating_sub(600)),
        ),
        (
            faults.has("window-in-milliseconds"),
            U256::from((now + timeout) * 1000),
        ),
    ];
    let own = authorization.to;
    choose(
        &mut authorization.to,
        to.map(|(on, account)| (on, account.unwrap_or(own))),
    );
    choose(
        &mut authorization.value,
        value.map(|(on, value)| (on, value.unwrap_or(price))),
    );
    choose(&mut authorization.valid_after, valid_after);
    choose(&mut authorization.valid_before, valid_before);
    if faults.has("from-of-other-account") {
        authorization.from = Address::from_bytes([0x11; 20]);
    }
    if faults.has("nonce-short") {
        let mut bytes = *authorization.nonce.as_bytes();
        bytes.iter_mut().skip(16).for_each(|byte| *byte = 0);
        authorization.nonce = B256::from_bytes(bytes);
    }
    let spelled = |address: Address| {
        if faults.has("addresses-in-lower-case") {
            address.to_lowercase()
        } else if faults.has("addresses-with-checksum") {
            address.to_checksummed()
        } else {
            address
        }
    };
    authorization.from = spelled(authorization.from);
    authorization.to = spelled(authorization.to);
}

fn choose<T: Copy, const N: usize>(slot: &mut T, choices: [(bool, T); N]) {
    if let Some((_, value)) = choices.into_iter().find(|(on, _)| *on) {
        *slot = value;
    }
}

/// Mistakes in the domain.
fn misplace<'a>(
    faults: &Faults,
    domain: Domain<'a>,
    offer: &'a Offer,
    first: &'a Offer,
) -> Domain<'a> {
    let terms = &offer.terms;
    let own = terms
        .exact_evm_extra()
        .map(|extra| (extra.name(), extra.version()));
    let token = terms.network().evm().and_then(|chain| chain.token);
    let (Some((mut name, mut version)), Some(mut contract)) =
        (own, terms.asset().as_evm().copied())
    else {
        return domain;
    };
    let mut chain_id = terms.network().chain_id().unwrap_or_default();
    if let Some(token) = token {
        if faults.has("domain-from-table") {
            (name, version) = (token.name, token.version);
        }
        if faults.has("contract-from-table") {
            contract = token.asset;
        }
    }
    if faults.has("domain-of-first-offer")
        && let Some(extra) = first.terms.exact_evm_extra()
    {
        (name, version) = (extra.name(), extra.version());
    }
    if faults.has("domain-name-fixed") {
        name = "USD Coin";
    }
    if faults.has("domain-version-fixed") {
        version = "2";
    }
    if faults.has("chain-id-fixed") {
        chain_id = 8453;
    }
    let mut built = Domain::new(name).with_chain_id(chain_id);
    if !faults.has("signs-without-version") {
        built = built.with_version(version);
    }
    if !faults.has("signs-without-contract") {
        built = built.with_verifying_contract(contract);
    }
    built
}
