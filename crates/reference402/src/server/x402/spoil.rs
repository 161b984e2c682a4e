//! Faults of offers.

use serde_json::{Value, json};

use crate::Faults;
use crate::server::json::{put, remove, text};

/// Applies the faults of one offer. Those that keep clients from paying strike the first offer of
/// the paid route, with and without a body, only, so that the others still prove that the server works.
pub(super) fn offer(offer: &mut Value, index: usize, is_paid: bool, faults: &Faults) {
    if index == 0 && is_paid {
        first_offer(offer, faults);
    }
    if faults.has("resource-as-path") {
        let url = text(offer, "resource");
        let path = url.splitn(4, '/').nth(3).unwrap_or_default();
        put(offer, "resource", format!("/{path}"));
    }
    if faults.has("description-missing") {
        remove(offer, "description");
    }
    if faults.has("mime-type-null") {
        put(offer, "mimeType", Value::Null);
    }
    if faults.has("output-schema-null") {
        put(offer, "outputSchema", Value::Null);
    }
    if faults.has("discoverable-input-without-type") {
        let input = json!({ "method": "GET", "discoverable": true });
        put(offer, "outputSchema", json!({ "input": input }));
    }
    if faults.has("fee-payer-missing") && text(offer, "network") == "solana-devnet" {
        remove(offer, "extra/feePayer");
    }
    if faults.has("more-members") {
        put(offer, "x-priority", 3);
    }
    if faults.has("extra-more-members") {
        put(offer, "extra/x-issuer", "example");
    }
}

fn first_offer(offer: &mut Value, faults: &Faults) {
    if faults.has("scheme-missing") {
        remove(offer, "scheme");
    }
    if faults.has("network-caip2") {
        put(offer, "network", "eip155:84532");
    }
    let amount = text(offer, "maxAmountRequired").to_owned();
    if faults.has("amount-as-number") {
        put(
            offer,
            "maxAmountRequired",
            amount.parse::<u64>().unwrap_or_default(),
        );
    }
    if faults.has("amount-in-dollars") {
        put(offer, "maxAmountRequired", "$0.01");
    }
    if faults.has("amount-leading-zero") {
        put(offer, "maxAmountRequired", format!("0{amount}"));
    }
    if faults.has("asset-as-symbol") {
        put(offer, "asset", "USDC");
    }
    if faults.has("pay-to-as-name") {
        put(offer, "payTo", "merchant.eth");
    }
    if faults.has("checksum-wrong") {
        let pay_to = text(offer, "payTo");
        let letter = pay_to
            .char_indices()
            .skip(2)
            .find(|(_, letter)| letter.is_ascii_lowercase());
        if let Some((at, letter)) = letter {
            let mut wrong = pay_to.to_owned();
            wrong.replace_range(at..=at, &letter.to_ascii_uppercase().to_string());
            put(offer, "payTo", wrong);
        }
    }
    if faults.has("timeout-as-text") {
        put(offer, "maxTimeoutSeconds", "60");
    }
    if faults.has("timeout-zero") {
        put(offer, "maxTimeoutSeconds", 0);
    }
    if faults.has("extra-name-missing") {
        remove(offer, "extra/name");
    }
    if faults.has("extra-version-as-number") {
        put(offer, "extra/version", json!(2));
    }
    if faults.has("token-name-wrong") {
        put(offer, "extra/name", "Dollar");
    }
}

/// What a price becomes that is multiplied instead of shifted.
pub(super) fn amount_from_float(offer: &mut Value, price: &str) {
    #[expect(clippy::float_arithmetic, reason = "the fault itself")]
    let amount = price.parse::<f64>().unwrap_or_default() * 1e6;
    put(offer, "maxAmountRequired", amount.to_string());
}
