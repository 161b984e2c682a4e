use core::net::SocketAddr;
use std::io;
use std::net::TcpListener;
use std::time::Instant;

use super::body::{Side, read_message};
use super::message::{Fault, Limits, Response};
use super::stream::Stream;
use super::tls::{CertificateAuthority, Identity};
use super::wire::Wire;

/// A loopback port that is listened on, in the clear or with TLS.
#[derive(Debug)]
#[non_exhaustive]
pub struct Listener {
    socket: TcpListener,
    address: SocketAddr,
    identity: Option<Identity>,
    limits: Limits,
}

impl Listener {
    /// Takes a free port; speaks TLS where an authority vouches for it.
    ///
    /// # Errors
    ///
    /// Where no port can be had.
    pub fn bind(authority: Option<&CertificateAuthority>, limits: Limits) -> io::Result<Self> {
        Self::bind_to(0, authority, limits)
    }

    /// Takes this port.
    ///
    /// # Errors
    ///
    /// Where it cannot be had.
    pub fn bind_to(
        port: u16,
        authority: Option<&CertificateAuthority>,
        limits: Limits,
    ) -> io::Result<Self> {
        let socket = TcpListener::bind(("127.0.0.1", port))?;
        Ok(Self {
            address: socket.local_addr()?,
            socket,
            identity: authority.map(CertificateAuthority::identity),
            limits,
        })
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Where it listens, as a base URL without a trailing slash.
    #[must_use]
    pub fn url(&self) -> String {
        let scheme = if self.identity.is_some() {
            "https"
        } else {
            "http"
        };
        format!("{scheme}://{}", self.address)
    }

    /// Waits for a connection. TLS is negotiated by the first read or write.
    ///
    /// # Errors
    ///
    /// Where this one failed; the next may succeed.
    pub fn accept(&self) -> io::Result<Connection> {
        let (socket, _) = self.socket.accept()?;
        let wire = Wire::new(socket, Instant::now() + self.limits.time);
        let stream = match &self.identity {
            Some(identity) => Stream::new(identity.open(wire)?),
            None => Stream::new(wire),
        };
        Ok(Connection {
            stream,
            limits: self.limits,
        })
    }
}

/// A peer that connected. Each read and each write has the whole time limit for itself. Dropped, it
/// is cut off without a word; see [`Connection::close`].
#[non_exhaustive]
pub struct Connection {
    stream: Stream,
    limits: Limits,
}

impl Connection {
    /// Reads one request: the first one, or the next on a connection that stays open.
    ///
    /// # Errors
    ///
    /// Says why there is no complete one; [`Fault::Silence`] where the peer closed before it.
    pub fn read(&mut self) -> Result<Response, Fault> {
        self.begin();
        let message = read_message(&mut self.stream, Side::Request, self.limits);
        if message.is_err() {
            self.stream.position = self.stream.received.len();
        }
        message
    }

    /// Writes exactly these bytes.
    ///
    /// # Errors
    ///
    /// Where the peer does not take them.
    pub fn write(&mut self, bytes: &[u8]) -> Result<(), Fault> {
        self.begin();
        self.stream.write(bytes)
    }

    /// The bytes that were read and written since this was last asked, in the clear.
    pub fn take(&mut self) -> (Vec<u8>, Vec<u8>) {
        let rest = self.stream.received.split_off(self.stream.position);
        self.stream.position = 0;
        (
            core::mem::replace(&mut self.stream.received, rest),
            core::mem::take(&mut self.stream.sent),
        )
    }

    /// Ends the connection as its protocol wants it.
    pub fn close(self) {
        self.stream.close(Instant::now() + LINGER);
    }

    fn begin(&mut self) {
        self.stream.set_deadline(Instant::now() + self.limits.time);
    }
}

impl core::fmt::Debug for Connection {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Connection")
            .field("limits", &self.limits)
            .finish_non_exhaustive()
    }
}

/// How long a peer may take to notice that everything was said.
const LINGER: core::time::Duration = core::time::Duration::from_millis(500);
