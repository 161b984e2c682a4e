//! Heads and bodies from a stream.

use core::ops::Range;
use std::io::{self, BufRead, BufReader, Read};

use super::{Fields, Request, Response};

const HEAD: usize = 128 * 1024;
const BODY: usize = 4 * 1024 * 1024;
const FIELDS: usize = 128;

/// Why a request cannot be answered by its handler.
#[derive(Debug)]
pub(super) enum Trouble {
    /// Nothing more comes.
    End,
    /// The request deserves this status.
    Status(u16),
}

impl From<io::Error> for Trouble {
    fn from(_: io::Error) -> Self {
        Self::End
    }
}

/// Where a body ends.
enum Framing {
    Length(usize),
    Chunked,
    Close,
}

/// Reads the next request. `invite` is called where the client waits for leave to send the body.
pub(super) fn request(
    stream: &mut BufReader<impl Read>,
    invite: impl FnOnce() -> io::Result<()>,
) -> Result<(Request, bool), Trouble> {
    let mut bytes = head(stream)?;
    let mut fields = [httparse::EMPTY_HEADER; FIELDS];
    let mut parsed = httparse::Request::new(&mut fields);
    match parsed.parse(&bytes) {
        Ok(httparse::Status::Complete(_)) => {}
        _ => return Err(Trouble::Status(400)),
    }
    let (method, target) = (parsed.method, parsed.path);
    let mut request = Request {
        method: method.unwrap_or_default().to_owned(),
        target: target.unwrap_or_default().to_owned(),
        fields: collect(parsed.headers),
        body: Vec::new(),
        bytes: Vec::new(),
    };
    let wants_close = |value: &str| value.eq_ignore_ascii_case("close");
    let keep =
        parsed.version == Some(1) && !request.fields.get("Connection").is_some_and(wants_close);
    let framing = framing(&request.fields)
        .ok_or(Trouble::Status(400))?
        .unwrap_or(Framing::Length(0));
    if request.fields.get("Expect").is_some() {
        invite()?;
    }
    request.body = body(stream, &framing, &mut bytes)?;
    request.bytes = bytes;
    Ok((request, keep))
}

/// Reads a response; those to HEAD have no body.
pub(super) fn response(stream: &mut BufReader<impl Read>, head_only: bool) -> io::Result<Response> {
    loop {
        let response = one_response(stream, head_only)?;
        // 100 Continue and its like come before the response.
        if !(100..200).contains(&response.status) {
            return Ok(response);
        }
    }
}

fn one_response(stream: &mut BufReader<impl Read>, head_only: bool) -> io::Result<Response> {
    let broken = |what: &str| io::Error::new(io::ErrorKind::InvalidData, what.to_owned());
    let mut bytes = head(stream).map_err(|_| broken("no head"))?;
    let mut fields = [httparse::EMPTY_HEADER; FIELDS];
    let mut parsed = httparse::Response::new(&mut fields);
    match parsed.parse(&bytes) {
        Ok(httparse::Status::Complete(_)) => {}
        _ => return Err(broken("no head")),
    }
    let mut response = Response {
        status: parsed.code.unwrap_or_default(),
        fields: collect(parsed.headers),
        body: Vec::new(),
    };
    if head_only || matches!(response.status, ..200 | 204 | 304) {
        return Ok(response);
    }
    let framing = framing(&response.fields)
        .ok_or_else(|| broken("framing"))?
        .unwrap_or(Framing::Close);
    response.body = body(stream, &framing, &mut bytes).map_err(|_| broken("the body is cut"))?;
    Ok(response)
}

fn collect(headers: &[httparse::Header<'_>]) -> Fields {
    let mut fields = Fields::default();
    for header in headers {
        fields.add(header.name, header.value);
    }
    fields
}

/// Everything up to the empty line.
fn head(stream: &mut BufReader<impl Read>) -> Result<Vec<u8>, Trouble> {
    let mut head = Vec::new();
    let mut limited = stream.take(HEAD as u64);
    loop {
        let before = head.len();
        if limited.read_until(b'\n', &mut head)? == 0 {
            return Err(match head.len() {
                HEAD => Trouble::Status(431),
                _ => Trouble::End,
            });
        }
        let line = head.get(before..).unwrap_or_default();
        if (line == b"\r\n" || line == b"\n") && before > 0 {
            return Ok(head);
        }
    }
}

/// None where the fields contradict themselves, `Some(None)` where they say nothing.
#[expect(clippy::option_option, reason = "refused, silent, stated")]
fn framing(fields: &Fields) -> Option<Option<Framing>> {
    let coding = fields.get("Transfer-Encoding");
    let mut lengths = fields.all("Content-Length");
    match (coding, lengths.next(), lengths.next()) {
        (None, None, _) => Some(None),
        (Some(coding), None, _) if coding.eq_ignore_ascii_case("chunked") => {
            Some(Some(Framing::Chunked))
        }
        (None, Some(length), None) if length.bytes().all(|byte| byte.is_ascii_digit()) => length
            .parse()
            .ok()
            .map(|length| Some(Framing::Length(length))),
        _ => None,
    }
}

/// Reads a body, and keeps what was read in `bytes`, too.
fn body(
    stream: &mut BufReader<impl Read>,
    framing: &Framing,
    bytes: &mut Vec<u8>,
) -> Result<Vec<u8>, Trouble> {
    match framing {
        Framing::Length(length) => {
            let range = exactly(stream, *length, bytes)?;
            Ok(bytes.get(range).unwrap_or_default().to_vec())
        }
        Framing::Close => {
            let start = bytes.len();
            stream.take(BODY as u64).read_to_end(bytes)?;
            Ok(bytes.get(start..).unwrap_or_default().to_vec())
        }
        Framing::Chunked => chunks(stream, bytes),
    }
}

fn chunks(stream: &mut BufReader<impl Read>, bytes: &mut Vec<u8>) -> Result<Vec<u8>, Trouble> {
    let mut body = Vec::new();
    loop {
        let range = line(stream, bytes)?;
        let size = httparse::parse_chunk_size(bytes.get(range).unwrap_or_default());
        let Ok(httparse::Status::Complete((_, size))) = size else {
            return Err(Trouble::Status(400));
        };
        if size == 0 {
            // Trailer fields, up to the empty line.
            while line(stream, bytes)?.len() > 2 {}
            return Ok(body);
        }
        let size = usize::try_from(size).map_err(|_| Trouble::Status(413))?;
        let range = exactly(stream, size, bytes)?;
        body.extend_from_slice(bytes.get(range).unwrap_or_default());
        line(stream, bytes)?;
        if body.len() > BODY {
            return Err(Trouble::Status(413));
        }
    }
}

fn line(stream: &mut BufReader<impl Read>, bytes: &mut Vec<u8>) -> Result<Range<usize>, Trouble> {
    let start = bytes.len();
    match stream.take(4096).read_until(b'\n', bytes)? {
        0 => Err(Trouble::End),
        _ => Ok(start..bytes.len()),
    }
}

fn exactly(
    stream: &mut BufReader<impl Read>,
    length: usize,
    bytes: &mut Vec<u8>,
) -> Result<Range<usize>, Trouble> {
    if length > BODY {
        return Err(Trouble::Status(413));
    }
    let start = bytes.len();
    stream.take(length as u64).read_to_end(bytes)?;
    match bytes.len() - start {
        read if read == length => Ok(start..bytes.len()),
        _ => Err(Trouble::End),
    }
}
