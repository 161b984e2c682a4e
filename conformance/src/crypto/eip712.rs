use super::{Address, Uint256, keccak256};

/// The EIP-712 domain of a token contract.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Domain {
    /// The token's `name`.
    pub name: String,
    /// The token's `version`.
    pub version: String,
    /// The chain the contract lives on.
    pub chain_id: u64,
    /// The contract that verifies the signature.
    pub contract: Address,
}

impl Domain {
    /// Hashes the domain into its separator.
    #[must_use]
    pub fn separator(&self) -> [u8; 32] {
        let type_hash = keccak256(
            b"EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)",
        );
        hash_words(&[
            type_hash,
            keccak256(self.name.as_bytes()),
            keccak256(self.version.as_bytes()),
            Uint256::from_u64(self.chain_id).0,
            word(self.contract),
        ])
    }

    /// Hashes a struct hash under this domain into the digest that is signed.
    #[must_use]
    pub fn digest(&self, struct_hash: &[u8; 32]) -> [u8; 32] {
        let mut text = vec![0x19, 0x01];
        text.extend_from_slice(&self.separator());
        text.extend_from_slice(struct_hash);
        keccak256(&text)
    }
}

/// An EIP-3009 `TransferWithAuthorization`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Authorization {
    /// Who pays.
    pub from: Address,
    /// Who is paid.
    pub to: Address,
    /// How much, in atomic units of the token.
    pub value: Uint256,
    /// Unix seconds; valid strictly after.
    pub valid_after: Uint256,
    /// Unix seconds; valid strictly before.
    pub valid_before: Uint256,
    /// The single-use nonce.
    pub nonce: [u8; 32],
}

impl Authorization {
    /// Hashes the struct.
    #[must_use]
    pub fn struct_hash(&self) -> [u8; 32] {
        let type_hash = keccak256(
            b"TransferWithAuthorization(address from,address to,uint256 value,uint256 validAfter,uint256 validBefore,bytes32 nonce)",
        );
        hash_words(&[
            type_hash,
            word(self.from),
            word(self.to),
            self.value.0,
            self.valid_after.0,
            self.valid_before.0,
            self.nonce,
        ])
    }
}

fn word(address: Address) -> [u8; 32] {
    let mut word = [0; 32];
    word[12..].copy_from_slice(&address.0);
    word
}

fn hash_words(words: &[[u8; 32]]) -> [u8; 32] {
    keccak256(&words.concat())
}

#[cfg(test)]
mod tests {
    use super::{Authorization, Domain};
    use crate::bytes;
    use crate::crypto::{Address, Uint256, Wallet, recover};

    fn usdc() -> Domain {
        Domain {
            name: "USDC".to_owned(),
            version: "2".to_owned(),
            chain_id: 84532,
            contract: Address::parse("0x036CbD53842c5426634e7929541eC2318f3dCF7e").unwrap(),
        }
    }

    fn authorization(from: &str) -> Authorization {
        let number = |text| Uint256::from_decimal(text).unwrap();
        Authorization {
            from: Address::parse(from).unwrap(),
            to: Address::parse("0x209693Bc6afc0C5328bA36FaF03C514EF312287C").unwrap(),
            value: number("10000"),
            valid_after: number("1740672089"),
            valid_before: number("1740672154"),
            nonce: bytes::fixed(
                "0xf3746613c2d920b5fdabc0856f2aeb2d4f88ee6037b8cc5d04a71a4462f13480",
            )
            .unwrap(),
        }
    }

    /// The signed example of the x402 v1 HTTP transport text.
    #[test]
    fn published_signature_recovers_to_its_payer() {
        let from = "0x857b06519E91e3A54538791bDbb0E22373e36b66";
        assert_eq!(
            bytes::to_0x(&usdc().separator()),
            "0x71f17a3b2ff373b803d70a5a07c046c1a2bc8e89c09ef722fcb047abe94c9818"
        );
        let digest = usdc().digest(&authorization(from).struct_hash());
        assert_eq!(
            bytes::to_0x(&digest),
            "0xf256992871671abcb27ff92885a7afa46218724e5fc0bac35d050115aa1d22e6"
        );
        let signature = bytes::from_hex("0x2d6a7588d6acca505cbf0d9a4a227e0c52c6c34008c8e8986a1283259764173608a2ce6496642e377d6da8dbbf5836e9bd15092f9ecab05ded3d6293af148b571c").unwrap();
        assert_eq!(recover(&digest, &signature).unwrap().to_string(), from);
    }

    /// Key 0 of the public development mnemonic, RFC 6979.
    #[test]
    fn signing_is_deterministic_with_low_s() {
        let secret =
            bytes::from_hex("0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80")
                .unwrap();
        let wallet = Wallet::from_secret(&secret).unwrap();
        assert_eq!(
            wallet.address().to_string(),
            "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266"
        );
        let digest = usdc().digest(&authorization(&wallet.address().to_string()).struct_hash());
        assert_eq!(
            bytes::to_0x(&wallet.sign(&digest)),
            "0xdc53a4a579de989368a0fae2ef2172ff2f474b4297013f865d171239f17ef4c3157b4b4030f1bebc53d55ace15c2377dff501a60e1e56c291f1000d6e78f082f1b"
        );
    }

    #[test]
    fn high_s_twin_recovers_too() {
        let from = "0x857b06519E91e3A54538791bDbb0E22373e36b66";
        let digest = usdc().digest(&authorization(from).struct_hash());
        let twin = bytes::from_hex("0x2d6a7588d6acca505cbf0d9a4a227e0c52c6c34008c8e8986a12832597641736f75d319b699bd1c88292572440a7c914fd99d3b7107defddd294fbf92121b5ea1b").unwrap();
        assert_eq!(recover(&digest, &twin).unwrap().to_string(), from);
    }
}
