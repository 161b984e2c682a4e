//! First room: read vectors and the requirement registry.

mod clause;
mod client;
mod codec;
mod embedded;
mod format;
pub mod lint;
mod mutation;
mod registry;
mod scenario;
mod scope;
mod set;

pub use clause::{Branch, Row};
pub use client::{
    Base, ClientFile, Fetch, Fetching, Filled, Numbers, Offer, On, Receipt, Rule, Site, merge,
    written,
};
pub use codec::{Alternative, Case, CodecFile, Expected};
pub use format::format;
pub use mutation::{Mutation, Place};
pub use registry::{Level, Passage, Registry, Requirement};
pub use scenario::{Capture, Counted, Pay, Repeat, Reply, Scenario, Send, Sign, Step, Stub};
pub use scope::Scope;
pub use set::{Set, Source, VectorFile};
