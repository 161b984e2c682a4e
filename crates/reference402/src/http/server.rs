//! The listening end: one thread for each connection.

use alloc::collections::BTreeMap;
use alloc::sync::Arc;
use core::net::{Ipv4Addr, SocketAddr};
use core::sync::atomic::{AtomicBool, Ordering};
use core::time::Duration;
use std::io::{self, BufReader, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Mutex, PoisonError};
use std::thread::{self, JoinHandle};

use super::read::{self, Trouble};
use super::{Answer, Request, Response, Style};

/// The length of `0`, a line break and the empty line.
const LAST_CHUNK: usize = 5;
const IDLE: Duration = Duration::from_secs(60);

/// Answers requests; shared by all connections.
pub(crate) type Handler = Arc<dyn Fn(Request) -> Answer + Send + Sync>;

/// A server that runs until it is dropped.
pub(crate) struct Server {
    address: SocketAddr,
    shared: Arc<Shared>,
    listening: Option<JoinHandle<()>>,
}

struct Shared {
    handler: Handler,
    style: Style,
    stopped: AtomicBool,
    /// The open connections, to cut them when the server stops.
    open: Mutex<BTreeMap<SocketAddr, TcpStream>>,
}

impl Server {
    /// Listens on a loopback port; 0 takes a free one.
    pub(crate) fn start(port: u16, style: Style, handler: Handler) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared {
            handler,
            style,
            stopped: AtomicBool::new(false),
            open: Mutex::default(),
        });
        let listening = thread::spawn({
            let shared = Arc::clone(&shared);
            move || accept(&listener, &shared)
        });
        Ok(Self {
            address,
            shared,
            listening: Some(listening),
        })
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Waits until the server ends of itself, which only a fault of the system brings about.
    pub(crate) fn wait(mut self) {
        if let Some(listening) = self.listening.take() {
            let _ = listening.join();
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.shared.stopped.store(true, Ordering::Release);
        // The listener wakes up by a connection.
        let _ = TcpStream::connect(self.address);
        if let Some(listening) = self.listening.take() {
            let _ = listening.join();
        }
        for stream in self.shared.open().values() {
            let _ = stream.shutdown(Shutdown::Both);
        }
    }
}

impl Shared {
    fn open(&self) -> impl core::ops::DerefMut<Target = BTreeMap<SocketAddr, TcpStream>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn accept(listener: &TcpListener, shared: &Arc<Shared>) {
    for stream in listener.incoming() {
        if shared.stopped.load(Ordering::Acquire) {
            return;
        }
        let Ok(stream) = stream else { continue };
        let shared = Arc::clone(shared);
        // The thread ends with its connection.
        thread::spawn(move || {
            if let (Ok(peer), Ok(copy)) = (stream.peer_addr(), stream.try_clone()) {
                shared.open().insert(peer, copy);
                let _ = converse(&stream, &shared);
                let _ = stream.shutdown(Shutdown::Both);
                shared.open().remove(&peer);
            }
        });
    }
}

/// Answers the requests of one connection.
fn converse(stream: &TcpStream, shared: &Shared) -> io::Result<()> {
    stream.set_nodelay(true)?;
    stream.set_read_timeout(Some(IDLE))?;
    let mut reader = BufReader::new(stream);
    let mut writer = stream;
    loop {
        let invite = || writer.write_all(b"HTTP/1.1 100 Continue\r\n\r\n");
        let (request, keep) = match read::request(&mut reader, invite) {
            Ok(read) => read,
            Err(Trouble::End) => return Ok(()),
            Err(Trouble::Status(status)) => {
                let refusal = Response::text(status, "this request cannot be read");
                return writer.write_all(&shared.style.write(&refusal, false, false));
            }
        };
        let keep = keep && !shared.style.close;
        let head_only = request.method == "HEAD";
        match (shared.handler)(request) {
            Answer::Response(response) => {
                writer.write_all(&shared.style.write(&response, head_only, keep))?;
            }
            Answer::Then(response, after) => {
                let style = Style {
                    chunked: true,
                    ..shared.style
                };
                let bytes = style.write(&response, head_only, keep);
                let end = bytes.len().saturating_sub(LAST_CHUNK);
                let (first, last) = bytes.split_at_checked(end).unwrap_or_default();
                writer.write_all(first)?;
                after();
                writer.write_all(last)?;
            }
            Answer::Bytes(bytes) => return writer.write_all(&bytes),
            Answer::Close => return Ok(()),
            Answer::Silence => {
                // Until the client leaves.
                return reader.read_to_end(&mut Vec::new()).map(drop);
            }
        }
        if !keep {
            return Ok(());
        }
    }
}
