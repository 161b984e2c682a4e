//! Typed data as JSON: known answers, the types one by one, and what is refused.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a failed test is the report"
)]
#![cfg(feature = "eip712")]

use http402::eip712::{
    Domain, Struct, TransferWithAuthorization, TypedData, keccak256, signing_digest,
};
use http402::primitives::{Address, B256, U256};
use http402::{Error, Kind};
use proptest::prelude::*;

fn parse(text: &str) -> TypedData {
    text.parse().expect(text)
}

const DOMAIN_TYPE: &str = r#"[{"name":"name","type":"string"},{"name":"version","type":"string"},{"name":"chainId","type":"uint256"},{"name":"verifyingContract","type":"address"}]"#;

/// The mail of EIP-712 itself, with `types.EIP712Domain` or without.
fn mail(domain_type: &str) -> String {
    format!(
        r#"{{"types":{{{domain_type}"Person":[{{"name":"name","type":"string"}},{{"name":"wallet","type":"address"}}],"Mail":[{{"name":"from","type":"Person"}},{{"name":"to","type":"Person"}},{{"name":"contents","type":"string"}}]}},"primaryType":"Mail","domain":{{"name":"Ether Mail","version":"1","chainId":1,"verifyingContract":"0xCcCCccccCCCCcCCCCCCcCcCccCcCCCcCcccccccC"}},"message":{{"from":{{"name":"Cow","wallet":"0xCD2a3d9F938E13CD947Ec05AbC7FE734Df8DD826"}},"to":{{"name":"Bob","wallet":"0xbBbBBBBbbBBBbbbBbbBbbbbBBbBbbbbBbBbbBBbB"}},"contents":"Hello, Bob!"}}}}"#
    )
}

#[test]
fn the_mail_has_the_hashes_of_the_specification() {
    for domain_type in [String::new(), format!(r#""EIP712Domain":{DOMAIN_TYPE},"#)] {
        let mail = parse(&mail(&domain_type));
        assert_eq!(mail.primary_type(), "Mail");
        assert_eq!(
            mail.encode_type(),
            "Mail(Person from,Person to,string contents)Person(string name,address wallet)"
        );
        let known = [
            (
                mail.separator().into(),
                "0xf2cee375fa42b42143804025fc449deafd50cc031ca257e0b194a650a912090f",
            ),
            (
                mail.hash_struct(),
                "0xc52c0ee5d84264471806290a3f2c4cecfc5490626bf912d01f240d7a274b371e",
            ),
            (
                mail.signing_digest(),
                "0xbe609aee343fb3c4b28e1df9e632fca64fcfaede20f02e86244efddf30957bd2",
            ),
        ];
        for (hash, text) in known {
            let hash: B256 = hash;
            assert_eq!(hash.to_string(), text);
        }
    }
}

/// The vector of MetaMask's eth-sig-util for arrays in version 4: members out of order, arrays of
/// structs and of addresses.
#[test]
fn arrays_have_the_hash_that_wallets_give() {
    let text = format!(
        r#"{{"message":{{"contents":"Hello, Bob!",
        "from":{{"name":"Cow","wallets":["0xCD2a3d9F938E13CD947Ec05AbC7FE734Df8DD826","0xDeaDbeefdEAdbeefdEadbEEFdeadbeEFdEaDbeeF"]}},
        "to":[{{"name":"Bob","wallets":["0xbBbBBBBbbBBBbbbBbbBbbbbBBbBbbbbBbBbbBBbB","0xB0BdaBea57B0BDABeA57b0bdABEA57b0BDabEa57","0xB0B0b0b0b0b0B000000000000000000000000000"]}}]}},
        "domain":{{"chainId":1,"name":"Ether Mail","verifyingContract":"0xCcCCccccCCCCcCCCCCCcCcCccCcCCCcCcccccccC","version":"1"}},
        "primaryType":"Mail",
        "types":{{"Mail":[{{"name":"from","type":"Person"}},{{"name":"to","type":"Person[]"}},{{"name":"contents","type":"string"}}],
        "Person":[{{"name":"name","type":"string"}},{{"name":"wallets","type":"address[]"}}],
        "Group":[{{"name":"name","type":"string"}},{{"name":"members","type":"Person[]"}}],
        "EIP712Domain":{DOMAIN_TYPE}}}}}"#
    );
    let mail = parse(&text);
    assert_eq!(
        mail.encode_type(),
        "Mail(Person from,Person[] to,string contents)Person(string name,address[] wallets)"
    );
    assert_eq!(
        mail.signing_digest().to_string(),
        "0xa85c2e2b118698e88db68a8105b794a8cc7cec074e89ef991cb4f5f533819cc2"
    );
    assert_eq!(mail.to_json(), text);
}

