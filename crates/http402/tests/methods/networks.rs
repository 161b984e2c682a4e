//! The names that networks give to chains, accounts, assets and invoices.

use http402::Kind;
use http402::mpp::values::*;

use crate::support::{accepts, message, refuses};

/// A text of `count` characters.
fn long(character: &str, count: usize) -> String {
    character.repeat(count)
}

#[test]
fn chain_agnostic_names() {
    accepts::<Caip2>(&[
        "eip155:1",
        "near:mainnet",
        "bip122:000000000019d6689c085ae165831e93",
    ]);
    refuses::<Caip2>(&[
        ("", Kind::EmptyField),
        ("eip155", Kind::Syntax),
        ("ei:1", Kind::Syntax),
        ("EIP155:1", Kind::Syntax),
        ("eip155eip:1", Kind::Syntax),
        ("eip155:", Kind::Syntax),
        ("eip155:1:2", Kind::Syntax),
        (&format!("eip155:{}", long("1", 33)), Kind::Syntax),
    ]);
    let account = "eip155:1:0xab16a96D359eC26a11e2C2b3d8f8B8942d5Bfcdb";
    accepts::<Caip10>(&[
        account,
        "hedera:mainnet:0.0.1234567890-zbhlt",
        "stellar:testnet:G",
    ]);
    refuses::<Caip10>(&[
        ("eip155:1", Kind::Syntax),
        ("eip155:1:", Kind::Syntax),
        ("eip155:1:a b", Kind::Syntax),
        (&format!("eip155:1:{}", long("a", 129)), Kind::Syntax),
    ]);
    let parsed: Caip10 = account.parse().unwrap();
    assert_eq!(
        (parsed.chain(), &parsed.account()[..4]),
        ("eip155:1", "0xab")
    );
    accepts::<Caip19>(&[
        "eip155:1/erc20:0x6b175474e89094c44da98b954eedeac495271d0f",
        "bip122:000000000019d6689c085ae165831e93/slip44:0",
        "eip155:1/erc721:0x06012c8cf97BEaD5deAe237070F9587f8E7A266d/771769",
    ]);
    refuses::<Caip19>(&[
        ("", Kind::EmptyField),
        ("eip155:1", Kind::Syntax),
        ("eip155:1/erc20", Kind::Syntax),
        ("eip155:1/erc20:", Kind::Syntax),
        ("eip155:1/erc20:0x6b/", Kind::Syntax),
        ("eip155:1/erc20:0x6b/1/2", Kind::Syntax),
        ("0x6b175474e89094c44da98b954eedeac495271d0f", Kind::Syntax),
    ]);
    accepts::<DidPkh>(&[&format!("did:pkh:{account}")]);
    refuses::<DidPkh>(&[
        ("", Kind::EmptyField),
        (account, Kind::Syntax),
        ("did:key:z6Mk", Kind::Syntax),
        ("did:pkh:eip155:1", Kind::Syntax),
    ]);
    for (did, known) in [
        (
            "did:pkh:eip155:4217:0x1234567890abcdef1234567890abcdef12345678",
            true,
        ),
        (
            "did:pkh:eip155:04217:0x1234567890abcdef1234567890abcdef12345678",
            false,
        ),
        ("did:pkh:eip155:4217:0x1234", false),
        (
            "did:pkh:solana:4217:0x1234567890abcdef1234567890abcdef12345678",
            false,
        ),
    ] {
        let did: DidPkh = did.parse().unwrap();
        assert_eq!(did.to_eip155().is_some(), known, "{did}");
        if let Some((chain, address)) = did.to_eip155() {
            assert_eq!(DidPkh::from_eip155(chain, &address), did);
        }
    }
}

