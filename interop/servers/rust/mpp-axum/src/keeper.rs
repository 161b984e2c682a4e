//! The terms of the shop: the crate has them built in for its own methods only.

use std::env::{VarError, var};
use std::pin::Pin;
use std::sync::Arc;

use mpp::protocol::core::{Base64UrlJson, headers::parse_authorization};
use mpp::server::Mpp;
use mpp::server::axum::{ChallengeOptions, ChargeChallenger};
use mpp::{ChargeRequest, MppError, PaymentChallenge, Receipt, body_digest, expires};
use serde_json::Value;

use crate::testpay::Testpay;

const REALM: &str = "shop.example";

type Answer<E> = Pin<Box<dyn Future<Output = Result<Receipt, E>> + Send>>;
type Issued = Result<PaymentChallenge, String>;

pub struct Keeper {
    mpp: Mpp<Testpay>,
    secret: String,
    pay_to: String,
    seconds: u64,
}

impl Keeper {
    pub fn new(seconds: u64, other_field: bool) -> Result<Arc<dyn ChargeChallenger>, VarError> {
        let (key, used) = (var("CONFORM402_TESTPAY_KEY")?, Arc::default());
        let (secret, pay_to) = (var("CONFORM402_BINDING_SECRET")?, var("CONFORM402_PAY_TO")?);
        let mpp = Mpp::new(Testpay { key, used }, REALM, &secret).with_requires_auth(other_field);
        Ok(Arc::new(Self {
            mpp,
            secret,
            pay_to,
            seconds,
        }))
    }

    fn issue(&self, amount: &str, scope: Option<Value>, digest: Option<&str>) -> Issued {
        let request = ChargeRequest {
            amount: amount.to_owned(),
            currency: "usd".to_owned(),
            recipient: Some(self.pay_to.clone()),
            mppx_scope: scope,
            ..ChargeRequest::default()
        };
        let request = Base64UrlJson::from_typed(&request).map_err(|error| error.to_string())?;
        let until = expires::seconds(self.seconds);
        let (until, field) = (Some(until.as_str()), Some(self.credential_header()));
        let (secret, method, intent) = (&self.secret, "testpay", "charge");
        Ok(PaymentChallenge::with_secret_key_full(
            secret, REALM, method, intent, request, until, digest, None, None, field,
        ))
    }
}

impl ChargeChallenger for Keeper {
    fn challenge(&self, amount: &str, options: ChallengeOptions) -> Issued {
        self.issue(amount, options.mppx_scope, None)
    }

    fn challenge_with_body(&self, amount: &str, options: ChallengeOptions, body: &[u8]) -> Issued {
        self.issue(
            amount,
            options.mppx_scope,
            Some(&body_digest::compute(body)),
        )
    }

    fn verify_payment(&self, credential: &str) -> Answer<String> {
        let verified = self.verify_payment_for_route(credential, "0", None, None);
        Box::pin(async { verified.await.map_err(|error| error.to_string()) })
    }

    fn verify_payment_for_route(
        &self,
        credential: &str,
        amount: &str,
        scope: Option<Value>,
        body: Option<&[u8]>,
    ) -> Answer<MppError> {
        let expected = self
            .issue(amount, scope, None)
            .map_err(MppError::InvalidConfig);
        let (mpp, credential) = (self.mpp.clone(), parse_authorization(credential));
        let body = body.map(<[u8]>::to_vec);
        Box::pin(async move {
            let (paid, asked) = (credential?, expected?.request.decode()?);
            let receipt = match body {
                None => {
                    mpp.verify_credential_with_expected_request(&paid, &asked)
                        .await
                }
                Some(body) => {
                    mpp.verify_credential_with_expected_request_and_body(&paid, &asked, &body)
                        .await
                }
            };
            Ok(receipt?)
        })
    }

    fn credential_header(&self) -> &str {
        self.mpp.credential_header()
    }
}
