use http402::eip712::SecretKey;
use http402::mpp::{
    BindingKey, BodyDigest, Challenge, ChallengeBuilder, Credential, DigestAlgorithm, DigestForm,
    Intent, MethodId, SlotLayout,
};
use http402::primitives::B256;
use http402::x402::v1::{ErrorClass, PaymentPayload, PaymentRequirements};
use http402::{Kind, Result};

const OFFER: &str = r#"{"scheme":"exact","network":"base-sepolia","maxAmountRequired":"10000",
    "asset":"0x036CbD53842c5426634e7929541eC2318f3dCF7e",
    "payTo":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C",
    "resource":"https://api.example.com/premium-data","description":"","maxTimeoutSeconds":60,
    "extra":{"name":"USDC","version":"2"}}"#;

pub fn run() -> Result<()> {
    x402()?;
    mpp()
}

/// Pays an offer, reads the payment back from its header, checks it.
fn x402() -> Result<()> {
    let offer = PaymentRequirements::from_json(OFFER)?;
    let key = SecretKey::from_bytes(&[1; 32])?;
    let payment = PaymentPayload::sign(&offer, &key, 1_763_600_000, B256::from_bytes([7; 32]))?;
    let payment = PaymentPayload::from_header(&payment.to_header())?;
    assert!(payment.verify(&offer, 1_763_600_001).ok() == Some(key.address()));
    let late = payment.verify(&offer, 1_763_700_000);
    assert!(late.is_err_and(|reason| reason.is_class(ErrorClass::Expired)));
    Ok(())
}

/// Issues a challenge, echoes it in a credential, checks the echo and an altered one.
fn mpp() -> Result<()> {
    let key = BindingKey::new_strong(&[2; 32])?;
    let body = BodyDigest::compute(DigestAlgorithm::Sha256, DigestForm::Rfc9530, b"{}");
    let request = r#"{"amount":"250","currency":"usd"}"#.parse()?;
    let challenge = ChallengeBuilder::new("a.example", &MethodId::TESTPAY, &Intent::CHARGE, &request)?
        .digest(&body)
        .bind(&key, SlotLayout::Draft01)?;
    let text = alloc::format!("{challenge}");
    let credential = Credential::new(&Challenge::parse(&text)?, &"{}".parse()?).to_header();
    let credential = Credential::from_header(&credential)?;
    key.verify_echo(credential.challenge(), SlotLayout::Draft01)?;
    let altered = text.replacen("a.example", "b.example", 1);
    let refused = key.verify_challenge(&Challenge::parse(&altered)?, SlotLayout::Draft01);
    assert!(refused.is_err_and(|error| error.kind() == Kind::Signature));
    Ok(())
}
