//! A shop over the crate mpp on axum, paid by the method testpay; no protocol logic of its own.

mod keeper;
mod testpay;

use std::sync::atomic::{AtomicU64, Ordering::SeqCst};

use axum::http::{StatusCode, Uri};
use axum::response::IntoResponse;
use axum::routing::{get, post};
use axum::{Json, Router};
use keeper::Keeper;
use mpp::Receipt;
use mpp::server::axum::{ChargeConfig, MppCharge, MppChargeWithBody, WithReceipt};

static RUNS: AtomicU64 = AtomicU64::new(0);

struct Cheap;
struct Dear;

impl ChargeConfig for Cheap {
    fn amount() -> &'static str {
        "10000"
    }
}

impl ChargeConfig for Dear {
    fn amount() -> &'static str {
        "4030000"
    }
}

fn sell(at: &Uri, receipt: Receipt) -> impl IntoResponse + use<> {
    RUNS.fetch_add(1, SeqCst);
    let text = at.path().replace('/', "canary-5f1c-");
    let (status, text) = match at.path() {
        "/denied" => (StatusCode::FORBIDDEN, "not for you".to_owned()),
        "/failing" => (StatusCode::INTERNAL_SERVER_ERROR, text),
        _ => (StatusCode::OK, text),
    };
    let body = (status, [("set-cookie", format!("visit={text}"))], text);
    WithReceipt { receipt, body }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let cheap = async |at: Uri, paid: MppCharge<Cheap>| sell(&at, paid.receipt);
    let dear = async |at: Uri, paid: MppCharge<Dear>| sell(&at, paid.receipt);
    let body = async |at: Uri, paid: MppChargeWithBody<Cheap>| sell(&at, paid.receipt);
    let count = async || Json(serde_json::json!({ "runs": RUNS.load(SeqCst) }));
    let shop = Router::new()
        .route("/paid", get(cheap))
        .route("/dearer", get(dear))
        .route("/body", post(body))
        .route("/failing", get(cheap))
        .route("/denied", get(cheap))
        .with_state(Keeper::new(300, false)?)
        .merge(
            Router::new()
                .route("/short", get(cheap))
                .with_state(Keeper::new(1, false)?),
        )
        .merge(
            Router::new()
                .route("/header", get(cheap))
                .with_state(Keeper::new(300, true)?),
        )
        .route("/free", get("free of charge"))
        .route("/runs", get(count));
    let address = format!("127.0.0.1:{}", std::env::var("PORT")?);
    axum::serve(tokio::net::TcpListener::bind(address).await?, shop).await?;
    Ok(())
}
