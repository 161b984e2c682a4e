/// The chain id of an x402 v1 network name.
#[must_use]
pub fn chain_id(name: &str) -> Option<u64> {
    NETWORKS
        .iter()
        .find(|(known, _)| *known == name)
        .map(|(_, id)| *id)
}

/// The x402 v1 network name of a chain id.
#[must_use]
pub fn network_name(id: u64) -> Option<&'static str> {
    NETWORKS
        .iter()
        .find(|(_, known)| *known == id)
        .map(|(name, _)| *name)
}

/// Whether money on a network is play money. Networks that nobody here knows are not.
#[must_use]
pub fn is_test_network(name: &str) -> bool {
    const TEST: [&str; 8] = [
        "base-sepolia",
        "avalanche-fuji",
        "polygon-amoy",
        "sei-testnet",
        "sepolia",
        "abstract-testnet",
        "skale-base-sepolia",
        "solana-devnet",
    ];
    TEST.contains(&name)
}

/// The EVM networks of the version 1 texts and SDKs.
const NETWORKS: &[(&str, u64)] = &[
    ("base-sepolia", 84532),
    ("base", 8453),
    ("avalanche-fuji", 43113),
    ("avalanche", 43114),
    ("polygon", 137),
    ("polygon-amoy", 80002),
    ("sei", 1329),
    ("sei-testnet", 1328),
    ("ethereum", 1),
    ("sepolia", 11_155_111),
    ("iotex", 4689),
    ("peaq", 3338),
    ("abstract", 2741),
    ("abstract-testnet", 11124),
    ("story", 1514),
    ("educhain", 41923),
    ("skale-base-sepolia", 324_705_682),
];
