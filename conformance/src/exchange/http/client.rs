use core::net::{IpAddr, SocketAddr};
use std::io;
use std::net::{TcpStream, ToSocketAddrs as _};
use std::sync::mpsc;
use std::time::Instant;

use super::body::{Side, read_message};
use super::endpoint::Endpoint;
use super::message::{Fault, Limits, Response};
use super::stream::Stream;
use super::wire::Wire;

/// Sends bytes over a fresh connection and reads one answer.
///
/// Gives every byte that arrived beside the outcome, also where the exchange failed.
pub fn send(
    endpoint: &Endpoint,
    bytes: &[u8],
    to_head: bool,
    limits: Limits,
) -> (Vec<u8>, Result<Response, Fault>) {
    send_when(endpoint, bytes, to_head, limits, || {})
}

/// The same, but waits for `start` between connecting and sending. It is called where no connection
/// comes about, too.
pub fn send_when(
    endpoint: &Endpoint,
    bytes: &[u8],
    to_head: bool,
    limits: Limits,
    start: impl FnOnce(),
) -> (Vec<u8>, Result<Response, Fault>) {
    let deadline = Instant::now() + limits.time;
    let connection = connect(endpoint, deadline);
    start();
    let mut stream = match connection {
        Ok(stream) => stream,
        Err(fault) => return (Vec::new(), Err(fault)),
    };
    // A server may answer and close before it has read everything: what it said still counts.
    let written = stream.write(bytes);
    let mut outcome = read_message(&mut stream, Side::Response { to_head }, limits);
    if let (Err(fault), Err(_)) = (&written, &outcome) {
        outcome = Err(fault.clone());
    }
    (stream.received, outcome)
}

fn connect(endpoint: &Endpoint, deadline: Instant) -> Result<Stream, Fault> {
    let mut last = Fault::Connect("the name resolves to no address".to_owned());
    for address in resolve(endpoint, deadline)? {
        let left = deadline.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(Fault::Timeout);
        }
        match TcpStream::connect_timeout(&address, left) {
            Ok(socket) => return open(endpoint, Wire::new(socket, deadline)),
            Err(error) => last = refused(&error),
        }
    }
    Err(last)
}

fn open(endpoint: &Endpoint, wire: Wire) -> Result<Stream, Fault> {
    match &endpoint.trust {
        None => Ok(Stream::new(wire)),
        Some(trust) => match trust.open(&endpoint.host, wire) {
            Ok(session) => Ok(Stream::new(session)),
            Err(error) => Err(Fault::Tls(error.to_string())),
        },
    }
}

/// Looks a name up. The system's resolver knows no deadline, so it gets a thread to be left behind.
fn resolve(endpoint: &Endpoint, deadline: Instant) -> Result<Vec<SocketAddr>, Fault> {
    let (host, port) = (endpoint.host.clone(), endpoint.port);
    if let Ok(address) = host.parse::<IpAddr>() {
        return Ok(vec![(address, port).into()]);
    }
    let (found, answer) = mpsc::channel();
    std::thread::Builder::new()
        .name("resolve".to_owned())
        .spawn(move || {
            let addresses = (host.as_str(), port).to_socket_addrs();
            // Nobody listens any more where the time ran out.
            let _ = found.send(addresses.map(Iterator::collect));
        })
        .map_err(|error| refused(&error))?;
    let left = deadline.saturating_duration_since(Instant::now());
    match answer.recv_timeout(left) {
        Ok(addresses) => addresses.map_err(|error: io::Error| refused(&error)),
        Err(_) => Err(Fault::Timeout),
    }
}

fn refused(error: &io::Error) -> Fault {
    if error.kind() == io::ErrorKind::TimedOut {
        Fault::Timeout
    } else {
        Fault::Connect(error.to_string())
    }
}
