//! EIP-712 hashing of typed structured data.
