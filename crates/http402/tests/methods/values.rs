//! What each value accepts and refuses.

use http402::Kind;
use http402::mpp::values::*;

use crate::support::{accepts, message, refuses};

/// A text of `count` characters.
fn long(character: &str, count: usize) -> String {
    character.repeat(count)
}

#[test]
fn decimals() {
    let most = "115792089237316195423570985008687907853269984665640564039457584007913129639935";
    let beyond = "115792089237316195423570985008687907853269984665640564039457584007913129639936";
    accepts::<BaseUnits>(&["0", "00", "1", "007", most]);
    let bad = [
        ("", Kind::EmptyField),
        ("-1", Kind::Syntax),
        ("+1", Kind::Syntax),
        ("1.0", Kind::Syntax),
        ("1e3", Kind::Syntax),
        ("0x1", Kind::Syntax),
        (" 1", Kind::Syntax),
        ("١", Kind::Syntax),
        (beyond, Kind::BadValue),
    ];
    refuses::<BaseUnits>(&bad);
    refuses::<Uint256>(&bad);
    assert_eq!("007".parse::<BaseUnits>().unwrap().to_string(), "7");

    accepts::<PositiveUnits>(&["1", "01", most]);
    refuses::<PositiveUnits>(&[("0", Kind::BadValue), ("00", Kind::BadValue)]);
    accepts::<PositiveInteger>(&["1", most]);
    refuses::<PositiveInteger>(&[("0", Kind::BadValue), ("01", Kind::Syntax)]);

    accepts::<Uint128>(&["0", "340282366920938463463374607431768211455"]);
    refuses::<Uint128>(&[("340282366920938463463374607431768211456", Kind::BadValue)]);
    assert_eq!("7".parse::<Uint128>().unwrap().to_u128(), 7);
    accepts::<Uint96>(&["79228162514264337593543950335"]);
    refuses::<Uint96>(&[("79228162514264337593543950336", Kind::BadValue)]);
    accepts::<Uint64>(&["0", "18446744073709551615"]);
    refuses::<Uint64>(&[("18446744073709551616", Kind::BadValue)]);
    accepts::<PositiveUint64>(&["1", "18446744073709551615"]);
    refuses::<PositiveUint64>(&[
        ("0", Kind::BadValue),
        ("18446744073709551616", Kind::BadValue),
    ]);
    accepts::<PositiveUint63>(&["1", "9223372036854775807"]);
    refuses::<PositiveUint63>(&[
        ("0", Kind::BadValue),
        ("9223372036854775808", Kind::BadValue),
    ]);
}

fn json<T>(texts: &[&str], refused: &[(&str, Kind)])
where
    T: core::str::FromStr<Err = http402::Error> + core::fmt::Display,
{
    for text in texts {
        assert_eq!(
            text.parse::<T>()
                .unwrap_or_else(|e| panic!("{text}: {e}"))
                .to_string(),
            **text
        );
    }
    for (text, kind) in refused {
        assert_eq!(
            text.parse::<T>().err().map(|error| error.kind()),
            Some(*kind),
            "{text}"
        );
    }
}

