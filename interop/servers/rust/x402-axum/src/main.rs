//! A shop over the crate x402-axum: version 1 price tags, no protocol logic of its own.

use std::env::var;
use std::sync::atomic::{AtomicU64, Ordering};

use alloy_primitives::Address;
use axum::http::StatusCode;
use axum::routing::{MethodRouter, get, post};
use axum::{Json, Router};
use serde_json::json;
use x402_axum::X402Middleware;
use x402_chain_eip155::{KnownNetworkEip155, V1Eip155Exact};
use x402_types::networks::USDC;

static RUNS: AtomicU64 = AtomicU64::new(0);

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let pay_to: Address = var("CONFORM402_PAY_TO")?.parse()?;
    let address = format!("127.0.0.1:{}", var("PORT")?);
    let middleware = X402Middleware::new(&var("FACILITATOR_URL")?)
        .with_base_url(format!("http://{address}").parse()?);
    let middleware = match var("SETTLE")?.as_str() {
        "before" => middleware.settle_before_execution(),
        _ => middleware,
    };
    let count = async || Json(json!({ "runs": RUNS.load(Ordering::SeqCst) }));
    let mut shop = Router::new()
        .route("/free", get("free of charge"))
        .route("/runs", get(count));
    let goods = [
        ("/paid", "0.01", StatusCode::OK),
        ("/dearer", "4.03", StatusCode::OK),
        ("/body", "0.01", StatusCode::OK),
        ("/failing", "0.01", StatusCode::INTERNAL_SERVER_ERROR),
    ];
    for (path, price, status) in goods {
        let handler = async move || {
            RUNS.fetch_add(1, Ordering::SeqCst);
            let text = path.replace('/', "canary-5f1c-");
            (status, [("set-cookie", format!("visit={text}"))], text)
        };
        let route: MethodRouter = if path == "/body" {
            post(handler)
        } else {
            get(handler)
        };
        let price = V1Eip155Exact::price_tag(pay_to, USDC::base_sepolia().parse(price)?);
        let gate = middleware
            .with_price_tag(price)
            .with_mime_type("text/plain".to_owned());
        shop = shop.route(path, route.layer(gate));
    }
    axum::serve(tokio::net::TcpListener::bind(address).await?, shop).await?;
    Ok(())
}