/// The struct hash of a type with one member.
fn hash_of(kind: &str, value: &str) -> Result<B256, Error> {
    one(kind, value)
        .parse()
        .map(|data: TypedData| data.hash_struct())
}

fn one(kind: &str, value: &str) -> String {
    format!(
        r#"{{"types":{{"T":[{{"name":"v","type":"{kind}"}}]}},"primaryType":"T","domain":{{"name":"n"}},"message":{{"v":{value}}}}}"#
    )
}

fn encodes(kind: &str, value: &str, expected: [u8; 32]) {
    let type_hash = keccak256(format!("T({kind} v)").as_bytes());
    let words = [*type_hash.as_bytes(), expected];
    let hash = keccak256(words.as_flattened());
    assert_eq!(hash_of(kind, value), Ok(hash), "{kind} {value}");
}

fn hex(digits: &str) -> [u8; 32] {
    let word: B256 = format!("0x{digits:0>64}").parse().expect(digits);
    *word.as_bytes()
}

/// Type, value, the word in hex (zeros in front left out).
const ATOMIC: &[(&str, &str, &str)] = &[
    ("uint256", "0", "0"),
    ("uint256", "\"0\"", "0"),
    ("uint256", "\"0x0\"", "0"),
    ("uint256", "9007199254740991", "1fffffffffffff"),
    ("uint256", "\"9007199254740993\"", "20000000000001"),
    ("uint256", "\"0xfF\"", "ff"),
    (
        "uint256",
        "\"0x00000000000000000000000000000000000000000000000000000000000000ff\"",
        "ff",
    ),
    (
        "uint256",
        "\"115792089237316195423570985008687907853269984665640564039457584007913129639935\"",
        "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    ),
    ("uint8", "255", "ff"),
    (
        "uint96",
        "\"79228162514264337593543950335\"",
        "ffffffffffffffffffffffff",
    ),
    (
        "uint128",
        "\"0xffffffffffffffffffffffffffffffff\"",
        "ffffffffffffffffffffffffffffffff",
    ),
    ("int8", "127", "7f"),
    (
        "int8",
        "-128",
        "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff80",
    ),
    (
        "int8",
        "\"-1\"",
        "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    ),
    ("int16", "\"0x7fff\"", "7fff"),
    (
        "int256",
        "\"-57896044618658097711785492504343953926634992332820282019728792003956564819968\"",
        "8000000000000000000000000000000000000000000000000000000000000000",
    ),
    (
        "int256",
        "\"57896044618658097711785492504343953926634992332820282019728792003956564819967\"",
        "7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    ),
    ("bool", "true", "1"),
    ("bool", "false", "0"),
    (
        "address",
        "\"0xCcCCccccCCCCcCCCCCCcCcCccCcCCCcCcccccccC\"",
        "cccccccccccccccccccccccccccccccccccccccc",
    ),
    (
        "bytes1",
        "\"0xab\"",
        "ab00000000000000000000000000000000000000000000000000000000000000",
    ),
    (
        "bytes32",
        "\"0x1111111111111111111111111111111111111111111111111111111111111111\"",
        "1111111111111111111111111111111111111111111111111111111111111111",
    ),
];

#[test]
fn atomic_values_are_encoded() {
    for (kind, value, word) in ATOMIC {
        encodes(kind, value, hex(word));
    }
    encodes("bytes", "\"0xabcd\"", *keccak256(&[0xab, 0xcd]).as_bytes());
    encodes("bytes", "\"0x\"", *keccak256(b"").as_bytes());
    encodes(
        "string",
        "\"caf\\u00e9 ☕\"",
        *keccak256("café ☕".as_bytes()).as_bytes(),
    );
    encodes("string", "\"\"", *keccak256(b"").as_bytes());
}

/// An array is the hash of its elements' words; an array within is one word, its own hash.
#[test]
fn arrays_are_hashed_from_the_inside() {
    let list = |words: &[[u8; 32]]| *keccak256(words.as_flattened()).as_bytes();
    let (one, two) = (hex("1"), hex("2"));
    encodes("uint8[]", "[]", list(&[]));
    encodes("uint8[]", "[1,2]", list(&[one, two]));
    encodes("uint8[2]", "[1,2]", list(&[one, two]));
    encodes(
        "uint8[2][]",
        "[[1,2],[2,1]]",
        list(&[list(&[one, two]), list(&[two, one])]),
    );
    encodes("uint8[][1]", "[[]]", list(&[list(&[])]));
    encodes("string[]", "[\"a\"]", list(&[*keccak256(b"a").as_bytes()]));
}

/// Structs referred to follow by name, each once, whatever the path; recursion ends with the data.
#[test]
fn types_may_refer_to_each_other() {
    let data = parse(
        r#"{"types":{"Z":[{"name":"a","type":"A"},{"name":"b","type":"B[]"}],"B":[{"name":"z","type":"Z[]"}],
        "A":[{"name":"b","type":"B[2]"}],"Unused":[]},
        "primaryType":"Z","domain":{"chainId":"0x1"},"message":{"a":{"b":[{"z":[]},{"z":[]}]},"b":[]}}"#,
    );
    assert_eq!(data.encode_type(), "Z(A a,B[] b)A(B[2] b)B(Z[] z)");
    let list = |words: &[[u8; 32]]| *keccak256(words.as_flattened()).as_bytes();
    let of = |encoded: &str| *keccak256(encoded.as_bytes()).as_bytes();
    let b = list(&[of("B(Z[] z)A(B[2] b)Z(A a,B[] b)"), list(&[])]);
    let a = list(&[of("A(B[2] b)B(Z[] z)Z(A a,B[] b)"), list(&[b, b])]);
    let z = list(&[of(data.encode_type()), a, list(&[])]);
    assert_eq!(*data.hash_struct().as_bytes(), z);
    let chain = Domain::from_members(None, None, Some(U256::ONE), None, None).expect("a member");
    assert_eq!(data.separator(), chain.separator());
}

/// What stands in `types.EIP712Domain` is used as given, in its order.
#[test]
fn a_given_domain_type_is_used_as_given() {
    let data = parse(
        r#"{"types":{"EIP712Domain":[{"name":"chainId","type":"uint64"},{"name":"name","type":"string"}],"T":[]},
        "primaryType":"T","domain":{"name":"n","chainId":7},"message":{}}"#,
    );
    let words = [
        *keccak256(b"EIP712Domain(uint64 chainId,string name)").as_bytes(),
        hex("7"),
        *keccak256(b"n").as_bytes(),
    ];
    assert_eq!(
        B256::from(data.separator()),
        keccak256(words.as_flattened())
    );
    assert_eq!(data.hash_struct(), keccak256(keccak256(b"T()").as_bytes()));
}

