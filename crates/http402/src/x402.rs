//! x402, version 1: a server demands payment in a 402 body, a client pays in `X-PAYMENT`.

pub mod v1;
