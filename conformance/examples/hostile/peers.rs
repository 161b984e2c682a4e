//! Servers that mean harm, as a table.

use core::time::Duration;

use conform402::exchange::http::{CertificateAuthority, Connection, Limits, Listener, Server};

/// What a peer does once it is connected to.
#[derive(Clone, Copy, Debug)]
pub enum Does {
    /// Is not there at all.
    Nothing,
    /// Hangs up at once, with the request unread.
    HangUp,
    /// Reads the request and waits.
    Wait,
    /// Sends this and closes.
    Say(&'static [u8]),
    /// Sends what is built for the occasion, and closes.
    Build(fn() -> Vec<u8>),
    /// Sends the first and then the second for ever.
    Repeat(&'static [u8], &'static [u8]),
    /// Sends the first, and then the second one byte a second.
    Trickle(&'static [u8], &'static [u8]),
}

/// What lies between a peer and its bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Over {
    /// Nothing.
    Tcp,
    /// TLS with a certificate that is trusted.
    Tls,
    /// TLS with one that is not.
    Stranger,
    /// Nothing, although its URL says https.
    FalseTls,
}

/// A name, and what it does.
#[derive(Clone, Copy, Debug)]
pub struct Peer {
    /// As the table of results calls it.
    pub name: &'static str,
    /// How it is spoken to.
    pub over: Over,
    /// What it does.
    pub does: Does,
}

impl Peer {
    /// Starts it: its base URL, and what keeps it alive.
    pub fn start(
        self,
        authority: &CertificateAuthority,
    ) -> std::io::Result<(String, Option<Server>)> {
        let stranger = CertificateAuthority::create().map_err(std::io::Error::other)?;
        let limits = Limits::within(Duration::from_secs(120));
        let identity = match self.over {
            Over::Tcp | Over::FalseTls => None,
            Over::Tls => Some(authority),
            Over::Stranger => Some(&stranger),
        };
        let listener = Listener::bind(identity, limits)?;
        let mut url = listener.url();
        if self.over == Over::FalseTls {
            url = url.replace("http:", "https:");
        }
        if matches!(self.does, Does::Nothing) {
            return Ok((url, None));
        }
        let server = Server::serve(listener, move |connection| self.converse(connection))?;
        Ok((url, Some(server)))
    }

    fn converse(self, mut connection: Connection) {
        if matches!(self.does, Does::HangUp) {
            return;
        }
        // Where TLS is only pretended, no request ever comes.
        if self.over != Over::FalseTls && connection.read().is_err() {
            return;
        }
        let mut say = |bytes: &[u8]| {
            let said = connection.write(bytes).is_ok();
            // The record of what was said is not wanted.
            connection.take();
            said
        };
        match self.does {
            Does::Nothing | Does::HangUp => {}
            Does::Wait => std::thread::sleep(Duration::from_secs(60)),
            Does::Say(bytes) => {
                say(bytes);
            }
            Does::Build(build) => {
                say(&build());
            }
            Does::Repeat(first, rest) => {
                say(first);
                let many = rest.repeat(16 * 1024 / rest.len().max(1) + 1);
                while say(&many) {}
            }
            Does::Trickle(first, rest) => {
                say(first);
                for byte in rest.iter().cycle() {
                    std::thread::sleep(Duration::from_secs(1));
                    if !say(&[*byte]) {
                        break;
                    }
                }
            }
        }
        if self.over == Over::FalseTls {
            // Hanging up with the greeting unread would take the answer back.
            let _ = connection.read();
        }
        connection.close();
    }
}