#[test]
fn integers() {
    let form = [
        ("\"1\"", Kind::WrongType),
        ("1.0", Kind::BadValue),
        ("1e0", Kind::BadValue),
        ("-1", Kind::BadValue),
        ("18446744073709551616", Kind::BadValue),
        ("01", Kind::Json),
        ("null", Kind::WrongType),
    ];
    json::<ChainId>(&["1", "4217", "18446744073709551615"], &form);
    json::<ChainId>(&[], &[("0", Kind::BadValue)]);
    json::<Count>(&["0", "18446744073709551615"], &form);
    json::<Seconds>(&["1"], &[("0", Kind::BadValue)]);
    json::<TokenDecimals>(&["0", "255"], &[("256", Kind::BadValue)]);
    json::<SolanaDecimals>(&["0", "9"], &[("10", Kind::BadValue)]);
    json::<UsdcDecimals>(&["6"], &[("5", Kind::BadValue), ("7", Kind::BadValue)]);
    json::<BasisPoints>(
        &["1", "10000"],
        &[("0", Kind::BadValue), ("10001", Kind::BadValue)],
    );
    json::<IdleTimeout>(
        &["1", "2592000"],
        &[("0", Kind::BadValue), ("2592001", Kind::BadValue)],
    );
    json::<HederaChainId>(
        &["295", "296"],
        &[("294", Kind::BadValue), ("297", Kind::BadValue)],
    );
    json::<Int64>(
        &["0", "-9223372036854775808", "9223372036854775807"],
        &[
            ("9223372036854775808", Kind::BadValue),
            ("1.5", Kind::BadValue),
        ],
    );
    json::<Number>(
        &["0", "1.50", "1e400"],
        &[("\"1\"", Kind::WrongType), ("-1.5", Kind::BadValue)],
    );
}

#[test]
fn hex() {
    let lower = long("0a", 32);
    let upper = long("0A", 32);
    let wrong = [
        ("", Kind::EmptyField),
        ("0a", Kind::Syntax),
        (&*long("0a", 33), Kind::Syntax),
        (&*long("0g", 32), Kind::Syntax),
        (&*format!("0x{}", long("0a", 31)), Kind::Syntax),
    ];
    accepts::<Hash32>(&[&lower]);
    refuses::<Hash32>(&wrong);
    refuses::<Hash32>(&[(&upper, Kind::Syntax)]);
    accepts::<Preimage>(&[&lower]);
    refuses::<Preimage>(&[(&upper, Kind::Syntax)]);
    accepts::<Mac32>(&[&lower]);
    refuses::<Mac32>(&[(&upper, Kind::Syntax)]);
    accepts::<MixedHash32>(&[&lower, &upper]);
    refuses::<MixedHash32>(&wrong);
    accepts::<MixedPreimage>(&[&lower, &upper]);
    assert_eq!(upper.parse::<MixedHash32>().unwrap().to_bytes(), [10; 32]);
    let preimage: Preimage = lower.parse().unwrap();
    assert_eq!(format!("{preimage:?}"), "Preimage(64 bytes)");

    let prefixed = format!("0x{lower}");
    accepts::<LowerHash>(&[&prefixed]);
    refuses::<LowerHash>(&[
        (&format!("0x{upper}"), Kind::Syntax),
        (&lower, Kind::Syntax),
    ]);
    accepts::<TempoTransaction>(&["0x7600", "0x76f901"]);
    refuses::<TempoTransaction>(&[
        ("", Kind::EmptyField),
        ("0x", Kind::BadValue),
        ("0x76", Kind::BadValue),
        ("0x02f8", Kind::BadValue),
        ("76f9", Kind::Syntax),
        ("0x76f", Kind::Syntax),
    ]);
    accepts::<Eip1559Transaction>(&["0x02f8"]);
    refuses::<Eip1559Transaction>(&[("0x76f9", Kind::BadValue), ("0x", Kind::BadValue)]);
    accepts::<KeyAuthorization>(&["0xf8"]);
    refuses::<KeyAuthorization>(&[("0x", Kind::BadValue)]);
    accepts::<TypedDataSignature>(&["0x00"]);
    refuses::<TypedDataSignature>(&[("0x", Kind::BadValue)]);
    let bytes = |count: usize| format!("0x{}", long("1b", count));
    accepts::<Signature65>(&[&bytes(65)]);
    refuses::<Signature65>(&[(&bytes(64), Kind::BadValue), (&bytes(66), Kind::BadValue)]);
    accepts::<VoucherSignature>(&[&bytes(64), &bytes(65)]);
    refuses::<VoucherSignature>(&[(&bytes(63), Kind::BadValue), (&bytes(66), Kind::BadValue)]);
    let signature: Signature65 = bytes(65).parse().unwrap();
    assert_eq!(format!("{signature:?}"), "Signature65(65 bytes)");
}