#[test]
fn names_of_networks() {
    accepts::<StellarAccount>(&[
        "GAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAWHF",
        "GAFAUCQKBIFAUCQKBIFAUCQKBIFAUCQKBIFAUCQKBIFAUCQKBIFAVXXV",
    ]);
    refuses::<StellarAccount>(&[
        ("", Kind::EmptyField),
        ("GBHEGW3KWOY2OFH767EDALFGCUTBOEVBDQMCKU", Kind::Syntax),
        (
            "CAEQSCIJBEEQSCIJBEEQSCIJBEEQSCIJBEEQSCIJBEEQSCIJBEEQTD2L",
            Kind::Syntax,
        ),
        (
            "GAFAUCQKBIFAUCQKBIFAUCQKBIFAUCQKBIFAUCQKBIFAUCQKBIFAVXXW",
            Kind::BadValue,
        ),
        (
            "gaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaawhf",
            Kind::Syntax,
        ),
    ]);
    accepts::<StellarContract>(&["CAEQSCIJBEEQSCIJBEEQSCIJBEEQSCIJBEEQSCIJBEEQSCIJBEEQTD2L"]);
    refuses::<StellarContract>(&[
        (
            "GAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAWHF",
            Kind::Syntax,
        ),
        (
            "CAEQSCIJBEEQSCIJBEEQSCIJBEEQSCIJBEEQSCIJBEEQSCIJBEEQTD2M",
            Kind::BadValue,
        ),
    ]);
    accepts::<StellarNetwork>(&["stellar:pubnet", "stellar:testnet"]);
    refuses::<StellarNetwork>(&[("stellar:mainnet", Kind::BadValue)]);
    accepts::<HederaEntityId>(&["0.0.456858"]);
    refuses::<HederaEntityId>(&[
        ("", Kind::EmptyField),
        ("0.0", Kind::Syntax),
        ("0.0.1.2", Kind::Syntax),
        ("0..1", Kind::Syntax),
        ("0.0.x", Kind::Syntax),
    ]);
    accepts::<HederaTransactionId>(&["0.0.12345@1681234567.123456789"]);
    refuses::<HederaTransactionId>(&[
        ("", Kind::EmptyField),
        ("0.0.12345", Kind::Syntax),
        ("0.0.12345@1681234567", Kind::Syntax),
        ("0.0.12345-1681234567-123456789", Kind::Syntax),
    ]);
    accepts::<SolanaNetwork>(&["mainnet", "devnet", "localnet"]);
    refuses::<SolanaNetwork>(&[
        ("mainnet-beta", Kind::BadValue),
        ("testnet", Kind::BadValue),
    ]);
    accepts::<TokenProgram>(&["TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA"]);
    refuses::<TokenProgram>(&[("11111111111111111111111111111111", Kind::BadValue)]);
    accepts::<ContractName>(&["usdcx", "usdcx-token", "a!?"]);
    refuses::<ContractName>(&[("", Kind::EmptyField)]);
    refuses::<ChainAccount>(&[("", Kind::EmptyField)]);
    refuses::<ChainTransaction>(&[("", Kind::EmptyField)]);
}

/// The first examples of BOLT 11, and invoices of our own with the same fields and no signature.
#[test]
fn invoices() {
    let donation = "lnbc1pvjluezsp5zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zygspp5qqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqypqdpl2pkx2ctnv5sxxmmwwd5kgetjypeh2ursdae8g6twvus8g6rfwvs8qun0dfjkxaq9qrsgq357wnc5r2ueh7ck6q93dj32dlqnls087fxdwk8qakdyafkq3yap9us6v52vjjsrvywa6rt52cm9r9zqt8r2t7mlcwspyetp5h2tztugp9lfyql";
    let coffee = "lnbc2500u1pvjluezsp5zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zygspp5qqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqypqdq5xysxxatsyp3k7enxv4jsxqzpu9qrsgquk0rl77nj30yxdy8j9vdx85fkpmdla2087ne0xh8nhedh8w27kyke0lp53ut353s06fv3qfegext0eh0ymjpf39tuven09sam30g4vgpfna3rh";
    let regtest = "lnbcrt3u1p54twgqpp5fwcxlrjw8fm3t5sp64eap2jzxa3w2hdt6cdzcq3837jke3kjjnsqdqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqjgmgal";
    accepts::<Bolt11>(&[donation, coffee, regtest, &coffee.to_uppercase()]);
    let parsed: Bolt11 = donation.parse().unwrap();
    assert_eq!(
        (parsed.amount_msat(), parsed.network()),
        (None, LightningNetwork::Mainnet)
    );
    assert_eq!(parsed.payment_hash()[..4], [0, 1, 2, 3]);
    let parsed: Bolt11 = regtest.parse().unwrap();
    assert_eq!(
        (parsed.amount_msat(), parsed.network()),
        (Some(300_000), LightningNetwork::Regtest)
    );
    refuses::<Bolt11>(&[
        ("", Kind::EmptyField),
        ("lnbc", Kind::Syntax),
        ("lnbc1", Kind::BadValue),
        (&coffee.replace("lnbc2500u", "lnbc2500m"), Kind::BadValue),
        (&coffee.replacen('q', "p", 1), Kind::BadValue),
        (&coffee.replacen("lnbc", "lnBC", 1), Kind::Syntax),
        (&coffee.replacen("pvjluez", "bvjluez", 1), Kind::Syntax),
        // The examples of BIP 173: a correct checksum alone makes no invoice.
        ("A12UEL5L", Kind::Unsupported),
        (
            "abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw",
            Kind::Unsupported,
        ),
    ]);
    insta::assert_snapshot!(message::<Bolt11>("A12UEL5L"), @"expected an invoice that begins with lnbc, lnbcrt or lntbs, found another prefix");
    insta::assert_snapshot!(message::<Bolt11>(&coffee.replacen('q', "p", 1)), @"expected an invoice with a correct checksum, found another checksum");
}
