//! crate mpp: reqwest, paying by MPP with the method testpay. With the argument `charge-client` its
//! client for charges alone, which knows `Payment-Authorization` and follows no redirect.

use client_lines::{Payer, Task, serve};
use hmac::{Hmac, Mac};
use mpp::client::{AcceptPaymentPolicy, ChargeClient, Fetch, PaymentProvider};
use mpp::{MppError, PaymentChallenge, PaymentCredential, Receipt};
use reqwest::header::HeaderMap;
use reqwest::{Client, Request, RequestBuilder, Response};
use serde_json::{Value, json};
use sha2::Sha256;

/// Pays whatever amount it is asked for: a cap is the provider's concern, and this one has none.
#[derive(Clone)]
struct Testpay(Vec<u8>);

impl PaymentProvider for Testpay {
    fn supports(&self, method: &str, intent: &str) -> bool {
        (method, intent) == ("testpay", "charge")
    }

    async fn pay(&self, challenge: &PaymentChallenge) -> Result<PaymentCredential, MppError> {
        let request: Value = challenge.request.decode()?;
        if !request["amount"].is_string() || !request["currency"].is_string() {
            return Err(MppError::invalid_payload("no charge of testpay"));
        }
        let mac = Hmac::<Sha256>::new_from_slice(&self.0);
        let mut mac = mac.map_err(|error| MppError::invalid_payload(error.to_string()))?;
        mac.update(challenge.id.as_bytes());
        let proof = mac.finalize().into_bytes();
        let proof: String = proof.iter().map(|byte| format!("{byte:02x}")).collect();
        Ok(PaymentCredential::new(
            challenge.to_echo(),
            json!({ "proof": proof }),
        ))
    }

    fn accept_payment_header(&self) -> Option<String> {
        Some("testpay/charge".to_owned())
    }
}

enum Mpp {
    Fetch(Client, Testpay),
    Charge(ChargeClient, Testpay),
}

impl Payer for Mpp {
    const NAME: &'static str = "mpp";
    const VERSION: &'static str = "0.18.2";

    fn new(task: &Task) -> Result<Self, String> {
        let payer = Testpay(task.testpay_key.clone().into_bytes());
        if std::env::args().any(|argument| argument == "charge-client") {
            let client = ChargeClient::new(Client::builder()).map_err(|error| error.to_string())?;
            return Ok(Self::Charge(client, payer));
        }
        Ok(Self::Fetch(Client::new(), payer))
    }

    async fn fetch(&self, request: Request) -> Result<Response, String> {
        let sent = match self {
            Self::Fetch(client, payer) => {
                let request = RequestBuilder::from_parts(client.clone(), request);
                let policy = AcceptPaymentPolicy::Always;
                request.send_with_payment_policy(payer, &policy).await
            }
            Self::Charge(client, payer) => {
                let request = RequestBuilder::from_parts(Client::new(), request);
                let request = request.header("Accept-Payment", "testpay/charge");
                client.send_with_payment(request, payer).await
            }
        };
        sent.map_err(|error| error.to_string())
    }

    fn told(headers: &HeaderMap) -> (&'static str, Value) {
        let header = headers
            .get("payment-receipt")
            .and_then(|value| value.to_str().ok());
        let receipt = header.and_then(|value| Receipt::from_header(value).ok());
        let receipt = receipt.and_then(|it| serde_json::to_value(it).ok());
        ("receipt", receipt.unwrap_or_default())
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> std::io::Result<()> {
    serve::<Mpp>().await
}
