use super::message::{Fault, Head, Limits, Response};
use super::stream::Stream;

/// Which side of the conversation a received message comes from.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Request,
    /// An answer; true where the request was a HEAD.
    Response {
        to_head: bool,
    },
}

/// Reads one message: interim answers are skipped, the framing is removed, limits hold.
pub(super) fn read_message(
    stream: &mut Stream,
    side: Side,
    limits: Limits,
) -> Result<Response, Fault> {
    let start = stream.position;
    let head = loop {
        let head = read_head(stream, side, start, limits)?;
        if side == Side::Request || head.status >= 200 || head.status == 101 {
            break head;
        }
    };
    if side == Side::Request && expects_to_continue(&head) {
        stream.write(b"HTTP/1.1 100 Continue\r\n\r\n")?;
    }
    let body = match framing(&head, side)? {
        Framing::None => Vec::new(),
        Framing::Length(length) => read_length(stream, length, limits)?,
        Framing::Chunked => read_chunked(stream, limits)?,
        Framing::Close => read_to_end(stream, limits)?,
    };
    Ok(Response { head, body })
}

/// Reads one head; `start` is where the message began, interim answers included.
fn read_head(stream: &mut Stream, side: Side, start: usize, limits: Limits) -> Result<Head, Fault> {
    let mut searched = stream.position;
    loop {
        if let Some(end) = head_end(&stream.received, stream.position, searched) {
            if end - start > limits.head {
                return Err(Fault::HeadTooLarge);
            }
            let head = parse_head(
                stream
                    .received
                    .get(stream.position..end)
                    .unwrap_or_default(),
                side,
            )?;
            stream.position = end;
            return Ok(head);
        }
        if stream.received.len() - start > limits.head {
            return Err(Fault::HeadTooLarge);
        }
        searched = stream.received.len().saturating_sub(3).max(stream.position);
        if !stream.fill()? {
            let silent = stream.pending().is_empty();
            return Err(if silent {
                Fault::Silence
            } else {
                Fault::Truncated
            });
        }
    }
}

/// Finds the empty line, looking only at bytes not searched before.
fn head_end(bytes: &[u8], start: usize, searched: usize) -> Option<usize> {
    (searched..bytes.len()).find_map(|at| match bytes.get(at..).unwrap_or_default() {
        [b'\n', b'\n', ..] => Some(at + 2),
        [b'\n', b'\r', b'\n', ..] => Some(at + 3),
        [b'\r', b'\n', ..] if at == start => Some(at + 2),
        _ => None,
    })
}

fn parse_head(bytes: &[u8], side: Side) -> Result<Head, Fault> {
    let mut fields = vec![httparse::EMPTY_HEADER; 512];
    let garbage = |why: &dyn core::fmt::Display| Fault::Garbage(why.to_string());
    let mut head = Head::default();
    let fields = if side == Side::Request {
        let mut request = httparse::Request::new(&mut fields);
        let status = request.parse(bytes).map_err(|error| garbage(&error))?;
        if status.is_partial() {
            return Err(garbage(&"incomplete head"));
        }
        request
            .method
            .unwrap_or_default()
            .clone_into(&mut head.method);
        request
            .path
            .unwrap_or_default()
            .clone_into(&mut head.target);
        request.headers
    } else {
        let mut response = httparse::Response::new(&mut fields);
        let status = response.parse(bytes).map_err(|error| garbage(&error))?;
        if status.is_partial() {
            return Err(garbage(&"incomplete head"));
        }
        head.status = response.code.unwrap_or_default();
        if head.status < 100 {
            return Err(garbage(&"status code below 100"));
        }
        response.headers
    };
    head.headers = fields
        .iter()
        .map(|field| (field.name.to_owned(), field.value.to_vec()))
        .collect();
    Ok(head)
}

/// Peers hold a body back until they are told to go on.
fn expects_to_continue(head: &Head) -> bool {
    head.lines("expect")
        .any(|value| value.eq_ignore_ascii_case(b"100-continue"))
}

enum Framing {
    None,
    Length(usize),
    Chunked,
    Close,
}

