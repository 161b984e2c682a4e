//! `stripe`.

use http402::Kind;
use http402::mpp::methods::stripe;

use crate::support::{accepts, message, object, refuses};

#[test]
fn objects() {
    object::<stripe::ChargeRequest>(
        r#"{"amount":"5000","currency":"usd","methodDetails":{"networkId":"profile_1","paymentMethodTypes":["card"],"metadata":{"a":"b"}},"recipient":"r","description":"d","externalId":"e"}"#,
        &["recipient", "description", "externalId"],
    );
    object::<stripe::ChargeDetails>(
        r#"{"networkId":"profile_1","paymentMethodTypes":["card","link"],"metadata":{"a":"b"}}"#,
        &["metadata"],
    );
    object::<stripe::ChargePayload>(r#"{"spt":"spt_1","externalId":"e"}"#, &["externalId"]);
    object::<stripe::ChargeReceipt>(
        r#"{"method":"stripe","reference":"pi_1","externalId":"e","status":"success","timestamp":"2026-01-29T12:00:00Z"}"#,
        &["externalId"],
    );
    object::<stripe::SubscriptionRequest>(
        r#"{"amount":"5000","currency":"usd","periodUnit":"month","periodCount":"1","methodDetails":{"networkId":"profile_1","paymentMethodTypes":["card"]},"description":"d","externalId":"e"}"#,
        &["description", "externalId"],
    );
    object::<stripe::SubscriptionDetails>(
        r#"{"networkId":"profile_1","paymentMethodTypes":["card"],"metadata":{"a":"b"}}"#,
        &["metadata"],
    );
    object::<stripe::SubscriptionPayload>(
        r#"{"paymentMethod":"pm_1","customer":"cus_1"}"#,
        &["customer"],
    );
    object::<stripe::SubscriptionReceipt>(
        r#"{"method":"stripe","reference":"in_1","subscriptionId":"c3Vi","stripeSubscription":"sub_1","externalId":"e","status":"success","timestamp":"2026-01-29T12:00:00Z"}"#,
        &["externalId"],
    );
}

#[test]
fn rules() {
    accepts::<stripe::SharedPaymentToken>(&["spt_1N4Zv32eZvKYlo2CPhVPkJlW"]);
    refuses::<stripe::SharedPaymentToken>(&[
        ("", Kind::EmptyField),
        ("spt_", Kind::Syntax),
        ("pm_1", Kind::Syntax),
    ]);
    accepts::<stripe::PaymentIntentId>(&["pi_1N4Zv32eZvKYlo2CPhVPkJlW"]);
    refuses::<stripe::PaymentIntentId>(&[
        ("", Kind::EmptyField),
        ("pi_", Kind::Syntax),
        ("ch_1", Kind::Syntax),
    ]);
    refuses::<stripe::PaymentMethodId>(&[("", Kind::EmptyField)]);
    refuses::<stripe::NetworkId>(&[("", Kind::EmptyField)]);

    let request = |more: &str| {
        format!(
            r#"{{"amount":"5000","currency":"usd","periodUnit":"month","periodCount":"3","methodDetails":{{"networkId":"p","paymentMethodTypes":["card"]}}{more}}}"#
        )
    };
    accepts::<stripe::SubscriptionRequest>(&[&request("")]);
    let recipient = request(r#","recipient":"r""#);
    refuses::<stripe::SubscriptionRequest>(&[
        (&recipient, Kind::BadValue),
        (
            &request(r#","subscriptionExpires":"2026-07-14T12:00:00Z""#),
            Kind::BadValue,
        ),
    ]);
    insta::assert_snapshot!(message::<stripe::SubscriptionRequest>(&recipient), @"recipient: expected no such member, found one at byte 149");
    let parsed: stripe::SubscriptionRequest = request("").parse().unwrap();
    assert_eq!(parsed.period().count().to_string(), "3");

    let details = |metadata: &str| {
        format!(r#"{{"networkId":"p","paymentMethodTypes":["card"],"metadata":{metadata}}}"#)
    };
    accepts::<stripe::SubscriptionDetails>(&[&details("{}"), &details(r#"{"a":"b"}"#)]);
    refuses::<stripe::SubscriptionDetails>(&[(&details(r#"{"a":1}"#), Kind::WrongType)]);
    insta::assert_snapshot!(message::<stripe::SubscriptionDetails>(&details(r#"{"a":1}"#)), @"metadata.a: expected a string, found a number");
}

#[test]
fn secrets_stay_out_of_debug() {
    let payload: stripe::ChargePayload = r#"{"spt":"spt_secret"}"#.parse().unwrap();
    assert!(!format!("{payload:?}").contains("spt_secret"));
}
