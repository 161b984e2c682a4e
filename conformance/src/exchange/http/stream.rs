use std::io::ErrorKind;
use std::time::Instant;

use super::message::Fault;
use super::wire::Transport;

/// A connection with one deadline for everything, which keeps every byte in both directions.
pub(super) struct Stream {
    transport: Box<dyn Transport>,
    ready: bool,
    /// All bytes received so far; plaintext, where there is TLS.
    pub(super) received: Vec<u8>,
    /// How many of them were consumed.
    pub(super) position: usize,
    /// All bytes sent so far.
    pub(super) sent: Vec<u8>,
    /// Whether TLS ended without saying so: what has no other end is then incomplete.
    pub(super) cut: bool,
}

impl Stream {
    pub(super) fn new(transport: impl Transport + 'static) -> Self {
        Self {
            transport: Box::new(transport),
            ready: false,
            received: Vec::new(),
            position: 0,
            sent: Vec::new(),
            cut: false,
        }
    }

    /// What arrived and was not consumed yet.
    pub(super) fn pending(&self) -> &[u8] {
        self.received.get(self.position..).unwrap_or_default()
    }

    pub(super) fn set_deadline(&mut self, deadline: Instant) {
        self.transport.wire().deadline = deadline;
    }

    /// Waits for more bytes; false at the end of the stream.
    pub(super) fn fill(&mut self) -> Result<bool, Fault> {
        self.get_ready()?;
        let mut buffer = [0; 16 * 1024];
        loop {
            match self.transport.read(&mut buffer) {
                Ok(0) => return Ok(false),
                Ok(count) => {
                    self.received
                        .extend_from_slice(buffer.get(..count).unwrap_or_default());
                    return Ok(true);
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) if error.kind() == ErrorKind::UnexpectedEof => {
                    self.cut = true;
                    return Ok(false);
                }
                Err(error) => return Err(lost(&error)),
            }
        }
    }

    pub(super) fn write(&mut self, mut bytes: &[u8]) -> Result<(), Fault> {
        self.get_ready()?;
        while !bytes.is_empty() {
            match self.transport.write(bytes) {
                Ok(0) => return Err(Fault::Reset("the peer takes no more bytes".to_owned())),
                Ok(count) => {
                    let (written, rest) = bytes.split_at(count.min(bytes.len()));
                    self.sent.extend_from_slice(written);
                    bytes = rest;
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(lost(&error)),
            }
        }
        self.transport.flush().map_err(|error| lost(&error))
    }

    /// Ends our side, then waits briefly for the peer's: closing with unread input would reset
    /// the connection and take the answer with it.
    pub(super) fn close(mut self, deadline: Instant) {
        if !self.ready {
            return;
        }
        self.transport.finish();
        self.set_deadline(deadline);
        for _ in 0..LEFTOVERS {
            self.received.clear();
            if !matches!(self.fill(), Ok(true)) {
                return;
            }
        }
    }

    fn get_ready(&mut self) -> Result<(), Fault> {
        if self.ready {
            return Ok(());
        }
        let done = self.transport.handshake();
        let heard = self.transport.wire().heard;
        done.map_err(|error| match error.kind() {
            ErrorKind::WouldBlock | ErrorKind::TimedOut => Fault::Timeout,
            ErrorKind::UnexpectedEof if !heard => Fault::Silence,
            _ => Fault::Tls(error.to_string()),
        })?;
        self.ready = true;
        Ok(())
    }
}

fn lost(error: &std::io::Error) -> Fault {
    match error.kind() {
        ErrorKind::WouldBlock | ErrorKind::TimedOut => Fault::Timeout,
        ErrorKind::InvalidData => Fault::Tls(error.to_string()),
        _ => Fault::Reset(error.to_string()),
    }
}

/// Reads of up to 16 KB that are thrown away before a connection is closed.
const LEFTOVERS: usize = 64;
