//! Two origins that answer by a script and remember what came.

use alloc::sync::Arc;
use core::net::SocketAddr;
use core::sync::atomic::{AtomicBool, Ordering};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Mutex;
use std::thread;

/// A request as received.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    /// 0 for the origin that the client is sent to, 1 for the other.
    pub(crate) origin: usize,
    pub(crate) method: String,
    pub(crate) target: String,
    pub(crate) lines: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Seen {
    /// The values of a field.
    pub(crate) fn all(&self, name: &str) -> Vec<&str> {
        let lines = self.lines.iter();
        lines
            .filter(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
            .collect()
    }

    /// The fields that carry a payment.
    pub(crate) fn payments(&self) -> Vec<(String, String)> {
        let carries = |name: &str, value: &str| match name {
            "x-payment" | "payment-signature" | "payment-authorization" => true,
            "authorization" => !value.starts_with("Basic "),
            _ => false,
        };
        let lines = self.lines.iter();
        let lower = lines.map(|(name, value)| (name.to_ascii_lowercase(), value.clone()));
        lower.filter(|(name, value)| carries(name, value)).collect()
    }

    pub(crate) fn is_paid(&self) -> bool {
        let in_query = ["x-payment=", "&payment=", "?payment="];
        !self.payments().is_empty() || in_query.iter().any(|part| self.target.contains(part))
    }
}

/// What answers a request: its number (from 0), the request, and both base URLs.
pub(crate) type Answer = dyn Fn(usize, &Seen, &[String; 2]) -> Vec<u8> + Send + Sync;

pub(crate) struct Origins {
    pub(crate) urls: [String; 2],
    addresses: [SocketAddr; 2],
    seen: Arc<Mutex<Vec<Seen>>>,
    stopped: Arc<AtomicBool>,
}

impl Origins {
    pub(crate) fn start(answer: &Arc<Answer>) -> Self {
        let listeners = [(); 2].map(|()| TcpListener::bind("127.0.0.1:0").unwrap());
        let addresses = [0, 1].map(|origin: usize| listeners[origin].local_addr().unwrap());
        let urls = addresses.map(|address| format!("http://{address}"));
        let seen = Arc::new(Mutex::new(Vec::new()));
        let stopped = Arc::new(AtomicBool::new(false));
        for (origin, listener) in listeners.into_iter().enumerate() {
            let (answer, seen) = (Arc::clone(answer), Arc::clone(&seen));
            let (urls, stopped) = (urls.clone(), Arc::clone(&stopped));
            thread::spawn(move || {
                for stream in listener.incoming() {
                    if stopped.load(Ordering::Acquire) {
                        return;
                    }
                    if let Some((request, mut stream)) = stream.ok().and_then(|it| read(origin, it))
                    {
                        let number = {
                            let mut seen = seen.lock().unwrap();
                            seen.push(request.clone());
                            seen.len() - 1
                        };
                        let _ = stream.write_all(&answer(number, &request, &urls));
                    }
                }
            });
        }
        Self {
            urls,
            addresses,
            seen,
            stopped,
        }
    }

    pub(crate) fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }
}

impl Drop for Origins {
    fn drop(&mut self) {
        self.stopped.store(true, Ordering::Release);
        for address in self.addresses {
            let _ = TcpStream::connect(address);
        }
    }
}

fn read(origin: usize, stream: TcpStream) -> Option<(Seen, TcpStream)> {
    let mut reader = BufReader::new(stream);
    let line = |reader: &mut BufReader<TcpStream>| {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        Some(line.trim_end().to_owned())
    };
    let first = line(&mut reader)?;
    let mut words = first.split(' ');
    let (method, target) = (words.next()?.to_owned(), words.next()?.to_owned());
    let mut lines = Vec::new();
    loop {
        let next = line(&mut reader)?;
        let Some((name, value)) = next.split_once(": ") else {
            break;
        };
        lines.push((name.to_owned(), value.to_owned()));
    }
    let mut seen = Seen {
        origin,
        method,
        target,
        lines,
        body: Vec::new(),
    };
    if let Some(length) = seen.all("Content-Length").first() {
        let mut body = vec![0; length.parse().ok()?];
        reader.read_exact(&mut body).ok()?;
        seen.body = body;
    } else if !seen.all("Transfer-Encoding").is_empty() {
        loop {
            let size = usize::from_str_radix(&line(&mut reader)?, 16).ok()?;
            let mut chunk = vec![0; size + 2];
            reader.read_exact(&mut chunk).ok()?;
            if size == 0 {
                break;
            }
            seen.body.extend_from_slice(&chunk[..size]);
        }
    }
    Some((seen, reader.into_inner()))
}
