//! Version 1 of x402.