#[test]
fn colons_in_names_are_met_in_the_field() {
    let text = one("string", "\"\"").replace("\"T\"", "\"Exchange:Order\"");
    assert_eq!(parse(&text).encode_type(), "Exchange:Order(string v)");
    assert_eq!(parse(&text).primary_type(), "Exchange:Order");
}

/// Type and value of what is refused.
const REFUSED: &[(&str, &str)] = &[
    ("uint8", "256"),
    ("uint8", "-1"),
    ("uint8", "1.0"),
    ("uint8", "1e2"),
    ("uint8", "-0"),
    ("uint8", "\"01\""),
    ("uint8", "\" 1\""),
    ("uint8", "\"\""),
    ("uint8", "\"0x\""),
    ("uint8", "\"0xg1\""),
    ("uint8", "\"-0x1\""),
    ("uint8", "null"),
    ("uint256", "9007199254740992"),
    (
        "uint256",
        "\"115792089237316195423570985008687907853269984665640564039457584007913129639936\"",
    ),
    (
        "uint256",
        "\"0x10000000000000000000000000000000000000000000000000000000000000000\"",
    ),
    ("int8", "128"),
    ("int8", "-129"),
    ("int8", "\"0xff\""),
    (
        "int256",
        "\"57896044618658097711785492504343953926634992332820282019728792003956564819968\"",
    ),
    (
        "int256",
        "\"-57896044618658097711785492504343953926634992332820282019728792003956564819969\"",
    ),
    ("bool", "1"),
    ("bool", "\"true\""),
    ("address", "\"0x1234\""),
    ("address", "1"),
    ("bytes4", "\"0xabcd\""),
    ("bytes", "\"0xabc\""),
    ("bytes", "\"abcd\""),
    ("string", "2"),
    ("uint8[]", "{}"),
    ("uint8[2]", "[1]"),
    ("uint8[][]", "[[1],[2,\"x\"]]"),
    ("uint", "1"),
    ("int", "1"),
    ("uint7", "1"),
    ("uint264", "1"),
    ("uint08", "1"),
    ("bytes0", "\"0x\""),
    ("bytes33", "\"0x\""),
    ("fixed128x18", "1"),
    ("uint8[0]", "[]"),
    ("uint8[01]", "[1]"),
    ("uint8[", "1"),
    ("uint8]", "1"),
    ("uint8 ", "1"),
    ("Other", "{}"),
    ("", "1"),
];

