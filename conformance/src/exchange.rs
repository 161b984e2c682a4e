//! Third room: send, serve, and keep the bytes.

mod facilitator;
pub mod http;
mod network;
mod payer;
mod record;
mod scenario;
mod target;

pub use facilitator::{Call, Facilitator};
pub use network::chain_id;
pub use payer::{Order, Payment, pay};
pub use record::{Exchange, Log, Peer};
pub use scenario::{Observation, Runner, rows};
pub use target::Target;
