//! One set of inputs for every operation and every peer: the known answers K1, K2 and K7 of x402,
//! and a challenge, credential and receipt of MPP.

pub const X_PAYMENT: &str = "eyJ4NDAyVmVyc2lvbiI6MSwic2NoZW1lIjoiZXhhY3QiLCJuZXR3b3JrIjoiYmFzZS1zZXBvbGlhIiwicGF5bG9hZCI6eyJzaWduYXR1cmUiOiIweDJkNmE3NTg4ZDZhY2NhNTA1Y2JmMGQ5YTRhMjI3ZTBjNTJjNmMzNDAwOGM4ZTg5ODZhMTI4MzI1OTc2NDE3MzYwOGEyY2U2NDk2NjQyZTM3N2Q2ZGE4ZGJiZjU4MzZlOWJkMTUwOTJmOWVjYWIwNWRlZDNkNjI5M2FmMTQ4YjU3MWMiLCJhdXRob3JpemF0aW9uIjp7ImZyb20iOiIweDg1N2IwNjUxOUU5MWUzQTU0NTM4NzkxYkRiYjBFMjIzNzNlMzZiNjYiLCJ0byI6IjB4MjA5NjkzQmM2YWZjMEM1MzI4YkEzNkZhRjAzQzUxNEVGMzEyMjg3QyIsInZhbHVlIjoiMTAwMDAiLCJ2YWxpZEFmdGVyIjoiMTc0MDY3MjA4OSIsInZhbGlkQmVmb3JlIjoiMTc0MDY3MjE1NCIsIm5vbmNlIjoiMHhmMzc0NjYxM2MyZDkyMGI1ZmRhYmMwODU2ZjJhZWIyZDRmODhlZTYwMzdiOGNjNWQwNGE3MWE0NDYyZjEzNDgwIn19fQ==";

pub const AUTHORIZATION: &str = r#"{"from":"0x857b06519E91e3A54538791bDbb0E22373e36b66","to":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C","value":"10000","validAfter":"1740672089","validBefore":"1740672154","nonce":"0xf3746613c2d920b5fdabc0856f2aeb2d4f88ee6037b8cc5d04a71a4462f13480"}"#;

pub const TYPED_DATA: &str = r#"{"types":{"EIP712Domain":[{"name":"name","type":"string"},{"name":"version","type":"string"},{"name":"chainId","type":"uint256"},{"name":"verifyingContract","type":"address"}],"TransferWithAuthorization":[{"name":"from","type":"address"},{"name":"to","type":"address"},{"name":"value","type":"uint256"},{"name":"validAfter","type":"uint256"},{"name":"validBefore","type":"uint256"},{"name":"nonce","type":"bytes32"}]},"primaryType":"TransferWithAuthorization","domain":{"name":"USDC","version":"2","chainId":84532,"verifyingContract":"0x036CbD53842c5426634e7929541eC2318f3dCF7e"},"message":{"from":"0x857b06519E91e3A54538791bDbb0E22373e36b66","to":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C","value":"10000","validAfter":"1740672089","validBefore":"1740672154","nonce":"0xf3746613c2d920b5fdabc0856f2aeb2d4f88ee6037b8cc5d04a71a4462f13480"}}"#;

pub const SIGNATURE: &str = "0x2d6a7588d6acca505cbf0d9a4a227e0c52c6c34008c8e8986a1283259764173608a2ce6496642e377d6da8dbbf5836e9bd15092f9ecab05ded3d6293af148b571c";
pub const DIGEST: &str = "0xf256992871671abcb27ff92885a7afa46218724e5fc0bac35d050115aa1d22e6";
pub const SEPARATOR: &str = "0x71f17a3b2ff373b803d70a5a07c046c1a2bc8e89c09ef722fcb047abe94c9818";
pub const SIGNER: &str = "0x857b06519E91e3A54538791bDbb0E22373e36b66";
pub const ASSET: &str = "0x036CbD53842c5426634e7929541eC2318f3dCF7e";
/// The published key 0 of local test chains.
pub const KEY: &str = "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";

pub const SECRET: &str = "test-vector-secret-minimum-32-byte-secret";
pub const REQUEST: &str = "eyJhbW91bnQiOiIxMDAwMDAwIiwiY3VycmVuY3kiOiIweDEyMzQiLCJyZWNpcGllbnQiOiIweGFiY2QifQ";
pub const EXPIRES: &str = "2025-01-06T12:00:00Z";
pub const CHALLENGE: &str = "Payment id=\"_H5TOnnlW0zduQ5OhQ3EyLVze_TqxLDPda2CGZPZxOc\", realm=\"api.example.com\", method=\"tempo\", intent=\"charge\", request=\"eyJhbW91bnQiOiIxMDAwMDAwIiwiY3VycmVuY3kiOiIweDEyMzQiLCJyZWNpcGllbnQiOiIweGFiY2QifQ\", expires=\"2025-01-06T12:00:00Z\"";
pub const CREDENTIAL_JSON: &str = r#"{"challenge":{"id":"_H5TOnnlW0zduQ5OhQ3EyLVze_TqxLDPda2CGZPZxOc","realm":"api.example.com","method":"tempo","intent":"charge","request":"eyJhbW91bnQiOiIxMDAwMDAwIiwiY3VycmVuY3kiOiIweDEyMzQiLCJyZWNpcGllbnQiOiIweGFiY2QifQ","expires":"2025-01-06T12:00:00Z"},"source":"did:pkh:eip155:42431:0x1a642f0E3c3aF545E7AcBD38b07251B3990914F1","payload":{"type":"hash","hash":"0xf3746613c2d920b5fdabc0856f2aeb2d4f88ee6037b8cc5d04a71a4462f13480"}}"#;
pub const RECEIPT: &str = "eyJzdGF0dXMiOiJzdWNjZXNzIiwibWV0aG9kIjoidGVtcG8iLCJ0aW1lc3RhbXAiOiIyMDI2LTAxLTI5VDEyOjAwOjAwWiIsInJlZmVyZW5jZSI6InJlZl8xMjMifQ";
