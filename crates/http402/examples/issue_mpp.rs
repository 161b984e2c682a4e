//! A server that asks for payment, checks the credential and confirms with a receipt.
//!
//! It remembers nothing of the challenges it issues: the id binds them (HMAC), a set of used ids
//! makes them single-use. Run with `cargo run -p http402 --features binding --example issue_mpp`.

#![allow(clippy::expect_used, reason = "an example may end with a panic")]

use std::collections::HashSet;

use http402::Result;
use http402::mpp::methods::testpay::{ChargePayload, ChargeRequest};
use http402::mpp::{
    BindingKey, BindingKeys, Challenge, ChallengeBuilder, Credential, Intent, MethodId, Problem,
    ProblemType, Receipt, SlotLayout, header,
};
use http402::primitives::Timestamp;

const REALM: &str = "api.example.com";
const LAYOUT: SlotLayout = SlotLayout::Draft01;
const LIFETIME: i64 = 300;

struct Server {
    keys: BindingKeys,
    request: ChargeRequest,
    issued: u64,
    used: HashSet<String>,
}

/// What an HTTP framework would send.
struct Response {
    status: u16,
    fields: Vec<(&'static str, String)>,
    body: String,
}

impl Server {
    /// A challenge for the price of this server, payable until `now` plus five minutes. The nonce
    /// makes its id unique.
    fn challenge(&mut self, now: i64) -> Result<Challenge<'static>> {
        self.issued += 1;
        let request = self.request.to_json().parse()?;
        ChallengeBuilder::new(REALM, &MethodId::TESTPAY, &Intent::CHARGE, &request)?
            .expires(&Timestamp::from_unix(now + LIFETIME)?)
            .opaque([("nonce", &*self.issued.to_string())])?
            .bind(self.keys.current(), LAYOUT)
    }

    fn respond(&mut self, authorization: Option<&str>, now: i64) -> Result<Response> {
        let outcome = match authorization {
            None => Err((ProblemType::PAYMENT_REQUIRED, "this costs 250".to_owned())),
            Some(value) => self.check(value, now),
        };
        match outcome {
            Ok(receipt) => Ok(Response {
                status: 200,
                fields: vec![
                    (header::PAYMENT_RECEIPT, receipt.to_header()),
                    ("Cache-Control", header::CACHE_CONTROL_RECEIPT.to_owned()),
                ],
                body: "the resource".to_owned(),
            }),
            Err((problem, detail)) => Ok(Response {
                status: problem.status(),
                fields: vec![
                    (header::WWW_AUTHENTICATE, self.challenge(now)?.to_string()),
                    ("Cache-Control", header::CACHE_CONTROL_CHALLENGE.to_owned()),
                    ("Content-Type", Problem::MEDIA_TYPE.to_owned()),
                ],
                body: Problem::new(problem, &detail).to_json(),
            }),
        }
    }

    /// The order counts: first the binding, then what it vouches for, and last the payment.
    fn check(&mut self, value: &str, now: i64) -> Result<Receipt, (ProblemType, String)> {
        let refuse = |problem| move |error: http402::Error| (problem, error.to_string());
        let credential =
            Credential::from_header(value).map_err(refuse(ProblemType::MALFORMED_CREDENTIAL))?;
        let echo = credential.challenge();
        self.keys
            .verify_echo(echo, LAYOUT)
            .map_err(refuse(ProblemType::INVALID_CHALLENGE))?;
        let challenge = echo
            .to_challenge()
            .map_err(refuse(ProblemType::INVALID_CHALLENGE))?;
        // The same keys may serve other routes and prices.
        let asked = [challenge.realm(), challenge.method(), challenge.intent()];
        let ours = [REALM, MethodId::TESTPAY.as_str(), Intent::CHARGE.as_str()];
        let request = challenge.request_as::<ChargeRequest>();
        if asked != ours || request.as_ref() != Ok(&self.request) {
            let detail = "the challenge is for another resource".to_owned();
            return Err((ProblemType::INVALID_CHALLENGE, detail));
        }
        if challenge.is_expired(now) {
            return Err((
                ProblemType::PAYMENT_EXPIRED,
                "the challenge has expired".to_owned(),
            ));
        }
        if self.used.contains(challenge.id()) {
            return Err((
                ProblemType::INVALID_CHALLENGE,
                "the challenge was used".to_owned(),
            ));
        }
        credential
            .payload_as::<ChargePayload>()
            .and_then(|payload| payload.verify(ChargePayload::DEFAULT_KEY.as_bytes(), echo.id()))
            .map_err(refuse(ProblemType::VERIFICATION_FAILED))?;
        self.used.insert(challenge.id().to_owned());
        let settled = Timestamp::from_unix(now)
            .and_then(|settled| Ok(Receipt::new(MethodId::TESTPAY, settled, echo.id().parse()?)));
        settled.map_err(refuse(ProblemType::INTERNAL_PAYMENT_ERROR))
    }
}

fn main() -> Result<()> {
    // A real server reads its secrets from its configuration and the time from its clock.
    let current = BindingKey::new_strong(b"an example secret, 32 bytes or more")?;
    let former = BindingKey::new_strong(b"the secret of last month, 32 bytes")?;
    let now = 1_700_000_000;
    let mut server = Server {
        keys: BindingKeys::new(current).with_former(former),
        request: r#"{"amount":"250","currency":"usd"}"#.parse()?,
        issued: 0,
        used: HashSet::new(),
    };

    let demand = server.respond(None, now)?;
    print(&demand);
    let field = demand
        .fields
        .iter()
        .find(|(name, _)| *name == header::WWW_AUTHENTICATE);
    let (_, offer) = field.expect("a 402 response has a challenge");
    let challenge = Challenge::parse(offer)?;
    let payload = ChargePayload::pay(ChargePayload::DEFAULT_KEY.as_bytes(), challenge.id());
    let credential = Credential::new(&challenge, &payload.to_json().parse()?).to_header();

    let paid = server.respond(Some(&credential), now + 1)?;
    print(&paid);
    let replayed = server.respond(Some(&credential), now + 2)?;
    print(&replayed);
    assert_eq!(
        [demand.status, paid.status, replayed.status],
        [402, 200, 402]
    );
    Ok(())
}

fn print(response: &Response) {
    println!("HTTP/1.1 {}", response.status);
    for (name, value) in &response.fields {
        println!("{name}: {value}");
    }
    println!("\n{}\n", response.body);
}
