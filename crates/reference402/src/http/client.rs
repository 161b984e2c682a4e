//! The calling end: one connection for each request.

use core::time::Duration;
use std::io::{self, BufReader, Read, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::time::Instant;

use super::read;
use super::{Fields, Response, Url};

const PATIENCE: Duration = Duration::from_secs(10);

/// A request to send.
pub(crate) struct Call<'a> {
    pub(crate) method: &'a str,
    pub(crate) url: &'a Url,
    pub(crate) fields: &'a Fields,
    pub(crate) body: &'a [u8],
    pub(crate) manner: Manner,
    /// When a response is too late.
    pub(crate) until: Instant,
}

/// How requests are written: everything that HTTP leaves free.
#[derive(Clone, Copy, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "independent switches")]
pub(crate) struct Manner {
    /// Field names in lower case.
    pub(crate) lower: bool,
    /// Chunks instead of a length.
    pub(crate) chunked: bool,
    /// Head and body in writes of their own.
    pub(crate) apart: bool,
    /// The server is not asked to close.
    pub(crate) keep: bool,
}

/// Sends a request and reads the response, within ten seconds.
pub(crate) fn request(
    method: &str,
    url: &Url,
    fields: &Fields,
    body: &[u8],
) -> io::Result<Response> {
    let call = Call {
        method,
        url,
        fields,
        body,
        manner: Manner::default(),
        until: Instant::now() + PATIENCE,
    };
    call.send(&Trust::default())
}

/// Whom a client believes to be the server of an `https` URL.
#[derive(Clone, Debug, Default)]
pub(crate) struct Trust {
    #[cfg(feature = "https")]
    pub(crate) roots: Option<super::tls::Roots>,
}

impl Call<'_> {
    /// Sends the request and reads the response.
    pub(crate) fn send(&self, trust: &Trust) -> io::Result<Response> {
        let stream = Timed {
            stream: self.connect()?,
            until: self.until,
        };
        if self.url.is_secure() {
            return self.send_secure(trust, stream);
        }
        self.exchange(stream)
    }

    #[cfg(feature = "https")]
    fn send_secure(&self, trust: &Trust, stream: Timed) -> io::Result<Response> {
        let no_roots = || io::Error::new(io::ErrorKind::Unsupported, "no root certificates");
        let roots = trust.roots.as_ref().ok_or_else(no_roots)?;
        self.exchange(roots.wrap(self.url.host(), stream)?)
    }

    #[cfg(not(feature = "https"))]
    #[expect(clippy::unused_self, reason = "with the feature https it is used")]
    fn send_secure(&self, _: &Trust, _: Timed) -> io::Result<Response> {
        let why = "https is not built in: build with the feature https";
        Err(io::Error::new(io::ErrorKind::Unsupported, why))
    }

    fn exchange(&self, mut stream: impl Read + Write) -> io::Result<Response> {
        let head = self.head();
        let body = self.body();
        if self.manner.apart {
            stream.write_all(&head)?;
            stream.flush()?;
            stream.write_all(&body)?;
        } else {
            stream.write_all(&[head, body].concat())?;
        }
        stream.flush()?;
        read::response(&mut BufReader::new(stream), self.method == "HEAD")
    }

    fn head(&self) -> Vec<u8> {
        let target = match self.url.path.as_str() {
            "" => "/".to_owned(),
            query if query.starts_with('?') => format!("/{query}"),
            path => path.to_owned(),
        };
        let mut bytes = format!("{} {target} HTTP/1.1\r\n", self.method).into_bytes();
        self.field(&mut bytes, "Host", self.url.authority().as_bytes());
        for (name, value) in self.fields.lines() {
            self.field(&mut bytes, name, value);
        }
        let no_body = self.body.is_empty() && matches!(self.method, "GET" | "HEAD");
        match self.body.len() {
            _ if no_body => {}
            1.. if self.manner.chunked => self.field(&mut bytes, "Transfer-Encoding", b"chunked"),
            length => self.field(&mut bytes, "Content-Length", length.to_string().as_bytes()),
        }
        if !self.manner.keep {
            self.field(&mut bytes, "Connection", b"close");
        }
        bytes.extend_from_slice(b"\r\n");
        bytes
    }

    fn body(&self) -> Vec<u8> {
        if !self.manner.chunked || self.body.is_empty() {
            return self.body.to_vec();
        }
        let mut bytes = Vec::new();
        for chunk in self.body.chunks(61) {
            bytes.extend_from_slice(format!("{:x}\r\n", chunk.len()).as_bytes());
            bytes.extend_from_slice(chunk);
            bytes.extend_from_slice(b"\r\n");
        }
        bytes.extend_from_slice(b"0\r\n\r\n");
        bytes
    }

    fn field(&self, bytes: &mut Vec<u8>, name: &str, value: &[u8]) {
        if self.manner.lower {
            bytes.extend_from_slice(name.to_ascii_lowercase().as_bytes());
        } else {
            bytes.extend_from_slice(name.as_bytes());
        }
        bytes.extend_from_slice(b": ");
        bytes.extend_from_slice(value);
        bytes.extend_from_slice(b"\r\n");
    }

    fn connect(&self) -> io::Result<TcpStream> {
        let nowhere = || io::Error::new(io::ErrorKind::NotFound, "no such host");
        let mut addresses = (self.url.host(), self.url.port()).to_socket_addrs()?;
        let address = addresses.next().ok_or_else(nowhere)?;
        let stream = TcpStream::connect_timeout(&address, left(self.until)?)?;
        stream.set_nodelay(true)?;
        Ok(stream)
    }
}

/// A stream whose reads and writes end in time, however slowly the other side drips.
#[derive(Debug)]
pub(crate) struct Timed {
    stream: TcpStream,
    until: Instant,
}

impl Read for Timed {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.stream.set_read_timeout(Some(left(self.until)?))?;
        self.stream.read(buffer)
    }
}

impl Write for Timed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.stream.set_write_timeout(Some(left(self.until)?))?;
        self.stream.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.stream.flush()
    }
}

fn left(until: Instant) -> io::Result<Duration> {
    let left = until.saturating_duration_since(Instant::now());
    if left.is_zero() {
        return Err(io::Error::new(io::ErrorKind::TimedOut, "out of time"));
    }
    Ok(left)
}
