use super::TokenPermissions;
use crate::mpp::values::{Uint128, Uint256};
use crate::primitives::{Address, B256};
use crate::wire::object;

object! {
    /// An EIP-3009 `ReceiveWithAuthorization` to the escrow: what a relayed open or top-up pulls.
    /// What is signed is `eip712::ReceiveWithAuthorization`.
    ///
    /// Source: [Open Payload](https://github.com/tempoxyz/mpp-specs/blob/f9506cd/specs/methods/evm/draft-evm-session-00.md#open-server-submitted).
    pub struct DepositAuthorization {
        required {
            /// Who pays.
            from: Address = "from",
            /// The escrow contract.
            to: Address = "to",
            /// How much is deposited, in base units.
            value: Uint128 = "value",
            /// Unix seconds after which it is valid.
            valid_after: Uint256 = "validAfter",
            /// Unix seconds before which it is valid.
            valid_before: Uint256 = "validBefore",
            /// Derived from the channel's parameters (MPP-ES-004).
            nonce: B256 = "nonce",
        }
    }
}

object! {
    /// A Permit2 permit that opens a channel. The spender is always the escrow contract.
    pub struct OpenPermit {
        required {
            /// Who pays.
            from: Address = "from",
            /// The token and how much is deposited.
            permitted: TokenPermissions = "permitted",
            /// An unused Permit2 nonce.
            nonce: Uint256 = "nonce",
            /// The last Unix second at which it is valid.
            deadline: Uint256 = "deadline",
            /// The channel's parameters.
            witness: OpenWitness = "witness",
        }
    }
}

object! {
    /// A Permit2 permit that tops a channel up. The spender is always the escrow contract.
    pub struct TopUpPermit {
        required {
            /// Who pays.
            from: Address = "from",
            /// The token and how much is added.
            permitted: TokenPermissions = "permitted",
            /// An unused Permit2 nonce.
            nonce: Uint256 = "nonce",
            /// The last Unix second at which it is valid.
            deadline: Uint256 = "deadline",
            /// The channel.
            witness: TopUpWitness = "witness",
        }
    }
}

object! {
    /// The parameters of a channel that an [`OpenPermit`] signs.
    pub struct OpenWitness {
        required {
            /// Who is paid: `recipient` of the request.
            payee: Address = "payee",
            /// `salt` of the payload.
            salt: B256 = "salt",
            /// `authorizedSigner` of the payload, or the zero address.
            authorized_signer: Address = "authorizedSigner",
        }
    }
}

object! {
    /// The channel that a [`TopUpPermit`] signs.
    pub struct TopUpWitness {
        required {
            /// `channelId` of the payload.
            channel_id: B256 = "channelId",
        }
    }
}
