use super::invocation::quoted;
use crate::bytes;

/// The shell command that sends the bytes of a request again.
///
/// `curl` where it sends them unchanged; otherwise `printf` into `nc`, which sends anything.
pub(super) fn command(origin: &str, sent: &[u8]) -> String {
    curl(origin, sent).unwrap_or_else(|| raw(origin, sent))
}

fn curl(origin: &str, sent: &[u8]) -> Option<String> {
    let text = core::str::from_utf8(sent).ok()?;
    let (head, body) = text.split_once("\r\n\r\n")?;
    let printable = |c: char| !c.is_control() && c.is_ascii();
    let mut lines = head.split("\r\n");
    let start = lines.next()?;
    let (method, target) = start.strip_suffix(" HTTP/1.1")?.split_once(' ')?;
    if !target.starts_with('/') || target.contains([' ', '#']) || !start.chars().all(printable) {
        return None;
    }
    let mut command = "curl -sS -i --http1.1 --path-as-is -g".to_owned();
    match method {
        "GET" if body.is_empty() => {}
        "HEAD" => command.push_str(" --head"),
        method => command.extend([" -X ", &quoted(method)]),
    }
    let mut agent = false;
    for line in lines {
        let (name, value) = line.split_once(": ")?;
        if !line.chars().all(printable) || value.is_empty() || name.starts_with('@') {
            return None;
        }
        agent |= name.eq_ignore_ascii_case("user-agent");
        // curl measures the body itself; a length that lies is for nc to send.
        if name.eq_ignore_ascii_case("content-length") {
            if value.parse() != Ok(body.len()) {
                return None;
            }
        } else {
            command.extend([" -H ", &quoted(line)]);
        }
    }
    if !agent {
        command.push_str(" -H User-Agent:");
    }
    if !body.is_empty() {
        if body.starts_with('@') || body.contains('\0') {
            return None;
        }
        command.extend([" --data-binary ", &quoted(body)]);
    }
    command.extend([" ", &quoted(&format!("{origin}{target}"))]);
    Some(command)
}

fn raw(origin: &str, sent: &[u8]) -> String {
    let (scheme, authority) = origin.split_once("://").unwrap_or(("http", origin));
    let authority = authority.split('/').next().unwrap_or_default();
    let (host, port) = authority
        .rsplit_once(':')
        .unwrap_or((authority, if scheme == "https" { "443" } else { "80" }));
    let mut text = String::new();
    for byte in sent {
        match byte {
            b'\r' => text.push_str(r"\r"),
            b'\n' => text.push_str(r"\n"),
            b'\\' => text.push_str(r"\\"),
            b'%' => text.push_str("%%"),
            b' '..=b'~' => text.push(char::from(*byte)),
            other => push!(text, r"\{other:03o}"),
        }
    }
    let pipe = if scheme == "https" {
        format!("openssl s_client -quiet -connect {}", quoted(authority))
    } else {
        format!(
            "nc {} {}",
            quoted(host.trim_matches(['[', ']'])),
            quoted(port)
        )
    };
    format!("printf {} | {pipe}", quoted(&text))
}

/// What travelled, for people: lines as lines, and whatever is unusual spelled out.
pub(super) fn shown(content: &[u8], limit: usize) -> String {
    let end = content.windows(4).position(|four| four == b"\r\n\r\n");
    let Some(end) = end.filter(|end| *end < limit) else {
        return bytes::show(content, limit);
    };
    let (head, body) = content.split_at_checked(end + 4).unwrap_or((content, &[]));
    // Lines of a head end with both characters: one alone is worth seeing.
    let mut text = String::new();
    for (number, line) in head.split(|byte| *byte == b'\n').enumerate() {
        if number > 0 {
            text.push('\n');
        }
        let (line, ending) = match line.strip_suffix(b"\r") {
            Some(line) => (line, ""),
            None if line.is_empty() => (line, ""),
            None => (line, r"\n"),
        };
        for part in line.split(|byte| *byte == b'\r').enumerate() {
            text.push_str(if part.0 > 0 { r"\r" } else { "" });
            text.push_str(&bytes::show(part.1, limit));
        }
        text.push_str(ending);
    }
    text.push_str(&bytes::show(body, limit.saturating_sub(end)));
    text
}

#[cfg(test)]
mod tests {
    use super::{command, shown};

    #[test]
    fn ordinary_requests_are_sent_by_curl() {
        let get = b"GET /paid?a=%20 HTTP/1.1\r\nHost: a:1\r\nUser-Agent: x\r\n\r\n";
        assert_eq!(
            command("http://a:1", get),
            "curl -sS -i --http1.1 --path-as-is -g -H 'Host: a:1' -H 'User-Agent: x' 'http://a:1/paid?a=%20'"
        );
        let post = b"POST /b HTTP/1.1\r\nHost: a:1\r\nContent-Length: 6\r\n\r\n{'a':1";
        assert_eq!(
            command("http://a:1", post),
            r"curl -sS -i --http1.1 --path-as-is -g -X POST -H 'Host: a:1' -H User-Agent: --data-binary '{'\''a'\'':1' http://a:1/b"
        );
    }

    #[test]
    fn what_curl_would_change_goes_through_nc() {
        for sent in [
            &b"GET http://a/b HTTP/1.1\r\n\r\n"[..],
            b"GET /b HTTP/1.1\r\nX: \xff\r\n\r\n",
            b"GET /b HTTP/1.1\r\nContent-Length: 9\r\n\r\nab",
            b"GET /b HTTP/1.1\nHost: a\n\n",
        ] {
            let line = command("http://[::1]:8080/base", sent);
            assert!(line.starts_with("printf 'GET "), "{line}");
            assert!(line.ends_with("' | nc ::1 8080"), "{line}");
        }
        assert_eq!(
            command("http://a:1", b"G\xff%\\\r\n"),
            r"printf 'G\377%%\\\r\n' | nc a 1"
        );
    }

    #[test]
    fn unusual_line_ends_of_a_head_are_seen() {
        let content = b"HTTP/1.1 200 OK\r\nA: b\nC: d\re\r\n\r\nx\ny";
        assert_eq!(
            shown(content, 99),
            "HTTP/1.1 200 OK\nA: b\\n\nC: d\\re\n\nx\ny"
        );
    }
}
