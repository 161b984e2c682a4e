//! The headers of MPP and the challenge binding against the crate mpp.
#![allow(missing_docs, reason = "a test")]

#[path = "cases/mpp.rs"]
mod cases;

use cases::{CHALLENGE, CHALLENGES, CREDENTIAL, CREDENTIALS, LISTS, RECEIPT, RECEIPTS};
use http402::json::RawObject;
use http402::mpp::{
    BindingKey, BodyDigest, Challenge, ChallengeBuilder, Credential, Intent, MethodId, Receipt,
    SlotLayout, Slots,
};
use http402_differential::{Comparison, Outcome};
use mpp::{PaymentChallenge, PaymentCredential};
use proptest::prelude::*;

fn changed(base: &str, from: &str, to: &str) -> String {
    assert!(base.contains(from), "{from}");
    base.replacen(from, to, 1)
}

fn encoded(json: &str) -> String {
    mpp::base64url_encode(json.as_bytes())
}

/// The parameters of a challenge in one text.
fn row(required: [&str; 5], optional: [Option<&str>; 5]) -> String {
    let optional =
        optional.map(|parameter| parameter.map_or("-".into(), |text| format!("+{text}")));
    format!("{} | {}", required.join(" "), optional.join(" "))
}

fn ours_of(challenge: &Challenge<'_>) -> String {
    row(
        [
            challenge.id(),
            challenge.realm(),
            challenge.method(),
            challenge.intent(),
            challenge.request(),
        ],
        [
            challenge.expires(),
            challenge.digest(),
            challenge.opaque(),
            challenge.header(),
            challenge.description(),
        ],
    )
}

fn theirs_of(challenge: &PaymentChallenge) -> String {
    row(
        [
            &challenge.id,
            &challenge.realm,
            challenge.method.as_str(),
            challenge.intent.as_str(),
            challenge.request.raw(),
        ],
        [
            challenge.expires.as_deref(),
            challenge.digest.as_deref(),
            challenge.opaque.as_ref().map(|opaque| opaque.raw()),
            challenge.header.as_deref(),
            challenge.description.as_deref(),
        ],
    )
}

fn our_credential(credential: &Credential<'_>) -> String {
    let echo = credential.challenge();
    let echo = row(
        [
            echo.id(),
            echo.realm(),
            echo.method(),
            echo.intent(),
            echo.request(),
        ],
        [
            echo.expires(),
            echo.digest(),
            echo.opaque(),
            echo.header(),
            echo.description(),
        ],
    );
    let payload = credential.payload().to_canonical().expect("canonical");
    format!("{echo} {:?} {payload}", credential.source())
}

fn their_credential(credential: &PaymentCredential) -> String {
    let echo = &credential.challenge;
    let echo = row(
        [
            &echo.id,
            &echo.realm,
            echo.method.as_str(),
            echo.intent.as_str(),
            echo.request.raw(),
        ],
        [
            echo.expires.as_deref(),
            echo.digest.as_deref(),
            echo.opaque.as_ref().map(|opaque| opaque.raw()),
            echo.header.as_deref(),
            echo.description.as_deref(),
        ],
    );
    let payload: RawObject = credential.payload.to_string().parse().unwrap_or_else(|_| {
        "{}".parse().expect("an object") // a payload that is no object
    });
    let payload = payload.to_canonical().expect("canonical");
    format!("{echo} {:?} {payload}", credential.source.as_deref())
}

fn credential(header: &str) -> (Outcome, Outcome) {
    let ours = Credential::from_header(header).map(|credential| our_credential(&credential));
    let theirs = mpp::parse_authorization(header).map(|credential| their_credential(&credential));
    (ours.into(), theirs.into())
}

fn receipt(header: &str) -> (Outcome, Outcome) {
    let ours = Receipt::from_header(header).map(|receipt| {
        format!(
            "{} {} {}",
            receipt.method, receipt.timestamp, receipt.reference
        )
    });
    let theirs = mpp::parse_receipt(header).map(|receipt| {
        format!(
            "{} {} {}",
            receipt.method, receipt.timestamp, receipt.reference
        )
    });
    (ours.into(), theirs.into())
}

