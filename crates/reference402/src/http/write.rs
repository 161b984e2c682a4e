//! Responses to bytes.

use super::Response;

/// How responses are written: everything that HTTP leaves free.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Style {
    /// Letter case of field names.
    pub(crate) case: Case,
    /// Chunks instead of a length.
    pub(crate) chunked: bool,
    /// No reason phrase.
    pub(crate) bare_status: bool,
    /// One answer for each connection.
    pub(crate) close: bool,
}

/// Letter case of field names.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) enum Case {
    #[default]
    Kept,
    Lower,
    Upper,
}

impl Style {
    /// The bytes of a response; those of an answer to HEAD end with the head.
    pub(super) fn write(self, response: &Response, head_only: bool, keep: bool) -> Vec<u8> {
        let reason = if self.bare_status {
            ""
        } else {
            reason(response.status)
        };
        let mut bytes = format!("HTTP/1.1 {} {reason}\r\n", response.status).into_bytes();
        for (name, value) in response.fields.lines() {
            self.field(&mut bytes, name, value);
        }
        if !keep {
            self.field(&mut bytes, "Connection", b"close");
        }
        let chunked = self.chunked && !response.body.is_empty();
        if chunked {
            self.field(&mut bytes, "Transfer-Encoding", b"chunked");
        } else if response.status != 204 {
            let length = response.body.len().to_string();
            self.field(&mut bytes, "Content-Length", length.as_bytes());
        }
        bytes.extend_from_slice(b"\r\n");
        if head_only {
            return bytes;
        }
        if !chunked {
            bytes.extend_from_slice(&response.body);
            return bytes;
        }
        for chunk in response.body.chunks(61) {
            bytes.extend_from_slice(format!("{:x}\r\n", chunk.len()).as_bytes());
            bytes.extend_from_slice(chunk);
            bytes.extend_from_slice(b"\r\n");
        }
        bytes.extend_from_slice(b"0\r\n\r\n");
        bytes
    }

    fn field(self, bytes: &mut Vec<u8>, name: &str, value: &[u8]) {
        let name = match self.case {
            Case::Kept => name.to_owned(),
            Case::Lower => name.to_ascii_lowercase(),
            Case::Upper => name.to_ascii_uppercase(),
        };
        bytes.extend_from_slice(name.as_bytes());
        bytes.extend_from_slice(b": ");
        bytes.extend_from_slice(value);
        bytes.extend_from_slice(b"\r\n");
    }
}

fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        204 => "No Content",
        400 => "Bad Request",
        401 => "Unauthorized",
        402 => "Payment Required",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        409 => "Conflict",
        410 => "Gone",
        413 => "Content Too Large",
        431 => "Request Header Fields Too Large",
        500 => "Internal Server Error",
        502 => "Bad Gateway",
        503 => "Service Unavailable",
        _ => "Other",
    }
}
