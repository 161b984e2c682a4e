use alloc::vec::Vec;

use crate::error::{Error, Result};
use crate::mpp::values::{
    BaseUnits, Caip2, ChainAccount, ChainId, ContractName, List, Number, SolanaNetwork,
    UsdcDecimals,
};
use crate::primitives::SolanaAddress;
use crate::wire::{checked, choice, object, union};

union! {
    /// `methodDetails` of a [`ChargeRequest`](super::ChargeRequest): exactly one profile.
    ///
    /// Source: [Method Details](https://github.com/tempoxyz/mpp-specs/blob/f9506cd/specs/methods/usdc/draft-usdc-charge-00.md#method-details).
    pub enum ChargeDetails by "type" {
        /// USDC on an EVM chain.
        Evm(EvmDetails) = "evm",
        /// USDC on Solana.
        Solana(SolanaDetails) = "solana",
        /// USDCx on Stacks.
        Stacks(StacksDetails) = "stacks",
        /// USDC across chains.
        Gateway(GatewayDetails) = "gateway",
    }
}

object! {
    /// `{"type":"evm","evm":{…}}`
    pub struct EvmDetails {
        fixed { "type" = "evm", }
        required {
            /// The details.
            evm: EvmProfile = "evm",
        }
        forbidden { "solana", "stacks", "gateway", }
    }
}

object! {
    /// `{"type":"solana","solana":{…}}`
    pub struct SolanaDetails {
        fixed { "type" = "solana", }
        required {
            /// The details.
            solana: SolanaProfile = "solana",
        }
        forbidden { "evm", "stacks", "gateway", }
    }
}

object! {
    /// `{"type":"stacks","stacks":{…}}`
    pub struct StacksDetails {
        fixed { "type" = "stacks", }
        required {
            /// The details.
            stacks: StacksProfile = "stacks",
        }
        forbidden { "evm", "solana", "gateway", }
    }
}

object! {
    /// `{"type":"gateway","gateway":{…}}`
    pub struct GatewayDetails {
        fixed { "type" = "gateway", }
        required {
            /// The details.
            gateway: GatewayProfile = "gateway",
        }
        forbidden { "evm", "solana", "stacks", }
    }
}

object! {
    /// USDC on an EVM chain.
    pub struct EvmProfile {
        required {
            /// The chain.
            chain_id: ChainId = "chainId",
            /// Always 6.
            decimals: UsdcDecimals = "decimals",
        }
        optional {
            /// How payment may be made; absent means [`EvmCredentialType::Authorization`].
            credential_types: Vec<EvmCredentialType> = "credentialTypes",
        }
    }
}

choice! {
    /// How a charge of the profile `evm` is paid.
    pub enum EvmCredentialType "\"authorization\"" {
        /// An EIP-3009 authorization.
        Authorization = "authorization",
    }
}

checked! {
    /// USDC on Solana. `feePayerKey` is there exactly if `feePayer` is true.
    pub struct SolanaProfile(SolanaProfileParts): check_solana;
}

object! {
    /// The members of a [`SolanaProfile`].
    pub parts struct SolanaProfileParts {
        fixed { "tokenProgram" = "TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA", }
        required {
            /// The cluster.
            network: SolanaNetwork = "network",
            /// Always 6.
            decimals: UsdcDecimals = "decimals",
        }
        optional {
            /// Whether the server pays the fee; absent means no.
            fee_payer: bool = "feePayer",
            /// Who then pays it.
            fee_payer_key: SolanaAddress = "feePayerKey",
        }
    }
}

checked! {
    /// USDCx on Stacks. `chainId` is that of `network`; `feePayerAddress` is there exactly if
    /// `feePayer` is true.
    pub struct StacksProfile(StacksProfileParts): check_stacks;
}

object! {
    /// The members of a [`StacksProfile`].
    pub parts struct StacksProfileParts {
        fixed { "functionName" = "transfer", }
        required {
            /// The network.
            network: StacksNetwork = "network",
            /// The chain, as a decimal string.
            chain_id: StacksChainId = "chainId",
            /// Who published the token's contract.
            contract_address: ChainAccount = "contractAddress",
            /// The contract's name.
            contract_name: ContractName = "contractName",
            /// The asset's name in the contract.
            asset_name: ContractName = "assetName",
            /// Always 6.
            decimals: UsdcDecimals = "decimals",
        }
        optional {
            /// Whether the server pays the fee; absent means no.
            fee_payer: bool = "feePayer",
            /// Who then pays it.
            fee_payer_address: ChainAccount = "feePayerAddress",
        }
    }
}

choice! {
    /// A Stacks network.
    pub enum StacksNetwork "\"mainnet\" or \"testnet\"" {
        /// The main network.
        Mainnet = "mainnet",
        /// The test network.
        Testnet = "testnet",
    }
}

choice! {
    /// A Stacks chain.
    pub enum StacksChainId "\"1\" or \"2147483648\"" {
        /// The main network.
        Mainnet = "1",
        /// The test network.
        Testnet = "2147483648",
    }
}

object! {
    /// USDC across chains.
    pub struct GatewayProfile {
        required {
            /// The chains that the client may pay from.
            accepted_sources: List<Caip2, 1> = "acceptedSources",
            /// The chain that the merchant is paid on.
            destination_network: Caip2 = "destinationNetwork",
            /// The most that the fee may be, in base units.
            max_fee: BaseUnits = "maxFee",
        }
        optional {
            /// The most that the fee may be, in hundredths of a percent of the amount.
            max_fee_bps: Number = "maxFeeBps",
            /// How payment may be made; absent means [`GatewayCredentialType::Transfer`].
            credential_types: Vec<GatewayCredentialType> = "credentialTypes",
        }
    }
}

choice! {
    /// How a charge of the profile `gateway` is paid.
    pub enum GatewayCredentialType "\"transfer\"" {
        /// A Gateway transfer.
        Transfer = "transfer",
    }
}

fn check_solana(profile: &SolanaProfileParts) -> Result<()> {
    check_payer(
        profile.fee_payer,
        profile.fee_payer_key.is_some(),
        "feePayerKey",
    )
}

fn check_stacks(profile: &StacksProfileParts) -> Result<()> {
    let chain = match profile.network {
        StacksNetwork::Mainnet => StacksChainId::Mainnet,
        StacksNetwork::Testnet => StacksChainId::Testnet,
    };
    if profile.chain_id != chain {
        let error = Error::bad_value("the chain of the network", profile.chain_id.as_str());
        return Err(error.within("chainId"));
    }
    check_payer(
        profile.fee_payer,
        profile.fee_payer_address.is_some(),
        "feePayerAddress",
    )
}

fn check_payer(pays: Option<bool>, named: bool, name: &'static str) -> Result<()> {
    match (pays.unwrap_or_default(), named) {
        (true, false) => Err(Error::missing(name)),
        (false, true) => {
            Err(Error::bad_value("no such member unless feePayer is true", "one").within(name))
        }
        _ => Ok(()),
    }
}
