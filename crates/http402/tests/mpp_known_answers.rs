//! Published values: challenge ids, the digest of RFC 9530, credentials and receipts.
#![cfg(feature = "binding")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::too_many_lines,
    reason = "a panic is a failed test"
)]

use http402::Kind;
use http402::json::{RawObject, canonicalize};
use http402::mpp::{
    BindingKey, BodyDigest, Challenge, ChallengeBuilder, Credential, DigestAlgorithm, DigestForm,
    Intent, MethodId, Receipt, SlotLayout, Slots,
};

/// base64url of canonical JSON, by way of the builder.
fn encode(request: &str) -> String {
    let request: RawObject = request.parse().unwrap();
    let builder = ChallengeBuilder::new("r", &MethodId::TEMPO, &Intent::CHARGE, &request);
    builder.unwrap().with_id("i").unwrap().request().to_owned()
}

const WEAK: &str = "test-vector-secret";
const STRONG: &str = "test-vector-secret-minimum-32-byte-secret";
const PLAIN: &str = r#"{"amount":"1000000"}"#;
const BASE: Slots<'static> = Slots {
    realm: "api.example.com",
    method: "tempo",
    intent: "charge",
    request: "",
    expires: "",
    digest: "",
    header: "",
    opaque: "",
};
const EXPIRES: &str = "2025-01-06T12:00:00Z";
const DIGEST: &str = "sha-256=X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE";
const HEADER: &str = "Payment-Authorization";

