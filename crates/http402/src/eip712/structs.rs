//! The trait of everything that is signed, and the table that declares it.

use super::DomainSeparator;
use super::keccak::keccak256;
use crate::hex;
use crate::primitives::{Address, B256, U256};

/// A struct of EIP-712 that one of the protocols signs.
///
/// The trait is sealed: its implementations are the structs that the specifications print. Any
/// other struct is hashed through [`TypedData`](super::TypedData).
pub trait Struct: Sealed {
    /// `encodeType`: the struct with its members, followed by the structs it refers to.
    const TYPE: &'static str;

    /// `typeHash`: the Keccak-256 hash of [`TYPE`](Self::TYPE).
    const TYPE_HASH: B256;

    /// `hashStruct`: the Keccak-256 hash of the type hash and the encoded members.
    fn hash_struct(&self) -> B256;
}

/// The 32-byte digest that is signed: `keccak256(0x19 0x01 ‖ separator ‖ hashStruct(message))`.
///
/// Source: [EIP-712](https://eips.ethereum.org/EIPS/eip-712#specification). Example: the
/// [module](super)'s.
pub fn signing_digest(separator: &DomainSeparator, message: &impl Struct) -> B256 {
    digest_of_hashes(separator, &message.hash_struct())
}

/// The digest where the struct is hashed already.
pub(super) fn digest_of_hashes(separator: &DomainSeparator, hash_struct: &B256) -> B256 {
    let mut bytes = [0; 66];
    let (prefix, hashes) = bytes.split_at_mut(2);
    let (first, second) = hashes.split_at_mut(32);
    prefix.copy_from_slice(&[0x19, 0x01]);
    first.copy_from_slice(separator.as_bytes());
    second.copy_from_slice(hash_struct.as_bytes());
    keccak256(&bytes)
}

mod sealed {
    /// Keeps the list of structs closed.
    #[expect(unnameable_types, reason = "that is what seals the trait")]
    pub trait Sealed {}
}

pub(super) use sealed::Sealed;

/// A value as one 32-byte word: `encodeData` of EIP-712, and `abi.encode` for static types.
pub(crate) trait Word {
    /// The word.
    fn word(&self) -> [u8; 32];
}

impl Word for Address {
    fn word(&self) -> [u8; 32] {
        let mut word = [0; 32];
        let (_, low) = word.split_at_mut(12);
        low.copy_from_slice(self.as_bytes());
        word
    }
}

impl Word for B256 {
    fn word(&self) -> [u8; 32] {
        *self.as_bytes()
    }
}

impl Word for U256 {
    fn word(&self) -> [u8; 32] {
        self.to_be_bytes()
    }
}

impl Word for u128 {
    fn word(&self) -> [u8; 32] {
        U256::from(*self).to_be_bytes()
    }
}

/// A dynamic type: the hash of its bytes.
impl Word for &str {
    fn word(&self) -> [u8; 32] {
        keccak256(self.as_bytes()).word()
    }
}

/// A nested struct: its `hashStruct`.
impl<T: Struct> Word for T {
    fn word(&self) -> [u8; 32] {
        self.hash_struct().word()
    }
}

/// A hash stated in hex, turned into bytes at compile time; the tests recompute each.
pub(super) const fn stated(digits: &str) -> B256 {
    B256::from_bytes(hex::literal(digits))
}

/// Declares structs: `Name = "encodeType", "typeHash in hex" { member: Type, … }`, members in the
/// order of the type string.
macro_rules! signed {
    ($(
        $(#[$doc:meta])*
        pub struct $name:ident $(<$life:lifetime>)? = $type:literal, $hash:literal {
            $($(#[$fdoc:meta])* $field:ident: $ftype:ty,)*
        }
    )*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[expect(clippy::exhaustive_structs, reason = "the type string fixes the members")]
        pub struct $name $(<$life>)? {
            $($(#[$fdoc])* pub $field: $ftype,)*
        }

        impl $(<$life>)? $crate::eip712::structs::Sealed for $name $(<$life>)? {}

        impl $(<$life>)? $crate::eip712::Struct for $name $(<$life>)? {
            const TYPE: &'static str = $type;
            const TYPE_HASH: $crate::primitives::B256 = $crate::eip712::structs::stated($hash);

            fn hash_struct(&self) -> $crate::primitives::B256 {
                use $crate::eip712::Word as _;
                $crate::eip712::keccak256_words(&[
                    *Self::TYPE_HASH.as_bytes(),
                    $(self.$field.word(),)*
                ])
            }
        }
    )*};
}

pub(super) use signed;
