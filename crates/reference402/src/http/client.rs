//! The calling end: one connection for each request.

use core::time::Duration;
use std::io::{self, BufReader, Write};
use std::net::{TcpStream, ToSocketAddrs};

use super::read;
use super::{Fields, Response};

const PATIENCE: Duration = Duration::from_secs(10);

/// An `http` URL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Url {
    /// Host and port.
    authority: String,
    /// Path and query, beginning with a slash unless empty.
    pub(crate) path: String,
}

impl Url {
    /// Reads `http://host[:port][/path]`.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let rest = text.strip_prefix("http://")?;
        let end = rest.find(['/', '?']).unwrap_or(rest.len());
        let (authority, path) = rest.split_at_checked(end)?;
        Some(Self {
            authority: authority.to_owned(),
            path: path.to_owned(),
        })
        .filter(|url| !url.authority.is_empty() && !url.authority.contains('@'))
    }

    /// Another path on the same host.
    pub(crate) fn with_path(&self, path: String) -> Self {
        Self {
            authority: self.authority.clone(),
            path,
        }
    }

    fn connect(&self) -> io::Result<TcpStream> {
        let with_port = match self.authority.rsplit_once(':') {
            Some((_, port)) if port.parse::<u16>().is_ok() => self.authority.clone(),
            _ => format!("{}:80", self.authority),
        };
        let nowhere = || io::Error::new(io::ErrorKind::NotFound, "no such host");
        let address = with_port.to_socket_addrs()?.next().ok_or_else(nowhere)?;
        let stream = TcpStream::connect_timeout(&address, PATIENCE)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        Ok(stream)
    }
}

/// Sends a request and reads the response.
pub(crate) fn request(
    method: &str,
    url: &Url,
    fields: &Fields,
    body: &[u8],
) -> io::Result<Response> {
    let stream = url.connect()?;
    let target = match url.path.as_str() {
        "" => "/",
        path => path,
    };
    let mut bytes =
        format!("{method} {target} HTTP/1.1\r\nHost: {}\r\n", url.authority).into_bytes();
    for (name, value) in fields.lines() {
        bytes.extend_from_slice(name.as_bytes());
        bytes.extend_from_slice(b": ");
        bytes.extend_from_slice(value);
        bytes.extend_from_slice(b"\r\n");
    }
    let end = format!(
        "Content-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    bytes.extend_from_slice(end.as_bytes());
    bytes.extend_from_slice(body);
    (&stream).write_all(&bytes)?;
    read::response(&mut BufReader::new(&stream))
}
