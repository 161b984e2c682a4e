use alloc::format;
use alloc::string::String;

use crate::error::{Error, Kind, Result};
use crate::mpp::values::{BaseUnits, List, TypedDataSignature, Uint256};
use crate::primitives::{Address, B256};
use crate::wire::{checked, object};

checked! {
    /// A Permit2 permit of one transfer for the recipient and one for each split, signed.
    ///
    /// There are as many transfers as permissions.
    /// Source: [Permit2 Payload](https://github.com/tempoxyz/mpp-specs/blob/f9506cd/specs/methods/evm/draft-evm-charge-00.md#permit2-payload).
    pub struct Permit2Payload(Permit2PayloadParts): check_payload;
}

object! {
    /// The members of a [`Permit2Payload`].
    pub parts struct Permit2PayloadParts {
        fixed { "type" = "permit2", }
        required {
            /// What is permitted.
            permit: Permit = "permit",
            /// What is to be transferred: to the recipient, then to each split in order.
            transfer_details: List<TransferDetails, 1> = "transferDetails",
            /// What binds the permit to the challenge.
            witness: PaymentWitness = "witness",
            /// The EIP-712 signature.
            signature: TypedDataSignature = "signature",
        }
    }
}

object! {
    /// What a [`Permit2Payload`] permits.
    pub struct Permit {
        required {
            /// One permission for each transfer.
            permitted: List<TokenPermissions, 1> = "permitted",
            /// An unused Permit2 nonce.
            nonce: Uint256 = "nonce",
            /// The last Unix second at which it is valid.
            deadline: Uint256 = "deadline",
        }
    }
}

object! {
    /// Permit2's `TokenPermissions`.
    pub struct TokenPermissions {
        required {
            /// The token: `currency` of the request.
            token: Address = "token",
            /// The most that may be transferred, in base units.
            amount: BaseUnits = "amount",
        }
    }
}

object! {
    /// Permit2's `SignatureTransferDetails`.
    pub struct TransferDetails {
        required {
            /// Who gets it.
            to: Address = "to",
            /// How much, in base units.
            requested_amount: BaseUnits = "requestedAmount",
        }
    }
}

object! {
    /// What binds a permit to one challenge.
    pub struct PaymentWitness {
        required {
            /// keccak256 of challenge id and realm (MPP-EC-005).
            challenge_hash: B256 = "challengeHash",
        }
        optional {
            /// `externalId` of the request; absent means the empty string is signed.
            external_id: String = "externalId",
        }
    }
}

fn check_payload(payload: &Permit2PayloadParts) -> Result<()> {
    let permitted = payload.permit.permitted.as_slice().len();
    let transfers = payload.transfer_details.as_slice().len();
    if permitted == transfers {
        return Ok(());
    }
    let expected = format!("as many elements as permit.permitted has, {permitted}");
    let error = Error::new(Kind::Mismatch, expected, format!("{transfers}"));
    Err(error.within("transferDetails"))
}
