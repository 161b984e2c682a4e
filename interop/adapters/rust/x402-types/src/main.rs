//! crate x402-types with x402-chain-eip155: headers and messages, networks, prices.

use lines::{Answer, bytes, serve, shown, text};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, from_slice, from_value, json, to_vec};
use x402_chain_eip155::KnownNetworkEip155 as _;
use x402_chain_eip155::chain::Eip155TokenDeployment;
use x402_chain_eip155::v1_eip155_exact::{PaymentPayload, PaymentRequirements, VerifyRequest};
use x402_types::chain::ChainId;
use x402_types::networks::USDC;
use x402_types::proto::{SupportedResponse, v1};
use x402_types::util::Base64Bytes;

/// Reads JSON with a typed view (amounts as integers), and shows the wire type.
fn read<Typed: DeserializeOwned, Wire: DeserializeOwned + Serialize>(given: &Value) -> Answer {
    let json = bytes(given);
    shown(from_slice::<Typed>(&json).and_then(|_| from_slice::<Wire>(&json)))
}

fn header<T: DeserializeOwned + Serialize>(given: &Value) -> Answer {
    let bytes = bytes(given);
    let json = Base64Bytes::from(bytes.as_slice()).decode().ok();
    shown(json.and_then(|json| from_slice::<T>(&json).ok()).ok_or(()))
}

fn write<T: DeserializeOwned + Serialize>(given: &Value) -> Answer {
    let value = from_value::<T>(given.clone()).ok();
    let json = value.and_then(|value| to_vec(&value).ok());
    shown(
        json.map(|json| Base64Bytes::encode(json).to_string())
            .ok_or(()),
    )
}

fn network(given: &Value) -> Answer {
    let chain = ChainId::from_network_name(text(given));
    let number = chain.and_then(|chain| chain.reference().parse::<u64>().ok());
    shown(number.map(|number| json!({ "chainId": number })).ok_or(()))
}

fn price(given: &Value) -> Answer {
    let usdc: Eip155TokenDeployment = USDC::base_sepolia();
    shown(
        usdc.parse(text(&given["price"]))
            .map(|price| price.amount.to_string()),
    )
}

fn main() {
    let operations: &[lines::Operation] = &[
        ("x402.payment.decode", header::<PaymentPayload>),
        ("x402.payment.encode", write::<PaymentPayload>),
        ("x402.settlement.decode", header::<v1::SettleResponse>),
        ("x402.settlement.encode", write::<v1::SettleResponse>),
        (
            "x402.required.decode",
            read::<v1::PaymentRequired<PaymentRequirements>, v1::PaymentRequired>,
        ),
        (
            "x402.requirements.decode",
            read::<PaymentRequirements, v1::PaymentRequirements>,
        ),
        (
            "x402.verify-request.decode",
            read::<VerifyRequest, v1::VerifyRequest<PaymentPayload, v1::PaymentRequirements>>,
        ),
        (
            "x402.verify-response.decode",
            read::<v1::VerifyResponse, v1::VerifyResponse>,
        ),
        (
            "x402.settle-response.decode",
            read::<v1::SettleResponse, v1::SettleResponse>,
        ),
        (
            "x402.supported.decode",
            read::<SupportedResponse, SupportedResponse>,
        ),
        ("x402.network.lookup", network),
        ("x402.amount.from-price", price),
    ];
    let only = json!({ "x402.amount.from-price": [{ "decimals": 6 }] });
    serve("x402-types", "2.0.2", operations, only);
}