/// All of them.
pub const PEERS: &[Peer] = &[
    tcp("not there", Does::Nothing),
    tcp("hangs up at once", Does::HangUp),
    tcp("closes without a word", Does::Say(b"")),
    tcp("silence", Does::Wait),
    tcp(
        "head, one byte a second",
        Does::Trickle(b"HTTP/1.1 200 OK\r\n", b"X: y\r\n"),
    ),
    tcp(
        "body, one byte a second",
        Does::Trickle(b"HTTP/1.1 402 Pay\r\n\r\n", b"{"),
    ),
    tcp(
        "half an answer, then silence",
        Does::Trickle(b"HTTP/1.1 402 Pay\r\nContent-Length: 9\r\n\r\n{", b""),
    ),
    tcp(
        "closes inside the head",
        Does::Say(b"HTTP/1.1 402 Pay\r\nContent-"),
    ),
    tcp(
        "closes inside the body",
        Does::Say(b"HTTP/1.1 402 Pay\r\nContent-Length: 9\r\n\r\n{"),
    ),
    tcp(
        "endless header fields",
        Does::Repeat(
            b"HTTP/1.1 402 Pay\r\n",
            b"X-Filler: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n",
        ),
    ),
    tcp(
        "one endless header field",
        Does::Repeat(b"HTTP/1.1 402 Pay\r\nX: ", b"a"),
    ),
    tcp("endless status line", Does::Repeat(b"HTTP/1.1 402 ", b"a")),
    tcp(
        "endless interim answers",
        Does::Repeat(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    ),
    tcp("5000 header fields", Does::Build(many_fields)),
    tcp(
        "endless body",
        Does::Repeat(b"HTTP/1.1 402 Pay\r\n\r\n", b"["),
    ),
    tcp(
        "endless chunks of one byte",
        Does::Repeat(
            b"HTTP/1.1 402 Pay\r\nTransfer-Encoding: chunked\r\n\r\n",
            b"1\r\na\r\n",
        ),
    ),
    tcp(
        "endless chunk extension",
        Does::Repeat(
            b"HTTP/1.1 402 Pay\r\nTransfer-Encoding: chunked\r\n\r\n1;",
            b"a",
        ),
    ),
    tcp(
        "endless trailers",
        Does::Repeat(
            b"HTTP/1.1 402 Pay\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n",
            b"X: y\r\n",
        ),
    ),
    tcp(
        "huge content length",
        Does::Say(b"HTTP/1.1 402 Pay\r\nContent-Length: 99999999999999999999\r\n\r\n{}"),
    ),
    tcp(
        "huge chunk",
        Does::Say(b"HTTP/1.1 402 Pay\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n{}"),
    ),
    tcp(
        "differing content lengths",
        Does::Say(b"HTTP/1.1 402 Pay\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n{}"),
    ),
    tcp("garbage", Does::Say(b"\x00\xff\xfe garbage \r\n\r\n")),
    tcp("endless garbage", Does::Repeat(b"", b"\x00\xff\xfe\x80")),
    tcp(
        "another protocol",
        Does::Say(b"SSH-2.0-OpenSSH_9.2\r\n\r\n"),
    ),
    tcp(
        "TLS where none is asked for",
        Does::Say(b"\x15\x03\x03\x00\x02\x02\x50\r\n\r\n"),
    ),
    tcp(
        "redirects to itself",
        Does::Say(b"HTTP/1.1 307 Again\r\nLocation: /paid\r\nContent-Length: 0\r\n\r\n"),
    ),
    tcp("JSON nested a million times", Does::Build(deep)),
    tcp("20000 offers", Does::Build(many_offers)),
    tcp("20000 challenges", Does::Build(many_challenges)),
    tcp("200 with 900 KB", Does::Build(large)),
    peer(
        "https: no TLS behind it",
        Over::FalseTls,
        Does::Say(b"HTTP/1.1 402 Pay\r\n\r\n{}"),
    ),
    peer(
        "https: endless garbage",
        Over::FalseTls,
        Does::Repeat(b"", b"\x00\xff\xfe\x80"),
    ),
    peer("https: silence", Over::FalseTls, Does::Trickle(b"", b"")),
    peer(
        "https: endless handshake",
        Over::FalseTls,
        Does::Repeat(b"\x16\x03\x03\x3f\xff\x02\x00\xff\xff", b"\x00"),
    ),
    peer(
        "https: handshake, one byte a second",
        Over::FalseTls,
        Does::Trickle(b"\x16\x03\x03", b"\x10"),
    ),
    peer(
        "https: a stranger's certificate",
        Over::Stranger,
        Does::Say(b"HTTP/1.1 402 Pay\r\n\r\n{}"),
    ),
    peer(
        "https: endless body",
        Over::Tls,
        Does::Repeat(b"HTTP/1.1 402 Pay\r\n\r\n", b"["),
    ),
    peer(
        "https: body, one byte a second",
        Over::Tls,
        Does::Trickle(b"HTTP/1.1 402 Pay\r\n\r\n", b"{"),
    ),
];

const fn tcp(name: &'static str, does: Does) -> Peer {
    peer(name, Over::Tcp, does)
}

const fn peer(name: &'static str, over: Over, does: Does) -> Peer {
    Peer { name, over, does }
}

fn many_fields() -> Vec<u8> {
    let fields = "X: y\r\n".repeat(5000);
    format!("HTTP/1.1 402 Pay\r\n{fields}\r\n").into_bytes()
}

fn deep() -> Vec<u8> {
    let open = "[".repeat(1_000_000);
    format!("HTTP/1.1 402 Pay\r\nContent-Type: application/json\r\n\r\n{{\"accepts\":{open}")
        .into_bytes()
}

fn many_offers() -> Vec<u8> {
    let offer = r#"{"scheme":"exact","network":"base-sepolia","maxAmountRequired":"1"}"#;
    let offers = vec![offer; 20_000].join(",");
    format!("HTTP/1.1 402 Pay\r\nContent-Type: application/json\r\n\r\n{{\"x402Version\":1,\"error\":\"pay\",\"accepts\":[{offers}]}}").into_bytes()
}

fn many_challenges() -> Vec<u8> {
    let challenges = "Payment id=\"a\", ".repeat(20_000);
    format!("HTTP/1.1 402 Pay\r\nWWW-Authenticate: {challenges}\r\n\r\n{{}}").into_bytes()
}

fn large() -> Vec<u8> {
    let text = "a".repeat(900 * 1024);
    format!("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n{text}").into_bytes()
}
