//! MPP, the Machine Payments Protocol: the `Payment` HTTP authentication scheme.

pub mod methods;
