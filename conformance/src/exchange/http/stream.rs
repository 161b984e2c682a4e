use core::time::Duration;
use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::time::Instant;

use super::message::Fault;

/// A connection with one deadline for everything, which keeps every byte that arrived.
pub(super) struct Stream {
    socket: TcpStream,
    deadline: Instant,
    /// All bytes received so far.
    pub(super) received: Vec<u8>,
    /// How many of them were consumed.
    pub(super) position: usize,
}

impl Stream {
    pub(super) fn new(socket: TcpStream, deadline: Instant) -> Self {
        Self {
            socket,
            deadline,
            received: Vec::new(),
            position: 0,
        }
    }

    /// What arrived and was not consumed yet.
    pub(super) fn pending(&self) -> &[u8] {
        self.received.get(self.position..).unwrap_or_default()
    }

    /// Waits for more bytes; false at the end of the stream.
    pub(super) fn fill(&mut self) -> Result<bool, Fault> {
        self.socket
            .set_read_timeout(Some(self.remaining()?))
            .map_err(|error| lost(&error))?;
        let mut buffer = [0; 16 * 1024];
        loop {
            match self.socket.read(&mut buffer) {
                Ok(0) => return Ok(false),
                Ok(count) => {
                    self.received.extend(buffer.iter().take(count));
                    return Ok(true);
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(lost(&error)),
            }
        }
    }

    pub(super) fn write(&mut self, mut bytes: &[u8]) -> Result<(), Fault> {
        while !bytes.is_empty() {
            self.socket
                .set_write_timeout(Some(self.remaining()?))
                .map_err(|error| lost(&error))?;
            match self.socket.write(bytes) {
                Ok(0) => return Err(Fault::Reset("the peer takes no more bytes".to_owned())),
                Ok(count) => bytes = bytes.get(count..).unwrap_or_default(),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(lost(&error)),
            }
        }
        Ok(())
    }

    fn remaining(&self) -> Result<Duration, Fault> {
        let left = self.deadline.saturating_duration_since(Instant::now());
        if left.is_zero() {
            Err(Fault::Timeout)
        } else {
            Ok(left)
        }
    }
}

fn lost(error: &std::io::Error) -> Fault {
    match error.kind() {
        ErrorKind::WouldBlock | ErrorKind::TimedOut => Fault::Timeout,
        _ => Fault::Reset(error.to_string()),
    }
}
