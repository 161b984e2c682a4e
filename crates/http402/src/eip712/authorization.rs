use super::structs::signed;
use crate::primitives::{Address, B256, U256};

signed! {
    /// The transfer that a payer authorizes and anybody may submit once (EIP-3009): what the x402
    /// scheme `exact` signs on EVM networks, and the `authorization` credential of MPP's method
    /// `evm`.
    ///
    /// The [domain](super::Domain) is the token's: name, version, chain id, contract. Sources:
    /// [EIP-3009](https://eips.ethereum.org/EIPS/eip-3009), x402 v1
    /// [section 6.1.1](https://github.com/coinbase/x402/blob/dd927a26/specs/x402-specification-v1.md),
    /// MPP [evm charge](https://github.com/tempoxyz/mpp-specs/blob/f9506cd/specs/methods/evm/draft-evm-charge-00.md).
    /// Example: the [module](super)'s.
    pub struct TransferWithAuthorization =
        "TransferWithAuthorization(address from,address to,uint256 value,uint256 validAfter,uint256 validBefore,bytes32 nonce)",
        "7c7c6cdb67a18743f49ec6fa9b35f50d52ed05cbed4cc592e13b44501c1a2267"
    {
        /// The payer.
        from: Address,
        /// The payee.
        to: Address,
        /// The amount in the token's atomic units.
        value: U256,
        /// Valid from the second after this Unix time.
        valid_after: U256,
        /// Valid until the second before this Unix time.
        valid_before: U256,
        /// Random, or bound to a challenge; the token takes each once per payer.
        nonce: B256,
    }

    /// The transfer that a payer authorizes and the payee alone may submit (EIP-3009): what pulls a
    /// deposit into the escrow of MPP's method `evm`, intent `session`.
    ///
    /// Members and domain are those of [`TransferWithAuthorization`], the type is another, so that
    /// neither signature passes for the other. Sources:
    /// [EIP-3009](https://eips.ethereum.org/EIPS/eip-3009), "openWithAuthorization" of
    /// [evm session](https://github.com/tempoxyz/mpp-specs/blob/f9506cd/specs/methods/evm/draft-evm-session-00.md).
    pub struct ReceiveWithAuthorization =
        "ReceiveWithAuthorization(address from,address to,uint256 value,uint256 validAfter,uint256 validBefore,bytes32 nonce)",
        "d099cc98ef71107a616c4f0f941f04c322d8e254fe26b3c6668db87aae413de8"
    {
        /// The payer.
        from: Address,
        /// The payee, who submits it: the escrow contract.
        to: Address,
        /// The amount in the token's atomic units.
        value: U256,
        /// Valid from the second after this Unix time.
        valid_after: U256,
        /// Valid until the second before this Unix time.
        valid_before: U256,
        /// Derived from the channel's parameters; the token takes each once per payer.
        nonce: B256,
    }
}