#[test]
fn currencies() {
    accepts::<FiatCurrency>(&["usd", "eur"]);
    refuses::<FiatCurrency>(&[
        ("", Kind::EmptyField),
        ("USD", Kind::Syntax),
        ("us", Kind::Syntax),
        ("usdc", Kind::Syntax),
        ("us1", Kind::Syntax),
    ]);
    accepts::<Currency>(&["usd", "0x20c0000000000000000000000000000000000000", "BTC"]);
    refuses::<Currency>(&[("", Kind::EmptyField)]);
    accepts::<Sat>(&["sat"]);
    refuses::<Sat>(&[
        ("BTC", Kind::BadValue),
        ("SAT", Kind::BadValue),
        ("", Kind::EmptyField),
    ]);
    accepts::<SolanaCurrency>(&["sol", "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v"]);
    refuses::<SolanaCurrency>(&[
        ("", Kind::EmptyField),
        ("SOL", Kind::Syntax),
        ("EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyT", Kind::Syntax),
    ]);
}

#[test]
fn bytes_and_texts() {
    accepts::<Base64Bytes>(&["AQID", "AA==", "AQI="]);
    refuses::<Base64Bytes>(&[
        ("", Kind::EmptyField),
        ("AQI", Kind::Base64),
        ("AQ_-", Kind::Base64),
        ("AQI=\n", Kind::Base64),
        ("AB==", Kind::Base64),
    ]);
    let of = |count: usize| Base64Bytes::try_from(vec![1; count]).unwrap().to_string();
    accepts::<SolanaTransaction>(&[&of(1232)]);
    refuses::<SolanaTransaction>(&[(&of(1233), Kind::Limit), ("", Kind::EmptyField)]);
    accepts::<ElgamalPublicKey>(&[&of(32)]);
    refuses::<ElgamalPublicKey>(&[(&of(31), Kind::BadValue), (&of(33), Kind::BadValue)]);
    accepts::<Ed25519Signature>(&[&Ed25519Signature::from([6; 64]).to_string()]);
    refuses::<Ed25519Signature>(&[("", Kind::EmptyField), ("1111", Kind::Syntax)]);

    accepts::<ShortText>(&["", &long("é", 256)]);
    refuses::<ShortText>(&[(&long("é", 257), Kind::Limit)]);
    accepts::<SolanaMemo>(&[&long("é", 283)]);
    refuses::<SolanaMemo>(&[(&long("é", 284), Kind::Limit)]);
    accepts::<HederaExternalId>(&[&long("é", 17)]);
    refuses::<HederaExternalId>(&[(&long("é", 18), Kind::Limit)]);
}

#[test]
fn cards() {
    accepts::<PanLastFour>(&["0000", "4242"]);
    refuses::<PanLastFour>(&[
        ("", Kind::EmptyField),
        ("424", Kind::Syntax),
        ("42424", Kind::Syntax),
    ]);
    accepts::<CardExpiryMonth>(&["01", "09", "10", "12"]);
    refuses::<CardExpiryMonth>(&[
        ("00", Kind::Syntax),
        ("13", Kind::Syntax),
        ("1", Kind::Syntax),
        ("6", Kind::Syntax),
    ]);
    accepts::<CardExpiryYear>(&["2028"]);
    refuses::<CardExpiryYear>(&[("28", Kind::Syntax)]);
    accepts::<CountryCode>(&["US"]);
    refuses::<CountryCode>(&[("us", Kind::Syntax), ("USA", Kind::Syntax)]);
    accepts::<HttpsUri>(&["https://api.example.com/jwks.json", "HTTPS://a"]);
    refuses::<HttpsUri>(&[
        ("", Kind::EmptyField),
        ("http://api.example.com", Kind::Syntax),
        ("https://", Kind::Syntax),
        ("https:///jwks", Kind::Syntax),
        ("https://a b", Kind::Syntax),
        ("/jwks.json", Kind::Syntax),
    ]);
    accepts::<CompactJwe>(&["a.b.c.d.e"]);
    refuses::<CompactJwe>(&[
        ("", Kind::EmptyField),
        ("a.b.c", Kind::Syntax),
        ("a.b.c.d.e.f", Kind::Syntax),
        ("a..c.d.e", Kind::Syntax),
        ("a.b.c.d.e=", Kind::Syntax),
    ]);
}

