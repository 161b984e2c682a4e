use core::time::Duration;
use std::io::{self, ErrorKind, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::time::Instant;

/// What a conversation runs over: a socket, or TLS over one.
pub(super) trait Transport: Read + Write + Send {
    /// The socket underneath.
    fn wire(&mut self) -> &mut Wire;

    /// Does what must come before the first byte.
    fn handshake(&mut self) -> io::Result<()> {
        Ok(())
    }

    /// Says that no more will be written.
    fn finish(&mut self) {
        let _ = self.wire().socket.shutdown(Shutdown::Write);
    }
}

/// A socket that gives up at its deadline, however many reads and writes it takes to get there.
pub(super) struct Wire {
    pub(super) socket: TcpStream,
    pub(super) deadline: Instant,
    /// Whether the peer has sent anything.
    pub(super) heard: bool,
}

impl Wire {
    pub(super) fn new(socket: TcpStream, deadline: Instant) -> Self {
        // Small writes must not wait for each other; a failure only costs time.
        let _ = socket.set_nodelay(true);
        Self {
            socket,
            deadline,
            heard: false,
        }
    }

    fn remaining(&self) -> io::Result<Duration> {
        let left = self.deadline.saturating_duration_since(Instant::now());
        if left.is_zero() {
            Err(ErrorKind::TimedOut.into())
        } else {
            Ok(left)
        }
    }
}

impl Transport for Wire {
    fn wire(&mut self) -> &mut Wire {
        self
    }
}

impl Read for Wire {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.socket.set_read_timeout(Some(self.remaining()?))?;
        let count = self.socket.read(buffer)?;
        self.heard |= count > 0;
        Ok(count)
    }
}

impl Write for Wire {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.socket.set_write_timeout(Some(self.remaining()?))?;
        self.socket.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
