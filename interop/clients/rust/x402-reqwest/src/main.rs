//! crate x402-reqwest: reqwest with a middleware that pays by x402.

use std::sync::Arc;

use alloy_signer_local::PrivateKeySigner;
use client_lines::{Payer, Task, serve};
use reqwest::header::HeaderMap;
use reqwest::{Request, Response};
use reqwest_middleware::ClientWithMiddleware;
use serde_json::Value;
use x402_chain_eip155::V1Eip155ExactClient;
use x402_reqwest::{ReqwestWithPayments, ReqwestWithPaymentsBuild, X402Client};
use x402_types::proto::v1::SettleResponse;
use x402_types::scheme::client::MaxAmount;
use x402_types::util::Base64Bytes;

struct Reqwest(ClientWithMiddleware);

impl Payer for Reqwest {
    const NAME: &'static str = "x402-reqwest";
    const VERSION: &'static str = "2.0.2";

    fn new(task: &Task) -> Result<Self, String> {
        let signer = task.wallet_key.parse::<PrivateKeySigner>();
        let signer = Arc::new(signer.map_err(|error| error.to_string())?);
        let payer = X402Client::new().register(V1Eip155ExactClient::new(signer));
        let http = reqwest::Client::new();
        Ok(Self(match &task.max_amount {
            None => http.with_payments(payer).build(),
            Some(most) => {
                let most = most.parse().map_err(|_| "max_amount".to_owned())?;
                http.with_payments(payer.with_selector(MaxAmount(most)))
                    .build()
            }
        }))
    }

    async fn fetch(&self, request: Request) -> Result<Response, String> {
        self.0
            .execute(request)
            .await
            .map_err(|error| error.to_string())
    }

    fn told(headers: &HeaderMap) -> (&'static str, Value) {
        let header = headers.get("X-Payment-Response");
        let json = header.and_then(|value| Base64Bytes::from(value.as_bytes()).decode().ok());
        let settlement = json.and_then(|json| serde_json::from_slice::<SettleResponse>(&json).ok());
        let settlement = settlement.and_then(|it| serde_json::to_value(it).ok());
        ("settlement", settlement.unwrap_or_default())
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> std::io::Result<()> {
    serve::<Reqwest>().await
}
