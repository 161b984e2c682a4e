//! `card`.

use http402::Kind;
use http402::mpp::methods::card;

use crate::support::{accepts, message, object, refuses};

#[test]
fn objects() {
    object::<card::ChargeRequest>(
        r#"{"amount":"4999","currency":"usd","methodDetails":{"acceptedNetworks":["visa"],"merchantName":"Acme","encryptionJwk":{"kty":"RSA","use":"enc","alg":"RSA-OAEP-256","kid":"k","n":"wTMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMw","e":"AQAB","x5c":["AQID"]}},"recipient":"r","description":"d","externalId":"e"}"#,
        &["recipient", "description", "externalId"],
    );
    object::<card::ChargeDetails>(
        r#"{"acceptedNetworks":["visa"],"merchantName":"Acme","encryptionJwk":{"kty":"RSA","use":"enc","alg":"RSA-OAEP-256","kid":"k","n":"wTMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMw","e":"AQAB","x5c":["AQID"]},"billingRequired":true}"#,
        &["billingRequired"],
    );
    object::<card::ChargePayload>(
        r#"{"encryptedPayload":"a.b.c.d.e","network":"visa","panLastFour":"4242","panExpirationMonth":"06","panExpirationYear":"2028","billingAddress":{"line1":"a","line2":"b","city":"c","state":"d","zip":"e","countryCode":"US"},"cardholderFullName":"n","paymentAccountReference":"p"}"#,
        &[
            "billingAddress",
            "cardholderFullName",
            "paymentAccountReference",
        ],
    );
    object::<card::BillingAddress>(
        r#"{"line1":"a","line2":"b","city":"c","state":"d","zip":"e","countryCode":"US"}"#,
        &["line1", "line2", "city", "state", "zip", "countryCode"],
    );
    object::<card::ChargeReceipt>(
        r#"{"method":"card","challengeId":"c1","reference":"r","externalId":"e","status":"success","timestamp":"2026-01-29T12:00:00Z"}"#,
        &["externalId"],
    );
}

/// MPP-CD-001: exactly one source of the key.
#[test]
fn rules() {
    let jwk = format!(
        r#","encryptionJwk":{{"kty":"RSA","use":"enc","alg":"RSA-OAEP-256","kid":"k","n":"{}","e":"AQAB"}}"#,
        "w".repeat(342)
    );
    let (uri, kid) = (
        r#","jwksUri":"https://a.example/jwks.json""#,
        r#","kid":"k""#,
    );
    let details = |parts: &[&str]| {
        format!(
            r#"{{"acceptedNetworks":["visa"],"merchantName":"Acme"{}}}"#,
            parts.concat()
        )
    };
    accepts::<card::ChargeDetails>(&[&details(&[&jwk]), &details(&[uri, kid])]);
    refuses::<card::ChargeDetails>(&[
        (&details(&[]), Kind::Missing),
        (&details(&[kid]), Kind::Missing),
        (&details(&[uri]), Kind::Missing),
        (&details(&[&jwk, uri]), Kind::BadValue),
        (&details(&[&jwk, kid]), Kind::BadValue),
        (&details(&[&jwk, uri, kid]), Kind::BadValue),
        (
            &details(&[&jwk.replace("OAEP-256", "OAEP")]),
            Kind::BadValue,
        ),
        (
            &details(&[&jwk.replace("\"enc\"", "\"sig\"")]),
            Kind::BadValue,
        ),
        (
            &details(&[&jwk.replace("\"RSA\"", "\"EC\"")]),
            Kind::BadValue,
        ),
        (
            &details(&[&uri.replace("https", "http"), kid]),
            Kind::Syntax,
        ),
    ]);
    insta::assert_snapshot!(message::<card::ChargeDetails>(&details(&[])), @"encryptionJwk: expected a value, found nothing");
    insta::assert_snapshot!(message::<card::ChargeDetails>(&details(&[uri])), @"kid: expected a value, found nothing");
    insta::assert_snapshot!(message::<card::ChargeDetails>(&details(&[&jwk, kid])), @"kid: expected either encryptionJwk or jwksUri with kid, found both");
    let parts = details(&[&jwk])
        .parse::<card::ChargeDetails>()
        .unwrap()
        .into_parts();
    let mut both = parts.clone();
    both.kid = Some("k".into());
    assert!(card::ChargeDetails::try_from(both).is_err());
    let mut neither = parts;
    neither.encryption_jwk = None;
    assert!(card::ChargeDetails::try_from(neither).is_err());
}
