//! HTTP/1.1 over `std::net` in both directions: exact bytes, nothing implicit, all of it bounded.

mod body;
mod client;
mod message;
mod server;
mod stream;

pub use client::{Endpoint, send};
pub use message::{Fault, Head, Limits, Request, Response};
pub use server::{Answer, Handler, Server};
