//! A client that reads a 402 response, decides, pays and checks the receipt.
//!
//! Run with `cargo run -p http402 --features binding --example pay_mpp`.

#![allow(clippy::expect_used, reason = "an example may end with a panic")]

use http402::mpp::methods::testpay::{ChargePayload, ChargeRequest};
use http402::mpp::values::BaseUnits;
use http402::mpp::{AcceptPayment, Challenge, Credential, Intent, MethodId, Receipt};
use http402::{Error, Result};

/// What the client is willing to pay, in the base units of one currency.
struct Policy {
    currency: &'static str,
    most: BaseUnits,
    accept: AcceptPayment,
}

impl Policy {
    /// The first challenge, in the client's own order of preference, that it can and will pay.
    fn choose<'a>(&self, fields: &[&'a str], now: i64) -> Option<Challenge<'a>> {
        // What cannot be parsed is no offer; it does not hide the others.
        let offers = Challenge::parse_all(fields.iter().copied()).filter_map(Result::ok);
        let ranked = self
            .accept
            .rank(offers, |offer| (offer.method(), offer.intent()));
        ranked.into_iter().find(|offer| self.would_pay(offer, now))
    }

    /// `description` is no evidence of the price: the request alone is.
    fn would_pay(&self, offer: &Challenge<'_>, now: i64) -> bool {
        let payable = [MethodId::TESTPAY.as_str(), Intent::CHARGE.as_str()];
        if [offer.method(), offer.intent()] != payable || offer.is_expired(now) {
            return false;
        }
        let Ok(request) = offer.request_as::<ChargeRequest>() else {
            return false;
        };
        request.currency.as_str() == self.currency && request.amount <= self.most
    }
}

fn main() -> Result<()> {
    let policy = Policy {
        currency: "usd",
        most: BaseUnits::try_from(500)?,
        accept: "testpay/charge, stripe/charge;q=0.5".parse()?,
    };
    println!("GET /resource\nAccept-Payment: {}\n", policy.accept);

    // `WWW-Authenticate` of the 402 response: another scheme, an offer that costs too much, one of
    // a method this client lacks, and one that it takes.
    let dear = r#"Payment id="c1", realm="api.example.com", method="testpay", intent="charge", description="only 1 cent!", request="eyJhbW91bnQiOiI5OTk5OSIsImN1cnJlbmN5IjoidXNkIn0""#;
    let fields = [
        r#"Bearer realm="api.example.com""#,
        dear,
        r#"Payment id="c2", realm="api.example.com", method="stripe", intent="charge", request="e30", Payment id="c3", realm="api.example.com", method="testpay", intent="charge", request="eyJhbW91bnQiOiIyNTAiLCJjdXJyZW5jeSI6InVzZCJ9", expires="2030-01-01T00:00:00Z""#,
    ];
    let now = 1_700_000_000;
    let challenge = policy.choose(&fields, now).expect("the third offer fits");
    assert_eq!(challenge.id(), "c3");

    let payload = ChargePayload::pay(ChargePayload::DEFAULT_KEY.as_bytes(), challenge.id());
    let credential = Credential::new(&challenge, &payload.to_json().parse()?);
    // Only `Authorization` or `Payment-Authorization` is possible, whatever the challenge says.
    println!(
        "GET /resource\n{}: {}\n",
        challenge.credential_field()?,
        credential.to_header()
    );

    // `Payment-Receipt` of the response.
    let field = "eyJzdGF0dXMiOiJzdWNjZXNzIiwibWV0aG9kIjoidGVzdHBheSIsInRpbWVzdGFtcCI6IjIwMjMtMTEtMTRUMjI6MTM6MjBaIiwicmVmZXJlbmNlIjoiYzMifQ";
    let receipt = Receipt::from_header(field)?;
    println!("paid: {} at {}", receipt.reference, receipt.timestamp);
    assert_eq!(receipt.reference.as_str(), challenge.id());
    Ok::<(), Error>(())
}
