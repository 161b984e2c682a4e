//! From the wire types of MPP to what is signed.

use super::permit2::{ChannelOpenWitness, ChannelTopUpWitness, PaymentWitness};
use super::tempo::{Uint96, VoucherV2};
use super::{ReceiveWithAuthorization, TransferWithAuthorization, Voucher, keccak256};
use crate::error::Result;
use crate::mpp::methods::{evm, hedera, tempo, usdc};
use crate::mpp::values::LowerHash;
use crate::primitives::B256;

/// What binds an `evm` charge to one challenge: `keccak256(bytes(id) ‖ bytes(realm))` (MPP-EC-005).
///
/// Source: [Witness Data](https://github.com/tempoxyz/mpp-specs/blob/f9506cd/specs/methods/evm/draft-evm-charge-00.md#witness-data).
///
/// ```
/// use http402::eip712::{challenge_hash, keccak256};
///
/// assert_eq!(challenge_hash("c1", "a.example"), keccak256(b"c1a.example"));
/// ```
pub fn challenge_hash(id: &str, realm: &str) -> B256 {
    keccak256(alloc::format!("{id}{realm}").as_bytes())
}

macro_rules! authorizations {
    ($($payload:ty => $signed:ident, $nonce:expr;)*) => {$(
        impl From<&$payload> for $signed {
            fn from(payload: &$payload) -> Self {
                Self {
                    from: payload.from,
                    to: payload.to,
                    value: payload.value.get(),
                    valid_after: payload.valid_after.get(),
                    valid_before: payload.valid_before.get(),
                    nonce: $nonce(&payload.nonce),
                }
            }
        }
    )*};
}

authorizations! {
    evm::AuthorizationPayload => TransferWithAuthorization, B256::clone;
    evm::DepositAuthorization => ReceiveWithAuthorization, B256::clone;
    usdc::AuthorizationPayload => TransferWithAuthorization, LowerHash::to_b256;
}

macro_rules! vouchers {
    ($($payload:ty)*) => {$(
        impl From<&$payload> for Voucher {
            fn from(payload: &$payload) -> Self {
                Self {
                    channel_id: payload.channel_id,
                    cumulative_amount: payload.cumulative_amount.to_u128(),
                }
            }
        }
    )*};
}

vouchers! {
    tempo::OpenPayload tempo::VoucherPayload tempo::ClosePayload
    evm::OpenByHash evm::OpenByAuthorization evm::OpenByPermit2 evm::VoucherPayload evm::ClosePayload
    hedera::OpenPayload hedera::VoucherPayload hedera::ClosePayload
}

impl VoucherV2 {
    /// The same voucher by session protocol v2.
    ///
    /// # Errors
    ///
    /// [`Kind::BadValue`](crate::Kind::BadValue) where the amount is 2⁹⁶ or more.
    ///
    /// ```
    /// use http402::eip712::{Voucher, tempo::VoucherV2};
    /// use http402::primitives::B256;
    ///
    /// let voucher = Voucher { channel_id: B256::ZERO, cumulative_amount: 1 << 96 };
    /// assert!(VoucherV2::of(&voucher).is_err());
    /// ```
    pub fn of(voucher: &Voucher) -> Result<Self> {
        let cumulative_amount = Uint96::new(voucher.cumulative_amount)
            .map_err(|error| error.within("cumulativeAmount"))?;
        Ok(Self {
            channel_id: voucher.channel_id,
            cumulative_amount,
        })
    }
}

impl<'a> From<&'a evm::PaymentWitness> for PaymentWitness<'a> {
    fn from(witness: &'a evm::PaymentWitness) -> Self {
        Self {
            challenge_hash: witness.challenge_hash,
            external_id: witness.external_id.as_deref().unwrap_or_default(),
        }
    }
}

impl From<&evm::OpenWitness> for ChannelOpenWitness {
    fn from(witness: &evm::OpenWitness) -> Self {
        Self {
            payee: witness.payee,
            salt: witness.salt,
            authorized_signer: witness.authorized_signer,
        }
    }
}

impl From<&evm::TopUpWitness> for ChannelTopUpWitness {
    fn from(witness: &evm::TopUpWitness) -> Self {
        Self {
            channel_id: witness.channel_id,
        }
    }
}
