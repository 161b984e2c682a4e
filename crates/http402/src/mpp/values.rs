//! The values that MPP requests, payloads and receipts are made of, each with what it accepts.
//!
//! | family | types |
//! |---|---|
//! | decimal strings | [`BaseUnits`] [`PositiveUnits`] [`PositiveInteger`] [`Uint128`] [`Uint64`] [`PositiveUint64`] |
//! | JSON integers | [`ChainId`] [`Count`] [`Seconds`] [`TokenDecimals`] [`BasisPoints`], and any JSON [`Number`] |
//! | 32 bytes in bare hex | [`Hash32`] [`MixedHash32`] [`Preimage`] [`MixedPreimage`] |
//! | base64 | [`Base64Bytes`] |
//! | chain-agnostic names | [`Caip2`] [`Caip10`] [`Caip19`] [`DidPkh`] |
//! | currencies | [`Currency`] [`FiatCurrency`] |
//! | of one network | [`Bolt11`] [`StellarAccount`] [`StellarContract`] [`HederaEntityId`] [`HederaTransactionId`] |
//! | JOSE | [`CompactJwe`] [`EncryptionJwk`] |
//! | lists | [`List`] |

mod bare_hex;
mod bolt11;
mod bounded;
mod caip;
mod card;
mod currency;
mod decimal;
mod evm;
mod hedera;
mod ids;
mod integer;
mod jose;
mod list;
mod solana;
mod stellar;

pub use bare_hex::{Hash32, Mac32, MixedHash32, MixedPreimage, Preimage};
pub use bolt11::{Bolt11, LightningNetwork};
pub use bounded::{HederaExternalId, ShortText, SolanaMemo};
pub use caip::{Caip2, Caip10, Caip19, DidPkh};
pub use card::{CardExpiryMonth, CardExpiryYear, CountryCode, HttpsUri, PanLastFour};
pub use currency::{Currency, FiatCurrency, Sat};
pub use decimal::{
    BaseUnits, PositiveInteger, PositiveUint63, PositiveUint64, PositiveUnits, Uint64, Uint96,
    Uint128, Uint256,
};
pub use evm::{
    Eip1559Transaction, KeyAuthorization, LowerHash, Signature65, TempoTransaction,
    TypedDataSignature, VoucherSignature,
};
pub use hedera::{HederaChainId, HederaEntityId, HederaTransactionId};
pub use ids::{ChainAccount, ChainTransaction, ContractName};
pub use integer::{
    BasisPoints, ChainId, Count, IdleTimeout, Int64, Number, Seconds, SolanaDecimals,
    TokenDecimals, UsdcDecimals,
};
pub use jose::{CompactJwe, EncryptionJwk, RsaExponent, RsaModulus};
pub use list::List;
pub use solana::{
    Ed25519Signature, ElgamalPublicKey, SolanaCurrency, SolanaNetwork, SolanaTransaction,
    TokenProgram,
};
pub use stellar::{StellarAccount, StellarContract, StellarNetwork};

pub use crate::primitives::Base64Bytes;

use crate::error::{Error, Result};

/// Refuses the empty text, and another one where `fits` is false.
pub(crate) fn shape(text: &str, expected: &'static str, fits: bool) -> Result<()> {
    if text.is_empty() {
        Err(Error::empty(expected))
    } else if fits {
        Ok(())
    } else {
        Err(Error::syntax(expected, "another form"))
    }
}
