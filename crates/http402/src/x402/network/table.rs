//! The table itself.

use super::{Chain, EvmChain, EvmToken, Network, NetworkInfo, Repr, SolanaCluster};
use crate::hex;
use crate::primitives::{Address, B256, SolanaAddress};

const SPEC: &str = "x402 specification v1, section 11.1; token: coinbase/x402 dd927a26, typescript/packages/legacy";
const TS: &str = "coinbase/x402 dd927a26, typescript/packages/legacy";
const GO: &str = "coinbase/x402 dd927a26, go/mechanisms/evm/v1";
const RS: &str = "x402-rs 2.0.1";
const SVM: &str = "scheme `exact` on SVM; coinbase/x402 dd927a26, typescript/packages/legacy";

macro_rules! networks {
    ($($(#[$doc:meta])* $constant:ident = $name:literal, $chain:expr, $source:ident;)*) => {
        impl Network {
            $($(#[$doc])* pub const $constant: Self = Self(Repr::Known(&NetworkInfo {
                name: $name,
                chain: $chain,
                source: $source,
            }));)*
        }

        pub(super) const TABLE: &[NetworkInfo] = &[$(NetworkInfo {
            name: $name,
            chain: $chain,
            source: $source,
        },)*];
    };
}

/// The tokens of the table, but for two kinds, are USDC with 6 decimals and domain version "2".
const fn usdc(id: u64, asset: &str, name: &'static str) -> Chain {
    token(id, asset, name, "2", 6, None)
}

/// USDC whose domain separator is quoted from the chain.
const fn confirmed(id: u64, asset: &str, name: &'static str, separator: &str) -> Chain {
    let separator = B256::from_bytes(hex::literal(separator));
    token(id, asset, name, "2", 6, Some(separator))
}

const fn token(
    id: u64,
    asset: &str,
    name: &'static str,
    version: &'static str,
    decimals: u8,
    domain_separator: Option<B256>,
) -> Chain {
    Chain::Evm(EvmChain {
        id,
        token: Some(EvmToken {
            asset: Address::literal(asset),
            name,
            version,
            decimals,
            domain_separator,
        }),
    })
}

const fn bare(id: u64) -> Chain {
    Chain::Evm(EvmChain { id, token: None })
}

const fn cluster(genesis: &'static str, mint: Option<&str>) -> Chain {
    let mint = match mint {
        Some(mint) => Some(SolanaAddress::from_bytes(hex::literal(mint))),
        None => None,
    };
    Chain::Solana(SolanaCluster { genesis, mint })
}

