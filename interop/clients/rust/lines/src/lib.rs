//! The long-lived client for Rust: one JSON line in, one out (schemas/client-message.schema.json).

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, Write as _};

use reqwest::header::HeaderMap;
use reqwest::{Client, Request, Response};
use serde::Deserialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tokio::io::{AsyncBufReadExt, BufReader, stdin};
use tokio::task::LocalSet;

/// What to fetch, and what may be paid.
#[derive(Clone, Deserialize)]
pub struct Task {
    pub url: String,
    pub method: String,
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    pub body: Option<String>,
    pub wallet_key: String,
    pub max_amount: Option<String>,
    pub testpay_key: String,
    #[serde(default = "once")]
    pub calls: u32,
}

fn once() -> u32 {
    1
}

/// A library that pays.
#[allow(async_fn_in_trait)]
pub trait Payer: Sized + 'static {
    const NAME: &'static str;
    const VERSION: &'static str;

    fn new(task: &Task) -> Result<Self, String>;

    async fn fetch(&self, request: Request) -> Result<Response, String>;

    /// What an answer says of the payment, by member name.
    fn told(headers: &HeaderMap) -> (&'static str, Value);
}

/// Answers until standard input ends.
pub async fn serve<P: Payer>() -> io::Result<()> {
    let tasks = LocalSet::new();
    let conversation = async {
        let mut lines = BufReader::new(stdin()).lines();
        while let Some(line) = lines.next_line().await? {
            let message: Value = serde_json::from_str(&line)?;
            let id = message["id"].clone();
            if message.get("hello").is_some() {
                let implementation = json!({ "name": P::NAME, "version": P::VERSION });
                say(
                    &json!({ "id": id, "ok": { "protocol": 1, "implementation": implementation } }),
                )?;
                continue;
            }
            let task: Task = serde_json::from_value(message["fetch"].clone())?;
            tokio::task::spawn_local(async move {
                let answer = match fetch::<P>(&task).await {
                    Ok(account) => json!({ "id": id, "ok": account }),
                    Err(why) => json!({ "id": id, "error": why }),
                };
                say(&answer)
            });
        }
        Ok(())
    };
    tasks.run_until(conversation).await
}

fn say(message: &Value) -> io::Result<()> {
    writeln!(io::stdout().lock(), "{message}")
}

/// The account of the last call.
async fn fetch<P: Payer>(task: &Task) -> Result<Value, String> {
    let payer = P::new(task)?;
    let mut last = Err("no call".to_owned());
    for _ in 0..task.calls {
        last = match payer.fetch(request(task)?).await {
            Ok(response) => account::<P>(response).await,
            Err(why) => Err(why),
        };
    }
    last
}

fn request(task: &Task) -> Result<Request, String> {
    let told = |error: &dyn std::fmt::Display| error.to_string();
    let method = task.method.parse().map_err(|error| told(&error))?;
    let mut request = Client::new().request(method, &task.url);
    for (name, value) in &task.headers {
        request = request.header(name, value);
    }
    if let Some(body) = &task.body {
        request = request.body(body.clone());
    }
    request.build().map_err(|error| told(&error))
}

async fn account<P: Payer>(response: Response) -> Result<Value, String> {
    let status = response.status().as_u16();
    let (name, value) = P::told(response.headers());
    let body = response.bytes().await.map_err(|error| error.to_string())?;
    let mut hash = String::new();
    for byte in Sha256::digest(&body) {
        let _ = write!(hash, "{byte:02x}");
    }
    Ok(json!({ "status": status, "body_sha256": hash, name: value }))
}
