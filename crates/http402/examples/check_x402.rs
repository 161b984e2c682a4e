//! A server sells: it demands payment, and checks what it gets.
//!
//! ```text
//! cargo run -p http402 --features recover --example check_x402
//! ```

use core::error::Error;

use http402::eip712::SecretKey;
use http402::primitives::{Address, B256};
use http402::x402::network::Network;
use http402::x402::scheme::Scheme;
use http402::x402::v1::facilitator::VerifyRequest;
use http402::x402::v1::{
    PaymentPayload, PaymentRequired, PaymentRequirements, SettlementResponse, X_PAYMENT_RESPONSE,
};

struct Shop {
    offer: PaymentRequirements,
}

/// What a handler answers: status, body, and perhaps a settlement.
struct Answer {
    status: u16,
    body: String,
    settlement: Option<SettlementResponse>,
}

impl Shop {
    fn open(pay_to: Address) -> http402::Result<Self> {
        let offer = PaymentRequirements::builder(Scheme::EXACT, Network::BASE_SEPOLIA)
            .default_token()?
            .price("0.01")?
            .pay_to(pay_to)
            .resource("https://api.example.com/premium-data")
            .description("Market data")
            .mime_type("application/json")
            .max_timeout_seconds(60)
            .build()?;
        Ok(Self { offer })
    }

    /// Answers a request with this value of `X-PAYMENT` at the Unix time `now`.
    fn serve(&self, payment: Option<&str>, now: u64) -> http402::Result<Answer> {
        let Some(header) = payment else {
            return self.demand("X-PAYMENT header is required");
        };
        let Ok(payment) = PaymentPayload::from_header(header) else {
            return self.demand("X-PAYMENT is malformed");
        };
        // Scheme, network, recipient, amount, window and signature; the balance and the nonce are
        // the facilitator's to check.
        let payer = match payment.verify(&self.offer, now) {
            Ok(payer) => payer,
            Err(reason) => return self.demand(reason.as_str()),
        };
        let settlement = settle(&VerifyRequest::new(payment, self.offer.clone()), payer)?;
        if !settlement.is_success() {
            return Ok(Answer {
                settlement: Some(settlement),
                ..self.demand("payment was not settled")?
            });
        }
        Ok(Answer {
            status: 200,
            body: r#"{"price":42}"#.into(),
            settlement: Some(settlement),
        })
    }

    fn demand(&self, why: &str) -> http402::Result<Answer> {
        let demand = PaymentRequired::new(why, vec![self.offer.clone()])?;
        Ok(Answer {
            status: 402,
            body: demand.to_json(),
            settlement: None,
        })
    }
}

/// Stands for `POST {facilitator}/settle`: the request is its body, the answer what it sends back.
fn settle(request: &VerifyRequest, payer: Address) -> http402::Result<SettlementResponse> {
    println!("to the facilitator: {} bytes", request.to_json().len());
    let transaction = format!("0x{}", "1234567890abcdef".repeat(4));
    let network = request.payment_payload.network().clone();
    SettlementResponse::success(network, &transaction, payer.into())
}

fn main() -> Result<(), Box<dyn Error>> {
    let now = 1_740_672_100;
    let shop = Shop::open("0x209693Bc6afc0C5328bA36FaF03C514EF312287C".parse()?)?;

    let answer = shop.serve(None, now)?;
    println!("{} {}", answer.status, answer.body);
    assert_eq!(answer.status, 402);

    // A published test key pays the first offer.
    let key: SecretKey =
        "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80".parse()?;
    let demand = PaymentRequired::from_json(&answer.body)?;
    let offer = demand.accepts().first().ok_or("no offer")?;
    let payment = PaymentPayload::sign(offer, &key, now, B256::from_bytes([7; 32]))?.to_header();

    let answer = shop.serve(Some(&payment), now)?;
    let settlement = answer.settlement.ok_or("no settlement")?;
    println!("{} {}", answer.status, answer.body);
    println!("{X_PAYMENT_RESPONSE}: {}", settlement.to_header());
    assert_eq!(answer.status, 200);

    // An hour later the same payment has expired.
    let answer = shop.serve(Some(&payment), now + 3600)?;
    println!(
        "{} {}",
        answer.status,
        PaymentRequired::from_json(&answer.body)?.error()
    );
    assert_eq!(answer.status, 402);
    Ok(())
}
