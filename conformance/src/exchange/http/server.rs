use alloc::sync::Arc;
use core::net::SocketAddr;
use core::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use core::time::Duration;
use std::net::TcpStream;
use std::thread::JoinHandle;
use std::time::Instant;

use super::listener::{Connection, Listener};
use super::message::{Fault, Limits, Response, write_fields};

/// What a double answers.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Answer {
    /// Status code.
    pub status: u16,
    /// Field lines; framing is added.
    pub headers: Vec<(String, Vec<u8>)>,
    /// Content.
    pub body: Vec<u8>,
    /// Wait before answering.
    pub delay: Duration,
    /// Close the connection instead of answering.
    pub drop: bool,
    /// Announce more content than is sent, by this many bytes.
    pub missing: usize,
    /// So many spaces after the content, which nobody keeps.
    pub pad: usize,
    /// What the exchange is kept under.
    pub case: String,
}

/// The bytes of an exchange, as a handler gets them.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Noted {
    /// When the request had come.
    pub begun: Instant,
    /// The request.
    pub received: Vec<u8>,
    /// The answer.
    pub sent: Vec<u8>,
    /// Why no complete request came.
    pub fault: Option<Fault>,
}

impl Answer {
    fn to_bytes(&self) -> Vec<u8> {
        let mut bytes =
            format!("HTTP/1.1 {} {}\r\n", self.status, reason(self.status)).into_bytes();
        let mut headers = self.headers.clone();
        let length = self.body.len() + self.pad + self.missing;
        headers.push(("Content-Length".to_owned(), length.to_string().into_bytes()));
        headers.push(("Connection".to_owned(), b"close".to_vec()));
        write_fields(&mut bytes, &headers);
        bytes.extend_from_slice(&self.body);
        bytes
    }
}

/// Something that answers requests; called from many threads.
pub trait Handler: Send + Sync + 'static {
    /// Answers one request.
    fn answer(&self, request: &Response) -> Answer;

    /// Takes note of an exchange before its answer goes out, since whoever gets that may be done;
    /// gives its number.
    fn note(&self, case: Option<String>, exchange: Noted) -> usize;

    /// Takes note of what was sent in truth, where not all of it could be.
    fn broke(&self, number: usize, sent: Vec<u8>, fault: Fault);
}

/// Whatever talks to those who connect, each on a thread of its own; stops when dropped.
#[derive(Debug)]
#[non_exhaustive]
pub struct Server {
    url: String,
    address: SocketAddr,
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    /// Answers each connection's one request on a loopback port of its own.
    ///
    /// # Errors
    ///
    /// Where no loopback port can be had.
    pub fn start(handler: Arc<dyn Handler>, limits: Limits) -> std::io::Result<Self> {
        Self::answer(Listener::bind(None, limits)?, handler)
    }

    /// Answers each connection's one request.
    ///
    /// # Errors
    ///
    /// Where no thread can be had.
    pub fn answer(listener: Listener, handler: Arc<dyn Handler>) -> std::io::Result<Self> {
        Self::serve(listener, move |peer| converse(peer, handler.as_ref()))
    }

    /// Leaves each connection to a function.
    ///
    /// # Errors
    ///
    /// Where no thread can be had.
    pub fn serve(
        listener: Listener,
        converse: impl Fn(Connection) + Send + Sync + 'static,
    ) -> std::io::Result<Self> {
        let (url, address) = (listener.url(), listener.address());
        let stop = Arc::new(AtomicBool::new(false));
        let flag = Arc::clone(&stop);
        let thread = std::thread::Builder::new()
            .name("double".to_owned())
            .spawn(move || accept(&listener, &flag, &Arc::new(converse)))?;
        Ok(Self {
            url,
            address,
            stop,
            thread: Some(thread),
        })
    }

    /// Where it listens, as a base URL without a trailing slash.
    #[must_use]
    pub fn url(&self) -> String {
        self.url.clone()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::SeqCst);
        // Wakes the accepting thread; it sees the flag first.
        let _ = TcpStream::connect_timeout(&self.address, Duration::from_secs(1));
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn accept<F>(listener: &Listener, stop: &AtomicBool, converse: &Arc<F>)
where
    F: Fn(Connection) + Send + Sync + 'static,
{
    let busy = Arc::new(AtomicUsize::new(0));
    loop {
        let connection = listener.accept();
        if stop.load(Ordering::SeqCst) {
            return;
        }
        let Ok(connection) = connection else { continue };
        if busy.fetch_add(1, Ordering::SeqCst) >= MOST_CONNECTIONS {
            busy.fetch_sub(1, Ordering::SeqCst);
            continue;
        }
        let (converse, done) = (Arc::clone(converse), Arc::clone(&busy));
        let spawned = std::thread::Builder::new()
            .name("double".to_owned())
            .spawn(move || {
                converse(connection);
                done.fetch_sub(1, Ordering::SeqCst);
            });
        if spawned.is_err() {
            busy.fetch_sub(1, Ordering::SeqCst);
        }
    }
}

fn converse(mut peer: Connection, handler: &dyn Handler) {
    let mut pad = 0;
    let request = peer.read();
    let mut noted = Noted {
        begun: Instant::now(),
        received: peer.take().0,
        sent: Vec::new(),
        fault: None,
    };
    let mut fault = None;
    match request {
        Ok(request) => {
            let answer = handler.answer(&request);
            pad = answer.pad;
            std::thread::sleep(answer.delay);
            if !answer.drop {
                noted.sent = answer.to_bytes();
            }
            let bytes = noted.sent.clone();
            let number = handler.note(Some(answer.case), noted);
            if !bytes.is_empty()
                && let Err(why) = peer.write(&bytes)
            {
                handler.broke(number, peer.take().1, why.clone());
                fault = Some(why);
            }
        }
        // A connection opened and closed unused is no exchange.
        Err(Fault::Silence) => return,
        Err(why) => {
            noted.fault = Some(why.clone());
            handler.note(None, noted);
            fault = Some(why);
        }
    }
    drop(peer.take());
    while pad > 0 && fault.is_none() {
        let some = pad.min(SPACES.len());
        fault = peer.write(SPACES.get(..some).unwrap_or_default()).err();
        pad -= some;
        drop(peer.take());
    }
    peer.close();
}

fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        204 => "No Content",
        308 => "Permanent Redirect",
        400 => "Bad Request",
        402 => "Payment Required",
        404 => "Not Found",
        405 => "Method Not Allowed",
        500 => "Internal Server Error",
        502 => "Bad Gateway",
        503 => "Service Unavailable",
        _ => "Status",
    }
}

const MOST_CONNECTIONS: usize = 256;
const SPACES: [u8; 16 * 1024] = [b' '; 16 * 1024];
