//! Every error message of the MPP module, as people see it.
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

use http402::Result;
use http402::mpp::discovery::{Discovery, PaymentInfo, ServiceInfo};
use http402::mpp::rpc::{Capability, RpcError, find_credential};
use http402::mpp::{
    AcceptPayment, BindingKey, BodyDigest, Challenge, ChallengeBuilder, Credential, Intent,
    MethodId, PaymentRange, Receipt, SlotLayout, Slots,
};

/// One message a line.
fn messages<'a, T>(texts: &[&'a str], parse: impl Fn(&'a str) -> Result<T>) -> String {
    let message = |text: &&'a str| match parse(text) {
        Ok(_) => panic!("accepted: {text}"),
        Err(error) => error.to_string(),
    };
    texts.iter().map(message).collect::<Vec<_>>().join("\n")
}

#[test]
fn challenge() {
    let texts = [
        "",
        "Bearer x",
        "Payment",
        "Payment e30",
        "id=a",
        "Payment id=\"a",
        "Payment id=\"a\u{1}\"",
        "Payment id=\"a\\",
        "Payment id=\"\\u000a\"",
        "Payment id=\"\\ud800\"",
        "Payment id=a b",
        "Payment id=a, id=b",
        "Payment id=a; b",
        "Payment;",
        "Payment =a",
        "Payment id=a, realm=",
        "Payment id=\"\", realm=r, method=t, intent=c, request=e30",
        "Payment id=a, method=t, intent=c, request=e30",
        "Payment id=a, realm=r, method=Tempo, intent=c, request=e30",
        "Payment id=a, realm=r, method=\"\", intent=c, request=e30",
        "Payment id=a, realm=r, method=t, intent=a_b, request=e30",
        "Payment id=a, realm=r, method=t, intent=\"\", request=e30",
        "Payment id=a, realm=r, method=t, intent=c, request=\"e3!\"",
        "Payment id=a, realm=r, method=t, intent=c, request=\"e30==\"",
        "Payment id=a, realm=r, method=t, intent=c, request=e31",
        "Payment id=a, realm=r, method=t, intent=c, request=_w",
        "Payment id=a, realm=r, method=t, intent=c, request=bm90",
        "Payment id=a, realm=r, method=t, intent=c, request=W10",
        "Payment id=a, realm=r, method=t, intent=c, request=eyJhIjoxLCJhIjoyfQ",
        "Payment id=a, realm=r, method=t, intent=c, request=e30, expires=soon",
        "Payment id=a, realm=r, method=t, intent=c, request=e30, Payment id=b, realm=r, method=t, intent=c, request=e30",
    ];
    insta::assert_snapshot!(messages(&texts, Challenge::parse), @r#"
    expected a challenge, found nothing
    expected the scheme Payment, found "Bearer"
    id: expected a value, found nothing
    expected auth-params, found a token68
    expected an auth-scheme, found an auth-param at byte 4
    id: expected '"', found the end at byte 13
    id: expected quoted text, found a control character at byte 13
    id: expected a quoted character, found the end at byte 14
    id: expected text without controls, found an escaped control character at byte 12
    id: expected a Unicode scalar value, found a lone surrogate at byte 12
    expected ',' or the end, found 'b' at byte 13
    id: expected one parameter of this name, found a second at byte 14
    expected ',' or the end, found ';' at byte 12
    expected a space, ',' or the end, found ';' at byte 7
    expected an auth-scheme, found an auth-param at byte 10
    realm: expected a token or a quoted-string, found the end at byte 20
    id: expected an identifier, found an empty string
    realm: expected a value, found nothing
    method: expected a lower-case payment method identifier, found "Tempo"
    method: expected a lower-case payment method identifier, found an empty string
    intent: expected letters, digits and '-', found "a_b"
    intent: expected letters, digits and '-', found an empty string
    request: expected unpadded base64url (RFC 4648 section 5), found another character at byte 2
    request: expected unpadded base64url (RFC 4648 section 5), found another character at byte 3
    request: expected unpadded base64url (RFC 4648 section 5), found trailing bits that are not zero
    request: expected UTF-8, found another byte sequence at byte 0
    request: expected null, found 'n' at byte 0
    request: expected an object, found an array at byte 0
    request.a: expected one member of this name, found a second at byte 7
    expires: expected a digit, found another character at byte 0
    expected one challenge, found another
    "#);
}

#[test]
fn credential() {
    let texts = [
        "",
        "Basic YTpi",
        "Payment",
        "Payment e30, Payment e30",
        "Payment W10",
        "Payment e30",
        "Payment eyJwYXlsb2FkIjp7fX0",
        "Payment eyJwYXlsb2FkIjoic2VjcmV0In0",
        "Payment eyJwYXlsb2FkIjp7InByb29mIjoic2VjcmV0IiwicHJvb2YiOjF9fQ",
        "Payment eyJjaGFsbGVuZ2UiOnsiaWQiOiIifX0",
        "Payment eyJjaGFsbGVuZ2UiOnsicmVhbG0iOiJyIn19",
    ];
    insta::assert_snapshot!(messages(&texts, Credential::from_header), @r#"
    expected a credential, found nothing
    expected the scheme Payment, found "Basic"
    expected a credential, found nothing
    expected unpadded base64url (RFC 4648 section 5), found another character at byte 3
    expected an object, found an array at byte 0
    challenge: expected a value, found nothing
    challenge: expected a value, found nothing
    payload: expected an object, found a string at byte 11
    payload.proof: expected one member of this name, found a second at byte 29
    challenge.id: expected an identifier, found an empty string
    challenge.id: expected a value, found nothing
    "#);
}

#[test]
fn receipt() {
    let texts = [
        "{}",
        "[]",
        r#"{"status":"failed"}"#,
        r#"{"status":"success"}"#,
        r#"{"status":"success","method":"T"}"#,
        r#"{"status":"success","method":"t","timestamp":"2026-13-01T00:00:00Z"}"#,
        r#"{"status":"success","method":"t","timestamp":"2026-01-01T00:00:00Z","reference":""}"#,
    ];
    insta::assert_snapshot!(messages(&texts, Receipt::from_json), @r#"
    status: expected a value, found nothing
    expected an object, found an array at byte 0
    status: expected "success", found "failed" at byte 11
    method: expected a value, found nothing
    method: expected a lower-case payment method identifier, found "T" at byte 30
    timestamp: expected a number from 1 to 12, found 13 at byte 51
    reference: expected an identifier, found an empty string at byte 81
    "#);
}

#[test]
fn accept_payment() {
    let texts = ["tempo", "a/b, Tempo/charge", "a/b;q=2", "a/", "a/b;level=1"];
    insta::assert_snapshot!(messages(&texts, str::parse::<AcceptPayment>), @r#"
    [0]: expected a method, '/' and an intent, found "tempo"
    [1].method: expected a lower-case payment method identifier, found "Tempo"
    [0]: expected q= and a number from 0 to 1 with up to 3 decimals, found "q=2"
    [0].intent: expected letters, digits and '-', found an empty string
    [0]: expected q= and a number from 0 to 1 with up to 3 decimals, found "level=1"
    "#);
}

#[test]
fn body_digest() {
    let texts = [
        "",
        "sha-256",
        "md5=YQ==",
        "sha-256=:YQ==",
        "sha-256=YQ=",
        "sha-256=Y!==",
        "sha-256=YQ==",
    ];
    insta::assert_snapshot!(messages(&texts, str::parse::<BodyDigest>), @r#"
    expected an algorithm, '=' and base64, found an empty string
    expected an algorithm, '=' and base64, found no '='
    expected sha-256 or sha-512, found "md5"
    expected base64 between colons, found no second colon
    expected base64, found wrong padding
    expected padded standard base64 (RFC 4648 section 4), found another character at byte 1
    expected 32 bytes, found 1
    "#);
}

#[test]
fn identifiers() {
    let texts = ["", "Tempo", "tempo:2"];
    insta::assert_snapshot!(messages(&texts, |text| text.parse::<MethodId>().map(drop).and(text.parse::<Intent>().map(drop))), @r#"
    expected a lower-case payment method identifier, found an empty string
    expected a lower-case payment method identifier, found "Tempo"
    expected letters, digits and '-', found "tempo:2"
    "#);
}

#[test]
fn rpc() {
    let texts = [
        r#"{"code":-32000}"#,
        r#"{"code":-32042,"message":"m"}"#,
        r#"{"code":-32042,"message":"m","data":{"challenges":[]}}"#,
        r#"{"code":-32042,"message":"m","data":{"challenges":[{"id":""}]}}"#,
        r#"{"code":-32042,"message":"m","data":{"httpStatus":401}}"#,
    ];
    insta::assert_snapshot!(messages(&texts, RpcError::from_json), @r#"
    code: expected a code of payment errors, found another at byte 14
    data: expected a value, found nothing
    data.challenges: expected 1 or more elements, found 0
    data.challenges[0].id: expected an identifier, found an empty string at byte 58
    data.httpStatus: expected 402, found 401 at byte 53
    "#);
}

#[test]
fn rpc_messages() {
    let texts = [
        r#"{"_meta":{"org.paymentauth/credential":{"payload":"secret"}}}"#,
        r#"{"_meta":{"org.paymentauth/credential":{}},"params":{"_meta":{"org.paymentauth/credential":{"a":1}}}}"#,
    ];
    insta::assert_snapshot!(messages(&texts, |text| find_credential(&text.parse().unwrap())), @r#"
    _meta.org.paymentauth/credential.payload: expected an object, found a string at byte 11
    org.paymentauth/credential: expected the same in both places, found another
    "#);
}

#[test]
fn capability() {
    let texts = ["{}", r#"{"methods":{"T":{}}}"#, r#"{"methods":{"t":{}}}"#];
    insta::assert_snapshot!(messages(&texts, Capability::from_json), @r#"
    methods: expected a value, found nothing
    methods.T: expected a lower-case payment method identifier, found "T"
    methods.t.intents: expected a value, found nothing
    "#);
}

#[test]
fn offers() {
    let texts = [
        "{}",
        r#"{"offers":[]}"#,
        r#"{"offers":[],"intent":"charge"}"#,
        r#"{"intent":"charge","method":"t","amount":"01"}"#,
        r#"{"intent":"charge","method":"t","amount":""}"#,
    ];
    insta::assert_snapshot!(messages(&texts, PaymentInfo::from_json), @r#"
    intent: expected a value, found nothing
    offers: expected 1 or more elements, found 0
    offers: expected 1 or more elements, found 0
    amount: expected a decimal integer without sign or leading zero, found a leading zero at byte 42
    amount: expected a decimal integer without sign or leading zero, found an empty string at byte 42
    "#);
}

#[test]
fn service_info() {
    let texts = [r#"{"docs":{"llms":"x"}}"#, r#"{"docs":{"llms":""}}"#];
    insta::assert_snapshot!(messages(&texts, ServiceInfo::from_json), @r#"
    docs.llms: expected a URI with its scheme, found another text at byte 17
    docs.llms: expected a URI with its scheme, found an empty string at byte 17
    "#);
}

#[test]
fn documents() {
    let texts = [
        "{}",
        r#"{"openapi":"2.0"}"#,
        r#"{"info":{}}"#,
        r#"{"info":{"title":""}}"#,
        r#"{"paths":{}}"#,
        r#"{"openapi":"3.1.0","paths":{"/a":{"get":{"x-payment-info":{"intent":"charge","method":"t","amount":null},"responses":{}}}}}"#,
    ];
    insta::assert_snapshot!(messages(&texts, Discovery::from_json), @r#"
    info: expected a value, found nothing
    openapi: expected OpenAPI 3.x, found "2.0" at byte 12
    info.title: expected a value, found nothing
    info.title: expected a text, found an empty string at byte 18
    paths: expected at least one path, found none
    paths./a.get.responses.402: expected a value, found nothing
    "#);
}

#[test]
fn calls() {
    let request = "{}".parse().unwrap();
    let builder =
        ChallengeBuilder::new("a|b", &MethodId::TEMPO, &Intent::CHARGE, &request).unwrap();
    let key = BindingKey::new(b"k").unwrap();
    let method = "tempo-2".parse().unwrap();
    let mut buffer = [0; 4];
    let receipt =
        r#"{"status":"success","method":"t","timestamp":"2026-01-01T00:00:00Z","reference":"r"}"#;
    let receipt = Receipt::from_json(receipt).unwrap();
    let steered =
        "Payment id=a, realm=r, method=t, intent=c, request=e30, header=X-Evil, opaque=W10";
    let steered = Challenge::parse(steered).unwrap();
    let errors = [
        ChallengeBuilder::new("a\n", &MethodId::TEMPO, &Intent::CHARGE, &request).unwrap_err(),
        ChallengeBuilder::new("a", &method, &Intent::CHARGE, &request).unwrap_err(),
        ChallengeBuilder::new(
            "a",
            &MethodId::TEMPO,
            &Intent::CHARGE,
            &r#"{"a":1e999}"#.parse().unwrap(),
        )
        .unwrap_err(),
        builder.clone().description("\r\n").unwrap_err(),
        builder
            .clone()
            .opaque([("a", "1"), ("a", "2")])
            .unwrap_err(),
        builder.clone().extension("Upper", "").unwrap_err(),
        builder.clone().extension("header", "").unwrap_err(),
        builder.clone().with_id("").unwrap_err(),
        builder.bind(&key, SlotLayout::Draft01).unwrap_err(),
        steered.credential_field().unwrap_err(),
        steered.opaque_json().unwrap().unwrap_err(),
        BindingKey::new(b"").unwrap_err(),
        BindingKey::new_strong(b"hunter2").unwrap_err(),
        key.verify("forged", &Slots::default(), SlotLayout::Draft01)
            .unwrap_err(),
        "sha-256=X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE="
            .parse::<BodyDigest>()
            .unwrap()
            .verify(b"")
            .unwrap_err(),
        PaymentRange::new(None, None, 1001).unwrap_err(),
        Credential::new(&steered, &request)
            .with_source("")
            .unwrap_err(),
        Credential::from_header_in("Payment e30e30e30", &mut buffer).unwrap_err(),
        receipt.write_header(&mut buffer).unwrap_err(),
        receipt
            .with_member("status", "1".parse().unwrap())
            .unwrap_err(),
        Capability::new([(MethodId::TEMPO, vec![]), (MethodId::TEMPO, vec![])]).unwrap_err(),
    ];
    let errors: Vec<_> = errors.iter().map(ToString::to_string).collect();
    insta::assert_snapshot!(errors.join("\n"), @r#"
    realm: expected text without controls, found a control character at byte 1
    method: expected lower-case letters, found "tempo-2"
    request.a: expected a number within the range of a double, found a larger one at byte 5
    description: expected text without controls, found a control character at byte 0
    opaque.a: expected one member of this name, found a second at byte 9
    expected a lower-case parameter name, found "Upper"
    header: expected a new name, found a taken one
    id: expected an identifier, found an empty string
    realm: expected no '|', found one
    header: expected Payment-Authorization, found "X-Evil"
    opaque: expected an object, found an array at byte 0
    expected a secret, found an empty string
    expected a secret of at least 32 bytes, found 7 bytes
    expected an id of this server, found another
    expected a body with this digest, found another
    expected a weight up to 1000, found 1001
    source: expected a payer, found an empty string
    expected text that fits the buffer, found 9 characters
    expected a buffer that holds the text, found 4 bytes
    status: expected a new name, found a taken one
    tempo: expected a new method, found a taken one
    "#);
}