/// Sources: mppx `src/Challenge.test.ts`, pympp `tests/test_challenge_id.py`, mpp-rs
/// `challenge.rs`, tempoxyz/mpp-tools; rows with `header` also mpp-specs pull request 362.
#[test]
fn challenge_ids() {
    let header = Slots {
        header: HEADER,
        ..BASE
    };
    let opaque = |slots: Slots<'static>, opaque| Slots { opaque, ..slots };
    let dated = Slots {
        expires: EXPIRES,
        ..BASE
    };
    let digested = Slots {
        digest: DIGEST,
        ..BASE
    };
    let both = Slots {
        digest: DIGEST,
        ..dated
    };
    let details = r#"{"amount":"1000000","currency":"0x1234","methodDetails":{"chainId":42431}}"#;
    let transfer = r#"{"amount":"1000000","currency":"0x1234","recipient":"0xabcd"}"#;
    let unicode = r#"{"amount":"100","currency":"EUR","recipient":"0x1111111111111111111111111111111111111111","description":"Payment for café ☕"}"#;
    let escaped = r#"{"amount":"1500","currency":"USD","description":"Access <premium> & analytics","recipient":"merchant"}"#;
    let cases = r#"{"amount":"1000000","Currency":"USD","ZONE":"eu-1","network":{"chainId":42431,"Layer":"L2"}}"#;
    let table: &[(&str, Slots<'_>, &str, &str)] = &[
        (
            WEAK,
            BASE,
            PLAIN,
            "X6v1eo7fJ76gAxqY0xN9Jd__4lUyDDYmriryOM-5FO4",
        ),
        (
            WEAK,
            header,
            PLAIN,
            "S91xi-OFGZPMs-j7GsX0FDpIkmCcZT1P9XyV58WNy_U",
        ),
        (
            WEAK,
            opaque(header, "eyJwaSI6InBpXzEyMyJ9"),
            PLAIN,
            "CJ4X1O4aTDmS59hfdhnhBtxIQjWDOf0bcrhsswwMOW8",
        ),
        (
            WEAK,
            dated,
            PLAIN,
            "ChPX33RkKSZoSUyZcu8ai4hhkvjZJFkZVnvWs5s0iXI",
        ),
        (
            WEAK,
            digested,
            PLAIN,
            "JHB7EFsPVb-xsYCo8LHcOzeX1gfXWVoUSzQsZhKAfKM",
        ),
        (
            WEAK,
            both,
            PLAIN,
            "m39jbWWCIfmfJZSwCfvKFFtBl0Qwf9X4nOmDb21peLA",
        ),
        (
            WEAK,
            BASE,
            transfer,
            "_H5TOnnlW0zduQ5OhQ3EyLVze_TqxLDPda2CGZPZxOc",
        ),
        (
            WEAK,
            BASE,
            details,
            "TqujwpuDDg_zsWGINAd5XObO2rRe6uYufpqvtDmr6N8",
        ),
        (
            WEAK,
            BASE,
            "{}",
            "yLN7yChAejW9WNmb54HpJIWpdb1WWXeA3_aCx4dxmkU",
        ),
        (
            WEAK,
            Slots {
                realm: "payments.other.com",
                ..BASE
            },
            PLAIN,
            "3F5bOo2a9RUihdwKk4hGRvBvzQmVPBMDvW0YM-8GD00",
        ),
        (
            WEAK,
            Slots {
                method: "stripe",
                ..BASE
            },
            PLAIN,
            "o0ra2sd7HcB4Ph0Vns69gRDUhSj5WNOnUopcDqKPLz4",
        ),
        (
            WEAK,
            Slots {
                intent: "session",
                ..BASE
            },
            PLAIN,
            "aAY7_IEDzsznNYplhOSE8cERQxvjFcT4Lcn-7FHjLVE",
        ),
        (
            "unicode-test-key",
            BASE,
            unicode,
            "1_GKJqATKvVnIUY3f8MFq48bMs18JHz_3CBK8pu52yA",
        ),
        (
            STRONG,
            BASE,
            PLAIN,
            "6QDs0BmhrI_v67iWeCMvGqQJEFQ6ErWKlk7zi5xL6t0",
        ),
        (
            STRONG,
            dated,
            PLAIN,
            "ZcHgfEi5_Qyda9NQwUzamsCgCcWXw6N6EH2NLyaSTlg",
        ),
        (
            STRONG,
            digested,
            PLAIN,
            "vwnOtW2kwdujK9_uC_taI2e6Jwq86Jwogvq9m--i8eQ",
        ),
        (
            STRONG,
            both,
            PLAIN,
            "HSUJV7QH1E135PSDPlrZ5cLoozV3bv5T4vfVdS3Xyzk",
        ),
        (
            STRONG,
            opaque(BASE, "trace-123"),
            PLAIN,
            "1XJ-Ti0DACNe3E1zHvwH6OdnKlhUx6xKxDbhJyexng4",
        ),
        (
            STRONG,
            header,
            PLAIN,
            "re8MIMJYpIJ0r_aiizscg6ghtipQM8IpOa_NtpwIU8E",
        ),
        (
            STRONG,
            opaque(BASE, "eyJyb3V0ZSI6Ii9hcGkvcHJlbWl1bSJ9"),
            r#"{"amount":"1000"}"#,
            "qKB3Cm8efoWftvkRf43R5GxatYiXuZPxhs2kA3CvxGM",
        ),
        (
            STRONG,
            BASE,
            escaped,
            "iU2QdYw_u-prmGZWxm58jeBakeYE-ib_u77f9vcW76E",
        ),
        (
            "case-sensitive-key-minimum-32-bytes",
            BASE,
            cases,
            "oUJHedaukLx579-B6Apbsw_r17uJOqERHjQRjCVhP0M",
        ),
    ];
    for (secret, slots, request, expected) in table {
        let request = encode(request);
        let slots = Slots {
            request: &request,
            ..*slots
        };
        let key = BindingKey::new(secret.as_bytes()).unwrap();
        let id = key.compute(&slots, SlotLayout::Draft01);
        assert_eq!(id.as_str(), *expected, "{slots:?}");
        assert!(key.verify(expected, &slots, SlotLayout::Draft01).is_ok());
        // Without `header` the layouts are one; with it, seven slots leave it out.
        let seven = key.compute(&slots, SlotLayout::Draft00);
        let without = key.compute(
            &Slots {
                header: "",
                ..slots
            },
            SlotLayout::Draft01,
        );
        assert_eq!(seven.as_str(), without.as_str());
        assert_eq!(seven.as_str() == id.as_str(), slots.header.is_empty());
    }
}

/// The layout that the first text of draft -01 had: `header` after `opaque`. Nobody deploys it.
#[test]
fn header_after_opaque_is_refused() {
    let key = BindingKey::new(WEAK.as_bytes()).unwrap();
    let request = encode(PLAIN);
    let slots = Slots {
        request: &request,
        header: HEADER,
        ..BASE
    };
    let with_opaque = Slots {
        opaque: "eyJwaSI6InBpXzEyMyJ9",
        ..slots
    };
    for (slots, after) in [
        (slots, "ABDpYFpg7pxONQ6IF2oQl6BDhan8U4a6n9w0zgzByCQ"),
        (with_opaque, "zbTo0kKtRjehbugngAZ-UgbKOfMS5K_G47c1CAUBl-4"),
    ] {
        let error = key.verify(after, &slots, SlotLayout::Draft01).unwrap_err();
        assert_eq!(error.kind(), Kind::Signature);
    }
}

/// RFC 9530, the sample of section 2 as the core draft uses it.
#[test]
fn body_digest() {
    let body = br#"{"hello": "world"}"#;
    let digest = BodyDigest::compute(DigestAlgorithm::Sha256, DigestForm::Rfc9530, body);
    assert_eq!(
        digest.to_string(),
        "sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:"
    );
    let bare = digest.with_form(DigestForm::Bare);
    assert_eq!(
        bare.to_string(),
        "sha-256=X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE="
    );
    assert_eq!(DIGEST.parse::<BodyDigest>().unwrap(), bare);
    assert!(bare.verify(body).is_ok());
    assert_eq!(
        bare.verify(br#"{"hello":"world"}"#).unwrap_err().kind(),
        Kind::Mismatch
    );
}

/// RFC 9530, appendix B.
#[test]
fn sha512_digest() {
    let body = br#"{"hello": "world"}"#;
    let body = [&body[..], b"\n"].concat();
    let digest = BodyDigest::compute(DigestAlgorithm::Sha512, DigestForm::Rfc9530, &body);
    assert_eq!(
        digest.to_string(),
        "sha-512=:YMAam51Jz/jOATT6/zvHrLVgOYTGFy1d6GJiOHTohq4yP+pgk4vf2aCs\
         yRZOtw8MjkM7iw7yZ/WkppmM44T3qg==:"
    );
}

/// mpp-tools `www-authenticate.json`, scenario `empty_request`.
#[test]
fn challenge() {
    let text = r#"Payment id="ch_empty", realm="test.example.com", method="tempo", intent="authorize", request="e30""#;
    let challenge = Challenge::parse(text).unwrap();
    assert_eq!(challenge.intent(), "authorize");
    assert_eq!(challenge.request_json().as_str(), "{}");
    assert_eq!(challenge.to_string(), text);
}

#[test]
fn receipt() {
    let value = "eyJzdGF0dXMiOiJzdWNjZXNzIiwibWV0aG9kIjoidGVtcG8iLCJ0aW1lc3RhbXAiOiIyMDI2LTAxLTI5\
                 VDEyOjAwOjAwWiIsInJlZmVyZW5jZSI6InJlZl8xMjMifQ";
    let receipt = Receipt::from_header(value).unwrap();
    assert_eq!(receipt.method, MethodId::TEMPO);
    assert_eq!(receipt.timestamp.as_str(), "2026-01-29T12:00:00Z");
    assert_eq!(receipt.reference.as_str(), "ref_123");
    assert_eq!(receipt.to_header(), value);
    let mut buffer = [0; 256];
    assert_eq!(receipt.write_header(&mut buffer).unwrap(), value);
}

/// draft-httpauth-payment-00, Example Credential.
#[test]
fn credential() {
    let value = "Payment eyJjaGFsbGVuZ2UiOnsiaWQiOiJ4N1RnMnBMcVI5bUt2TndZM2hCY1phIiwicmVhbG0iOiJhcGkuZXhhbXBsZS5jb20iLCJtZXRob2QiOiJleGFtcGxlIiwiaW50ZW50IjoiY2hhcmdlIiwicmVxdWVzdCI6ImV5SmhiVzkxYm5RaU9pSXhNREF3SWl3aVkzVnljbVZ1WTNraU9pSlZVMFFpTENKeVpXTnBjR2xsYm5RaU9pSmhZMk4wWHpFeU15SjkiLCJleHBpcmVzIjoiMjAyNS0wMS0xNVQxMjowNTowMFoifSwicGF5bG9hZCI6eyJwcm9vZiI6IjB4YWJjMTIzLi4uIn19";
    let credential = Credential::from_header(value).unwrap();
    let echo = credential.challenge();
    assert_eq!(echo.id(), "x7Tg2pLqR9mKvNwY3hBcZa");
    assert_eq!(echo.realm(), "api.example.com");
    assert_eq!(echo.method(), "example");
    assert_eq!(echo.intent(), "charge");
    assert_eq!(
        echo.request(),
        "eyJhbW91bnQiOiIxMDAwIiwiY3VycmVuY3kiOiJVU0QiLCJyZWNpcGllbnQiOiJhY2N0XzEyMyJ9"
    );
    assert_eq!(echo.expires(), Some("2025-01-15T12:05:00Z"));
    assert_eq!(credential.payload_json(), r#"{"proof":"0xabc123..."}"#);
    assert_eq!(credential.to_header(), value);
    let mut buffer = [0; 1024];
    assert_eq!(
        Credential::from_header_in(value, &mut buffer).unwrap(),
        credential
    );
    let request = echo.to_challenge().unwrap().request_json();
    assert_eq!(canonicalize(request.as_str()).unwrap(), request.as_str());
}