/// RFC 9112 section 6.3.
fn framing(head: &Head, side: Side) -> Result<Framing, Fault> {
    if let Side::Response { to_head } = side
        && (to_head || matches!(head.status, 101 | 204 | 304))
    {
        return Ok(Framing::None);
    }
    if let Some(coding) = head.lines("transfer-encoding").last() {
        let last = coding.rsplit(|byte| *byte == b',').next();
        if last.is_some_and(|last| last.trim_ascii().eq_ignore_ascii_case(b"chunked")) {
            return Ok(Framing::Chunked);
        }
        return match side {
            Side::Request => Err(Fault::Garbage("transfer coding is not chunked".to_owned())),
            Side::Response { .. } => Ok(Framing::Close),
        };
    }
    let mut lengths = head.lines("content-length");
    let Some(first) = lengths.next() else {
        return Ok(if side == Side::Request {
            Framing::None
        } else {
            Framing::Close
        });
    };
    if lengths.any(|other| other != first) {
        return Err(Fault::Garbage("differing content lengths".to_owned()));
    }
    if first.is_empty() || !first.iter().all(u8::is_ascii_digit) {
        return Err(Fault::Garbage("content length is not a number".to_owned()));
    }
    let length = core::str::from_utf8(first)
        .ok()
        .and_then(|text| text.parse().ok());
    length.map(Framing::Length).ok_or(Fault::BodyTooLarge)
}

fn read_length(stream: &mut Stream, length: usize, limits: Limits) -> Result<Vec<u8>, Fault> {
    if length > limits.body {
        return Err(Fault::BodyTooLarge);
    }
    take(stream, length)
}

fn read_to_end(stream: &mut Stream, limits: Limits) -> Result<Vec<u8>, Fault> {
    while stream.fill()? {
        if stream.pending().len() > limits.body {
            return Err(Fault::BodyTooLarge);
        }
    }
    if stream.cut {
        return Err(Fault::Truncated);
    }
    let length = stream.pending().len();
    take(stream, length)
}

fn read_chunked(stream: &mut Stream, limits: Limits) -> Result<Vec<u8>, Fault> {
    let start = stream.position;
    let mut body = Vec::new();
    loop {
        let line = read_line(stream)?;
        let digits = line
            .split(|byte| *byte == b';')
            .next()
            .unwrap_or_default()
            .trim_ascii();
        let size = chunk_size(digits)?;
        // Framing counts too: endless one-byte chunks must meet the limit.
        if stream.position - start + size > limits.body {
            return Err(Fault::BodyTooLarge);
        }
        if size == 0 {
            break;
        }
        body.extend_from_slice(&take(stream, size)?);
        if !read_line(stream)?.is_empty() {
            return Err(Fault::Garbage("no line end after a chunk".to_owned()));
        }
    }
    while !read_line(stream)?.is_empty() {
        if stream.position - start > limits.body {
            return Err(Fault::BodyTooLarge);
        }
    }
    Ok(body)
}

fn chunk_size(digits: &[u8]) -> Result<usize, Fault> {
    if digits.is_empty() || !digits.iter().all(u8::is_ascii_hexdigit) {
        return Err(Fault::Garbage("chunk size is not hexadecimal".to_owned()));
    }
    let text = String::from_utf8_lossy(digits);
    let size = usize::from_str_radix(&text, 16)
        .ok()
        .filter(|size| *size < usize::MAX / 4);
    size.ok_or(Fault::BodyTooLarge)
}

fn read_line(stream: &mut Stream) -> Result<Vec<u8>, Fault> {
    const LINE: usize = 8 * 1024;
    loop {
        if let Some(end) = stream.pending().iter().position(|byte| *byte == b'\n') {
            let mut line = take(stream, end + 1)?;
            line.pop();
            if line.last() == Some(&b'\r') {
                line.pop();
            }
            return Ok(line);
        }
        if stream.pending().len() > LINE {
            return Err(Fault::Garbage("chunk line over the limit".to_owned()));
        }
        if !stream.fill()? {
            return Err(Fault::Truncated);
        }
    }
}

fn take(stream: &mut Stream, length: usize) -> Result<Vec<u8>, Fault> {
    while stream.pending().len() < length {
        if !stream.fill()? {
            return Err(Fault::Truncated);
        }
    }
    let bytes = stream.pending().get(..length).unwrap_or_default().to_vec();
    stream.position += length;
    Ok(bytes)
}