#[test]
fn differences_are_the_known_ones() {
    let mut comparison = Comparison::new("mpp");
    for (case, from, to) in CHALLENGES {
        let text = changed(CHALLENGE, from, to);
        comparison.case(
            &format!("challenge/{case}"),
            Challenge::parse(&text).map(|challenge| ours_of(&challenge)),
            mpp::parse_www_authenticate(&text).map(|challenge| theirs_of(&challenge)),
        );
    }
    for (case, lines) in LISTS {
        let lines = lines
            .iter()
            .map(|line| line.replace("CHALLENGE", CHALLENGE));
        let lines: Vec<_> = lines.collect();
        let ours = Challenge::parse_all(lines.iter().map(String::as_str));
        let ours = ours.map(|row| row.map_or("refused".into(), |challenge| ours_of(&challenge)));
        let theirs = mpp::parse_www_authenticate_all(lines.iter().map(String::as_str));
        let theirs = theirs
            .into_iter()
            .map(|row| row.map_or("refused".into(), |row| theirs_of(&row)));
        comparison.case(
            &format!("challenge-list/{case}"),
            Ok::<_, String>(ours.collect::<Vec<String>>().join(" || ")),
            Ok::<_, String>(theirs.collect::<Vec<String>>().join(" || ")),
        );
    }
    for (case, from, to) in CREDENTIALS {
        let header = format!("Payment {}", encoded(&changed(CREDENTIAL, from, to)));
        let (ours, theirs) = credential(&header);
        comparison.case(&format!("credential/{case}"), ours, theirs);
    }
    let token = encoded(CREDENTIAL);
    let headers = [
        ("scheme-lower-case", format!("payment {token}")),
        ("scheme-other", format!("Bearer {token}")),
        ("two-spaces", format!("Payment  {token}")),
        ("padding", format!("Payment {token}=")),
        ("empty", "Payment ".to_owned()),
        ("nothing", String::new()),
        ("not-base64", "Payment !!!".to_owned()),
        ("second", format!("Payment {token}, Payment {token}")),
        (
            "after-another-scheme",
            format!("Basic dTpw, Payment {token}"),
        ),
        ("as-parameter", format!("Payment credential=\"{token}\"")),
    ];
    for (case, header) in headers {
        let (ours, theirs) = credential(&header);
        comparison.case(&format!("credential-header/{case}"), ours, theirs);
    }
    for (case, from, to) in RECEIPTS {
        let (ours, theirs) = receipt(&encoded(&changed(RECEIPT, from, to)));
        comparison.case(&format!("receipt/{case}"), ours, theirs);
    }
    let token = encoded(RECEIPT);
    for (case, header) in [
        ("padding", format!("{token}=")),
        ("white-space", format!(" {token} ")),
        ("with-scheme", format!("Payment {token}")),
        ("json-itself", RECEIPT.to_owned()),
        ("empty", String::new()),
    ] {
        let (ours, theirs) = receipt(&header);
        comparison.case(&format!("receipt-header/{case}"), ours, theirs);
    }
    comparison.finish();
}

prop_compose! {
    fn optional()(text in any::<Option<String>>()) -> Option<String> {
        text.filter(|text| !text.is_empty())
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(256) })]

    /// Any slots that are not empty where present; `header` as the draft fixes it.
    #[test]
    fn challenge_ids_agree(
        secret in "[ -~]{32,64}",
        slots in any::<[String; 4]>(),
        rest in [optional(), optional(), optional()],
        header in prop::option::of(Just("Payment-Authorization")),
    ) {
        let [realm, method, intent, request] = &slots;
        let [expires, digest, opaque] = rest.each_ref().map(Option::as_deref);
        let key = BindingKey::new(secret.as_bytes()).expect("not empty");
        let slots = Slots {
            realm, method, intent, request,
            expires: expires.unwrap_or_default(),
            digest: digest.unwrap_or_default(),
            opaque: opaque.unwrap_or_default(),
            header: header.unwrap_or_default(),
        };
        prop_assert_eq!(
            key.compute(&slots, SlotLayout::Draft01).to_string(),
            mpp::compute_challenge_id_with_header(
                &secret, realm, method, intent, request, expires, digest, opaque, header,
            )
        );
        prop_assert_eq!(
            key.compute(&slots, SlotLayout::Draft00).to_string(),
            mpp::compute_challenge_id(
                &secret, realm, method, intent, request, expires, digest, opaque,
            )
        );
    }

    /// What we print, the peer reads, and prints again for us to read.
    #[test]
    fn challenges_pass_to_and_fro(
        id in "[ -~]{1,24}",
        realm in "[^\\p{C}]{1,24}",
        description in "[^\\p{C}]{1,24}",
        amount in any::<u64>(),
    ) {
        let request: RawObject = format!(r#"{{"amount":"{amount}"}}"#).parse().expect("an object");
        let challenge = ChallengeBuilder::new(&realm, &MethodId::TEMPO, &Intent::CHARGE, &request)
            .and_then(|builder| builder.description(&description))
            .and_then(|builder| builder.with_id(&id))
            .expect("a challenge");
        let printed = challenge.to_string();
        let read = mpp::parse_www_authenticate(&printed).expect("a challenge");
        prop_assert_eq!(theirs_of(&read), ours_of(&challenge));
        let again = mpp::format_www_authenticate(&read).expect("a header");
        prop_assert_eq!(ours_of(&Challenge::parse(&again).expect("a challenge")), ours_of(&challenge));
    }

    #[test]
    fn digests_agree(body in any::<Vec<u8>>()) {
        let digest: BodyDigest = mpp::body_digest::compute(&body).parse().expect("a digest");
        prop_assert!(digest.verify(&body).is_ok());
        prop_assert!(mpp::body_digest::verify(&digest.to_string(), &body));
    }
}