networks! {
    /// Base Sepolia, a test network.
    BASE_SEPOLIA = "base-sepolia", confirmed(
        84_532,
        "036CbD53842c5426634e7929541eC2318f3dCF7e",
        "USDC",
        "71f17a3b2ff373b803d70a5a07c046c1a2bc8e89c09ef722fcb047abe94c9818",
    ), SPEC;
    /// Base.
    BASE = "base", confirmed(
        8_453,
        "833589fCD6eDb6E08f4c7C32D4f71b54bdA02913",
        "USD Coin",
        "02fa7265e7c5d81118673727957699e4d68f74cd74b7db77da710fe8a2c7834f",
    ), SPEC;
    /// Avalanche Fuji, a test network.
    AVALANCHE_FUJI = "avalanche-fuji", confirmed(
        43_113,
        "5425890298aed601595a70AB815c96711a31Bc65",
        "USD Coin",
        "fe9fa105a0e9629446730e544caa6b8d05d8d4fc93451750dc50e2ddd6d374b3",
    ), SPEC;
    /// Avalanche.
    AVALANCHE = "avalanche", confirmed(
        43_114,
        "B97EF9Ef8734C71904D8002F8b6Bc66Dd9c48a6E",
        "USD Coin",
        "bbea200329a938bc3438984a49cb0732e66d66d7bd59c127abacc1710e77f7b3",
    ), SPEC;
    /// Polygon.
    POLYGON = "polygon", confirmed(
        137,
        "3c499c542cEF5E3811e1192ce70d8cC03d5c3359",
        "USD Coin",
        "caa2ce1a5703ccbe253a34eb3166df60a705c561b44b192061e28f2a985be2ca",
    ), TS;
    /// Polygon Amoy, a test network.
    POLYGON_AMOY = "polygon-amoy", confirmed(
        80_002,
        "41E94Eb019C0762f9Bfcf9Fb1E58725BfB0e7582",
        "USDC",
        "5cddc98319864e897e4469bd1d13c2288c677047b54b8cca12bd342adb6be9eb",
    ), TS;
    /// Sei.
    SEI = "sei", confirmed(
        1_329,
        "e15fC38F6D8c56aF07bbCBe3BAf5708A2Bf42392",
        "USDC",
        "0a19136106ae98d2c245cbbd451f3cb2bbbb1670e1ee191abacb5a5e255c0255",
    ), TS;
    /// Ethereum.
    ETHEREUM = "ethereum", confirmed(
        1,
        "A0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48",
        "USD Coin",
        "06c37168a7db5138defc7866392bb87a741f9b3d104deb5094588ce041cae335",
    ), GO;
    /// Sei's test network.
    SEI_TESTNET = "sei-testnet", usdc(1_328, "4fCF1784B31630811181f670Aea7A7bEF803eaED", "USDC"), TS;
    /// IoTeX.
    IOTEX = "iotex", usdc(4_689, "cDf79194C6C285077A58da47641D4dBe51F63542", "Bridged USDC"), TS;
    /// peaq.
    PEAQ = "peaq", usdc(3_338, "bbA60da06c2c5424f03f7434542280FCAd453d10", "USDC"), TS;
    /// Abstract.
    ABSTRACT = "abstract", usdc(2_741, "84A71ccD554Cc1b02749b35d22F684CC8ec987e1", "Bridged USDC"), TS;
    /// Abstract's test network.
    ABSTRACT_TESTNET = "abstract-testnet", usdc(11_124, "e4C7fBB0a626ed208021ccabA6Be1566905E2dFc", "Bridged USDC"), TS;
    /// Story.
    STORY = "story", usdc(1_514, "F1815bd50389c46847f0Bda824eC8da914045D14", "Bridged USDC"), TS;
    /// EDU Chain.
    EDUCHAIN = "educhain", usdc(41_923, "12a272A581feE5577A5dFa371afEB4b2F3a8C2F8", "Bridged USDC (Stargate)"), TS;
    /// SKALE on Base Sepolia, a test network.
    SKALE_BASE_SEPOLIA = "skale-base-sepolia", usdc(324_705_682, "2e08028E3C4c2356572E096d8EF835cD5C6030bD", "Bridged USDC (SKALE Bridge)"), TS;
    /// Celo.
    CELO = "celo", usdc(42_220, "cebA9300f2b948710d2653dD7B07f33A8B32118C", "USDC"), RS;
    /// Monad.
    MONAD = "monad", confirmed(
        143,
        "754704Bc059F8C67012fEd69BC8A327a5aafb603",
        "USDC",
        "fe22123edc0dd4aeb912eb7948c5f0e531592c2053b3067612f427db342c93c6",
    ), GO;
    /// MegaETH.
    MEGAETH = "megaeth", token(4_326, "FAfDdbb3FC7688494971a79cc65DCa3EF82079E7", "MegaUSD", "1", 18, None), GO;
    /// Stable.
    STABLE = "stable", token(988, "779Ded0c9e1022225f8E0630b35a9b54bE713736", "USDT0", "1", 6, None), GO;
    /// Stable's test network.
    STABLE_TESTNET = "stable-testnet", token(2_201, "78Cf24370174180738C5B8E352B6D14c83a6c9A9", "USDT0", "1", 6, None), GO;
    /// Sepolia, a test network.
    SEPOLIA = "sepolia", bare(11_155_111), GO;
    /// Celo Sepolia, a test network.
    CELO_SEPOLIA = "celo-sepolia", bare(11_142_220), RS;
    /// XDC.
    XDC = "xdc", bare(50), RS;
    /// XRPL EVM.
    XRPL_EVM = "xrpl-evm", bare(1_440_000), RS;
    /// Radius.
    RADIUS = "radius", bare(723_487), RS;
    /// Radius' test network.
    RADIUS_TESTNET = "radius-testnet", bare(72_344), RS;
    /// Solana. The mint is EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v.
    SOLANA = "solana", cluster(
        "5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp",
        Some("c6fa7af3bedbad3a3d65f36aabc97431b1bbe4c2d2f6e0e47ca60203452f5d61"),
    ), SVM;
    /// Solana's development network. The mint is 4zMMC9srt5Ri5X14GAgXhaHii3GnPAEERYPJgZJDncDU.
    SOLANA_DEVNET = "solana-devnet", cluster(
        "EtWTRABZaYq6iMfeYKouRu166VU2xqa1",
        Some("3b442cb3912157f13a933d0134282d032b5ffecd01a2dbf1b7790608df002ea7"),
    ), SVM;
    /// Solana's test network.
    SOLANA_TESTNET = "solana-testnet", cluster("4uhcVJyU9pJkvQyS88uRDiswHXSCkY3z", None), RS;
}
