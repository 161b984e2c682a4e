//! HTTP/1.1 over `std::net` in both directions, in the clear or over TLS: exact bytes, nothing
//! implicit, all of it bounded.

mod body;
mod client;
mod endpoint;
mod listener;
mod message;
mod server;
mod stream;
#[cfg(feature = "https")]
mod tls;
#[cfg(not(feature = "https"))]
#[path = "http/no_tls.rs"]
mod tls;
mod wire;

pub use client::{send, send_when};
pub use endpoint::Endpoint;
pub use listener::{Connection, Listener};
pub use message::{Fault, Head, Limits, Request, Response};
pub use server::{Answer, Handler, Noted, Server};
pub use tls::{CertificateAuthority, Trust};
