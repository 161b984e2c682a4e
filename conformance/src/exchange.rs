//! Third room: send, serve, and keep the bytes.

mod answer;
mod client;
mod facilitator;
mod facts;
mod glance;
mod health;
pub mod http;
pub mod library;
mod network;
mod origin;
mod payer;
mod process;
mod purse;
mod record;
mod scenario;
mod session;
mod strays;
mod target;

pub use answer::{offers, receipt};
pub use client::{Driver, Ending, Environment, Errand, Invoker, LongLived, OneShot, Visit, Way};
pub use facilitator::{Call, Facilitator, Lane};
pub use glance::glance;
pub use health::Health;
pub use network::{chain_id, is_test_network, network_name};
pub use origin::{Origin, Script, Seen, Setting};
pub use payer::{Forge, Order, Payment, Plugin, pay};
pub use purse::{Purse, TooDear};
pub use record::{Exchange, Log, Peer};
pub use scenario::{Clock, Observation, Runner, scope};
pub use strays::Strays;
pub use target::Target;