/// base64url of `count` bytes, the first of which is `first`.
fn modulus(first: u8, count: usize) -> String {
    let mut bytes = vec![0x33; count];
    bytes[0] = first;
    http402::Base64::Url.encode(&bytes)
}

#[test]
fn rsa_keys() {
    accepts::<RsaModulus>(&[&modulus(0x80, 256), &modulus(0xc1, 512)]);
    refuses::<RsaModulus>(&[
        ("", Kind::EmptyField),
        (&modulus(0x7f, 256), Kind::BadValue),
        (&modulus(0x00, 256), Kind::BadValue),
        (&modulus(0xc1, 128), Kind::BadValue),
        ("0vx7agoebGcQSuu...", Kind::Base64),
    ]);
    insta::assert_snapshot!(message::<RsaModulus>(&modulus(0x7f, 256)), @"expected a modulus of at least 2048 bits, found 2047 bits");
    accepts::<RsaExponent>(&["AQAB", "Aw"]);
    refuses::<RsaExponent>(&[
        ("AQ", Kind::BadValue),
        ("AA", Kind::BadValue),
        ("=", Kind::Base64),
    ]);
}

/// One prefix is the method's, a second one the account's.
#[test]
fn a_did_loses_one_prefix() {
    let payer: DidPkh = "did:pkh:did:pkh:alice".parse().unwrap();
    assert_eq!(payer.account(), "did:pkh:alice");
}

/// A proof is compared in constant time and not shown.
#[test]
fn secrets() {
    let (one, other) = ("ab".repeat(32), format!("{}ac", "ab".repeat(31)));
    let [one, same, other]: [Mac32; 3] = [&one, &one, &other].map(|text| text.parse().unwrap());
    assert!(one == same && one != other);
    assert_eq!(format!("{one:?}"), "Mac32(64 bytes)");
}

#[test]
fn messages() {
    insta::assert_snapshot!(message::<ShortText>(&long("a", 257)), @"expected at most 256 characters, found 257");
    insta::assert_snapshot!(message::<Caip19>("BTC"), @"expected a CAIP-19 asset such as eip155:1/erc20:0x…, found another form");
    insta::assert_snapshot!(message::<DidPkh>("did:key:z6Mk"), @"expected did:pkh: and a CAIP-10 account, found another form");
    insta::assert_snapshot!(message::<Uint96>("79228162514264337593543950336"), @"expected an integer below 2^96, found a larger one");
    insta::assert_snapshot!(message::<Int64>("1.5"), @"expected an integer from -2^63 to 2^63 - 1, found 1.5 at byte 0");
    insta::assert_snapshot!(message::<UsdcDecimals>("5"), @"expected the integer 6, found 5 at byte 0");
    insta::assert_snapshot!(message::<SolanaTransaction>("AQI"), @"expected padded standard base64 (RFC 4648 section 4), found wrong padding");
    insta::assert_snapshot!(message::<StellarAccount>("GAFAUCQKBIFAUCQKBIFAUCQKBIFAUCQKBIFAUCQKBIFAUCQKBIFAVXXW"), @"expected a key with a correct checksum, found another checksum");
    insta::assert_snapshot!(message::<CardExpiryMonth>("13"), @"expected a month from 01 to 12, found another form");
}
