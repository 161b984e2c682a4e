//! MPP, the Machine Payments Protocol: the `Payment` HTTP authentication scheme.

pub mod intents;
pub mod methods;
pub mod values;