#[test]
fn values_are_refused_by_path() {
    let rows = REFUSED.iter().map(|(kind, value)| {
        let error = hash_of(kind, value).expect_err(kind);
        format!("{kind} {value} -> {}: {error}", error.kind())
    });
    insta::assert_snapshot!(rows.collect::<Vec<_>>().join("\n"), @r#"
    uint8 256 -> bad-value: message.v: expected an integer of uint8, found one out of range at byte 100
    uint8 -1 -> bad-value: message.v: expected an integer of uint8, found one out of range at byte 100
    uint8 1.0 -> syntax: message.v: expected a decimal integer without sign or leading zero, found another character at byte 100
    uint8 1e2 -> syntax: message.v: expected a decimal integer without sign or leading zero, found another character at byte 100
    uint8 -0 -> syntax: message.v: expected zero without a sign, found a minus sign at byte 100
    uint8 "01" -> syntax: message.v: expected a decimal integer without sign or leading zero, found a leading zero at byte 100
    uint8 " 1" -> syntax: message.v: expected a decimal integer without sign or leading zero, found another character at byte 100
    uint8 "" -> empty-field: message.v: expected a decimal integer without sign or leading zero, found an empty string at byte 100
    uint8 "0x" -> syntax: message.v: expected 1 to 64 hex digits after 0x, found 0 characters at byte 100
    uint8 "0xg1" -> syntax: message.v: expected 1 to 64 hex digits after 0x, found another character at byte 100
    uint8 "-0x1" -> syntax: message.v: expected a decimal integer without sign or leading zero, found another character at byte 100
    uint8 null -> wrong-type: message.v: expected an integer: decimal, hex after 0x, or a JSON number, found null at byte 100
    uint256 9007199254740992 -> bad-value: message.v: expected a JSON number below 2^53, or a string, found a larger number at byte 102
    uint256 "115792089237316195423570985008687907853269984665640564039457584007913129639936" -> bad-value: message.v: expected an integer below 2^256, found a larger one at byte 102
    uint256 "0x10000000000000000000000000000000000000000000000000000000000000000" -> syntax: message.v: expected 1 to 64 hex digits after 0x, found 65 characters at byte 102
    int8 128 -> bad-value: message.v: expected an integer of int8, found one out of range at byte 99
    int8 -129 -> bad-value: message.v: expected an integer of int8, found one out of range at byte 99
    int8 "0xff" -> bad-value: message.v: expected an integer of int8, found one out of range at byte 99
    int256 "57896044618658097711785492504343953926634992332820282019728792003956564819968" -> bad-value: message.v: expected an integer of int256, found one out of range at byte 101
    int256 "-57896044618658097711785492504343953926634992332820282019728792003956564819969" -> bad-value: message.v: expected an integer of int256, found one out of range at byte 101
    bool 1 -> wrong-type: message.v: expected a boolean, found a number at byte 99
    bool "true" -> wrong-type: message.v: expected a boolean, found a string at byte 99
    address "0x1234" -> syntax: message.v: expected 40 hex digits after 0x, found 4 characters at byte 103
    address 1 -> wrong-type: message.v: expected a string, found a number at byte 102
    bytes4 "0xabcd" -> bad-value: message.v: expected 4 bytes, found 2 at byte 101
    bytes "0xabc" -> syntax: message.v: expected an even number of hex digits after 0x, found 3 characters at byte 100
    bytes "abcd" -> syntax: message.v: expected an even number of hex digits after 0x, found 4 characters without 0x at byte 100
    string 2 -> wrong-type: message.v: expected a string, found a number at byte 101
    uint8[] {} -> wrong-type: message.v: expected an array, found an object at byte 102
    uint8[2] [1] -> bad-value: message.v: expected 2 elements, found 1 at byte 103
    uint8[][] [[1],[2,"x"]] -> syntax: message.v[1][1]: expected a decimal integer without sign or leading zero, found another character at byte 112
    uint 1 -> bad-value: types.T[0].type: expected an atomic type, a struct of types, or an array of these, found "uint" at byte 34
    int 1 -> bad-value: types.T[0].type: expected an atomic type, a struct of types, or an array of these, found "int" at byte 34
    uint7 1 -> bad-value: types.T[0].type: expected an atomic type, a struct of types, or an array of these, found "uint7" at byte 34
    uint264 1 -> bad-value: types.T[0].type: expected an atomic type, a struct of types, or an array of these, found "uint264" at byte 34
    uint08 1 -> bad-value: types.T[0].type: expected an atomic type, a struct of types, or an array of these, found "uint08" at byte 34
    bytes0 "0x" -> bad-value: types.T[0].type: expected an atomic type, a struct of types, or an array of these, found "bytes0" at byte 34
    bytes33 "0x" -> bad-value: types.T[0].type: expected an atomic type, a struct of types, or an array of these, found "bytes33" at byte 34
    fixed128x18 1 -> bad-value: types.T[0].type: expected an atomic type, a struct of types, or an array of these, found "fixed128x18" at byte 34
    uint8[0] [] -> bad-value: types.T[0].type: expected an atomic type, a struct of types, or an array of these, found "uint8[0]" at byte 34
    uint8[01] [1] -> bad-value: types.T[0].type: expected an atomic type, a struct of types, or an array of these, found "uint8[01]" at byte 34
    uint8[ 1 -> bad-value: types.T[0].type: expected an atomic type, a struct of types, or an array of these, found "uint8[" at byte 34
    uint8] 1 -> bad-value: types.T[0].type: expected an atomic type, a struct of types, or an array of these, found "uint8]" at byte 34
    uint8  1 -> bad-value: types.T[0].type: expected an atomic type, a struct of types, or an array of these, found "uint8 " at byte 34
    Other {} -> bad-value: types.T[0].type: expected an atomic type, a struct of types, or an array of these, found "Other" at byte 34
     1 -> empty-field: types.T[0].type: expected an atomic type, a struct of types, or an array of these, found an empty string at byte 34
    "#);
}

/// Part of the mail and what is put in its place.
const CHANGES: &[(&str, &str)] = &[
    (r#""primaryType":"Mail","#, ""),
    (r#""primaryType":"Mail""#, r#""primaryType":"Letter""#),
    (r#""primaryType":"Mail""#, r#""primaryType":"EIP712Domain""#),
    (r#""primaryType":"Mail""#, r#""primaryType":"Person[]""#),
    (r#""primaryType":"Mail""#, r#""primaryType":"""#),
    (r#""primaryType":"Mail""#, r#""primaryType":7"#),
    (r#""types":"#, r#""kinds":"#),
    (r#""domain":"#, r#""Domain":"#),
    (r#""message":"#, r#""massage":"#),
    (r#""contents":"Hello, Bob!""#, r#""contents":7"#),
    (r#","contents":"Hello, Bob!""#, ""),
    (
        r#","contents":"Hello, Bob!""#,
        r#","contents":"","subject":"""#,
    ),
    (
        r#""wallet":"0xbBbBBBBbbBBBbbbBbbBbbbbBBbBbbbbBbBbbBBbB""#,
        r#""wallet":"0xbB""#,
    ),
    (r#""name":"Bob""#, r#""name":"Bob","name":"Eve""#),
    (r#""chainId":1"#, r#""chainId":-1"#),
    (r#""chainId":1"#, r#""chainID":1"#),
    (r#""version":"1""#, r#""version":1"#),
    (r#""version":"1""#, r#""version":null"#),
    (
        r#"{"name":"to","type":"Person"}"#,
        r#"{"name":"to","type":"Persona"}"#,
    ),
    (
        r#"{"name":"to","type":"Person"}"#,
        r#"{"name":"from","type":"Person"}"#,
    ),
    (r#"{"name":"to","type":"Person"}"#, r#"{"name":"to"}"#),
    (r#"{"name":"to","type":"Person"}"#, r#"{"type":"Person"}"#),
    (
        r#"{"name":"to","type":"Person"}"#,
        r#"{"name":"to,uint8 x","type":"Person"}"#,
    ),
    (r#"{"name":"to","type":"Person"}"#, r#"["to","Person"]"#),
    (r#""Mail":["#, r#""Mail(":["#),
    (r#""Mail":["#, r#""":["#),
    (r#""Mail":["#, r#""uint":[],"Mail":["#),
    (r#""Mail":["#, r#""bytes32":[],"Mail":["#),
    (r#""Mail":["#, r#""EIP712Domain":[],"Mail":["#),
    (r#""Mail":["#, r#""Person":[],"Mail":["#),
    (r#""message":{"#, r#""message":["#),
    (
        r#"{"name":"Ether Mail","version":"1","chainId":1,"verifyingContract":"0xCcCCccccCCCCcCCCCCCcCcCccCcCCCcCcccccccC"}"#,
        "{}",
    ),
];

#[test]
fn documents_are_refused_by_path() {
    let mail = mail("");
    let rows = CHANGES.iter().map(|(from, to)| {
        assert!(mail.contains(from), "{from}");
        let changed = mail.replacen(from, to, 1);
        let error = changed.parse::<TypedData>().expect_err(to);
        format!("{to} -> {}: {error}", error.kind())
    });
    insta::assert_snapshot!(rows.collect::<Vec<_>>().join("\n"), @r#"
     -> missing: primaryType: expected a value, found nothing
    "primaryType":"Letter" -> bad-value: primaryType: expected a struct of types, found "Letter" at byte 211
    "primaryType":"EIP712Domain" -> unsupported: primaryType: expected a type other than EIP712Domain, found "EIP712Domain" at byte 211
    "primaryType":"Person[]" -> bad-value: primaryType: expected a struct of types, found "Person[]" at byte 211
    "primaryType":"" -> empty-field: primaryType: expected a struct of types, found an empty string at byte 211
    "primaryType":7 -> wrong-type: primaryType: expected a string, found a number at byte 210
    "kinds": -> missing: types: expected a value, found nothing
    "Domain": -> missing: domain: expected a value, found nothing
    "massage": -> missing: message: expected a value, found nothing
    "contents":7 -> wrong-type: message.contents: expected a string, found a number at byte 511
     -> missing: message.contents: expected a value, found nothing
    ,"contents":"","subject":"" -> bad-value: message.subject: expected a member of Mail, found another at byte 524
    "wallet":"0xbB" -> syntax: message.to.wallet: expected 40 hex digits after 0x, found 2 characters at byte 455
    "name":"Bob","name":"Eve" -> duplicate: message.to.name: expected one member of this name, found a second at byte 445
    "chainId":-1 -> bad-value: domain.chainId: expected an integer of uint256, found one out of range at byte 271
    "chainID":1 -> bad-value: domain.chainID: expected a member of EIP712Domain, found another at byte 271
    "version":1 -> wrong-type: domain.version: expected a string, found a number at byte 257
    "version":null -> wrong-type: domain.version: expected a string, found null at byte 257
    {"name":"to","type":"Persona"} -> bad-value: types.Mail[1].type: expected an atomic type, a struct of types, or an array of these, found "Persona" at byte 148
    {"name":"from","type":"Person"} -> duplicate: types.Mail[1]: expected one member of this name, found a second at byte 150
    {"name":"to"} -> missing: types.Mail[1].type: expected a value, found nothing
    {"type":"Person"} -> missing: types.Mail[1].name: expected a value, found nothing
    {"name":"to,uint8 x","type":"Person"} -> bad-value: types.Mail[1].name: expected an identifier, found "to,uint8 x" at byte 136
    ["to","Person"] -> wrong-type: types.Mail[1]: expected an object, found an array at byte 128
    "Mail(":[ -> bad-value: types.Mail(: expected an identifier, found "Mail("
    "":[ -> empty-field: types: expected an identifier, found an empty string
    "uint":[],"Mail":[ -> bad-value: types.uint: expected a name that no atomic type has, found "uint"
    "bytes32":[],"Mail":[ -> bad-value: types.bytes32: expected a name that no atomic type has, found "bytes32"
    "EIP712Domain":[],"Mail":[ -> missing: types.EIP712Domain: expected at least one member, found none
    "Person":[],"Mail":[ -> duplicate: types.Person: expected one member of this name, found a second at byte 88
    "message":[ -> json: message: expected ',' or ']', found ':' at byte 356
    {} -> missing: domain: expected at least one member, found none
    "#);
}

/// Depth is bounded by the limits of the decoder, in values and in types.
#[test]
fn nesting_is_bounded() {
    let nested = |levels: usize| {
        let kind = format!("uint8{}", "[]".repeat(levels));
        one(
            &kind,
            &format!("{}{}", "[".repeat(levels), "]".repeat(levels)),
        )
    };
    assert!(nested(30).parse::<TypedData>().is_ok());
    for levels in [31, 40, 5000] {
        let error = nested(levels).parse::<TypedData>().expect_err("too deep");
        assert_eq!(error.kind(), Kind::Limit, "{levels}: {error}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// The JSON form and the struct agree on every hash.
    #[test]
    fn json_and_struct_agree(
        from in any::<[u8; 20]>(),
        to in any::<[u8; 20]>(),
        numbers in any::<[[u8; 32]; 3]>(),
        nonce in any::<[u8; 32]>(),
        chain_id in any::<u64>(),
        name in "\\PC{0,12}",
    ) {
        let [value, valid_after, valid_before] = numbers.map(U256::from_be_bytes);
        let authorization = TransferWithAuthorization {
            from: Address::from_bytes(from),
            to: Address::from_bytes(to),
            value,
            valid_after,
            valid_before,
            nonce: B256::from_bytes(nonce),
        };
        let domain = Domain::new(&name)
            .with_version("2")
            .with_chain_id(chain_id)
            .with_verifying_contract(authorization.to);
        let members = TransferWithAuthorization::TYPE
            .split_once('(')
            .and_then(|(_, members)| members.strip_suffix(')'))
            .expect("a struct");
        let members: Vec<_> = members
            .split(',')
            .map(|member| {
                let (kind, name) = member.split_once(' ').expect("a member");
                serde_json::json!({ "name": name, "type": kind })
            })
            .collect();
        let json = serde_json::json!({
            "types": { "TransferWithAuthorization": members },
            "primaryType": "TransferWithAuthorization",
            "domain": {
                "name": name, "version": "2", "chainId": chain_id.to_string(),
                "verifyingContract": authorization.to,
            },
            "message": {
                "from": authorization.from, "to": authorization.to, "value": value,
                "validAfter": valid_after, "validBefore": valid_before, "nonce": authorization.nonce,
            },
        });
        let data = parse(&json.to_string());
        prop_assert_eq!(data.encode_type(), TransferWithAuthorization::TYPE);
        prop_assert_eq!(data.separator(), domain.separator());
        prop_assert_eq!(data.hash_struct(), authorization.hash_struct());
        prop_assert_eq!(
            data.signing_digest(),
            signing_digest(&domain.separator(), &authorization)
        );
    }

    /// Nothing panics, and what parses is printed as it came.
    #[test]
    fn any_change_of_the_mail_is_read_or_refused(at in 0_usize..600, byte in any::<u8>()) {
        let mut bytes = mail("").into_bytes();
        let length = bytes.len();
        bytes[at % length] = byte;
        if let Ok(text) = String::from_utf8(bytes) {
            if let Ok(data) = text.parse::<TypedData>() {
                prop_assert_eq!(data.to_json(), text.trim_matches([' ', '\t', '\n', '\r']));
            }
        }
    }
}
