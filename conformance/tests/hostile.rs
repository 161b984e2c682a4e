//! A peer that means harm never hangs, crashes or bloats the runner.
#![cfg(feature = "https")]
#![allow(
    unreachable_pub,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking, in its helpers too"
)]

#[path = "../examples/hostile/peers.rs"]
mod peers;
#[path = "../examples/hostile/watch.rs"]
mod watch;

use core::time::Duration;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::Command;
use std::thread;
use std::time::Instant;

use conform402::exchange::http::{
    CertificateAuthority, Endpoint, Fault, Limits, Listener, Server, send,
};
use peers::PEERS;
use watch::watch;

/// Serves every connection with the same behaviour; gives the port.
fn peer(behave: impl Fn(TcpStream) + Send + Sync + Clone + 'static) -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let behave = behave.clone();
            thread::spawn(move || behave(stream));
        }
    });
    port
}

fn ask(port: u16) -> (Vec<u8>, Result<u16, Fault>, Duration) {
    let endpoint = Endpoint::loopback(port);
    let mut limits = Limits::within(Duration::from_millis(400));
    (limits.head, limits.body) = (4096, 16 * 1024);
    let started = Instant::now();
    let request = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    let (received, outcome) = send(&endpoint, request, false, limits);
    (
        received,
        outcome.map(|response| response.head.status),
        started.elapsed(),
    )
}

/// Reads the request head, so that closing does not reset the connection.
fn read_head(stream: &mut TcpStream) {
    let mut bytes = Vec::new();
    let mut one = [0];
    while !bytes.ends_with(b"\r\n\r\n") && stream.read(&mut one).unwrap_or(0) == 1 {
        bytes.push(one[0]);
    }
}

fn saying(text: &'static [u8]) -> u16 {
    peer(move |mut stream| {
        read_head(&mut stream);
        let _ = stream.write_all(text);
    })
}

fn endless(start: &'static [u8], rest: &'static [u8]) -> u16 {
    peer(move |mut stream| {
        read_head(&mut stream);
        let _ = stream.write_all(start);
        while stream.write_all(rest).is_ok() {}
    })
}

fn trickle(text: &'static [u8]) -> u16 {
    peer(move |mut stream| {
        read_head(&mut stream);
        for byte in text.iter().cycle() {
            if stream.write_all(&[*byte]).is_err() {
                return;
            }
            thread::sleep(Duration::from_millis(20));
        }
    })
}

#[track_caller]
fn bounded(port: u16, expected: &dyn Fn(&Fault) -> bool) {
    let (received, outcome, elapsed) = ask(port);
    let fault = outcome.expect_err("a hostile peer gives no answer");
    assert!(expected(&fault), "{fault:?}");
    assert!(
        received.len() <= 64 * 1024,
        "{} bytes were kept",
        received.len()
    );
    assert!(elapsed < Duration::from_secs(3), "{elapsed:?}");
}

#[test]
fn endless_messages_meet_their_limits() {
    bounded(
        endless(
            b"HTTP/1.1 200 OK\r\n",
            b"X-Filler: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n",
        ),
        &|fault| *fault == Fault::HeadTooLarge,
    );
    bounded(
        endless(
            b"HTTP/1.1 200 OK\r\nX: ",
            b"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        ),
        &|fault| *fault == Fault::HeadTooLarge,
    );
    bounded(endless(b"", b"HTTP/1.1 100 Continue\r\n\r\n"), &|fault| {
        *fault == Fault::HeadTooLarge
    });
    bounded(
        endless(b"HTTP/1.1 200 OK\r\n\r\n", &[b'a'; 1024]),
        &|fault| *fault == Fault::BodyTooLarge,
    );
    bounded(
        endless(
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
            b"1\r\na\r\n",
        ),
        &|fault| *fault == Fault::BodyTooLarge,
    );
    bounded(
        endless(
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n",
            b"X: trailer\r\n",
        ),
        &|fault| *fault == Fault::BodyTooLarge,
    );
    bounded(
        endless(
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
            &[b'f'; 1024],
        ),
        &|fault| matches!(fault, Fault::Garbage(_)),
    );
}

#[test]
fn announced_sizes_are_not_believed() {
    for head in [
        &b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n"[..],
        b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999999999\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffff\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffffffffff\r\n",
    ] {
        bounded(saying(head), &|fault| *fault == Fault::BodyTooLarge);
    }
}

#[test]
fn silence_trickle_and_a_full_pipe_end_at_the_deadline() {
    bounded(
        peer(|stream| {
            thread::sleep(Duration::from_secs(2));
            drop(stream);
        }),
        &|fault| *fault == Fault::Timeout,
    );
    bounded(trickle(b"HTTP/1.1 200 OK\r\nX: y\r\n"), &|fault| {
        *fault == Fault::Timeout
    });
}

#[test]
fn broken_messages_are_named() {
    bounded(saying(b""), &|fault| *fault == Fault::Silence);
    bounded(saying(b"HTTP/1.1 200 OK\r\nX"), &|fault| {
        *fault == Fault::Truncated
    });
    bounded(
        saying(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc"),
        &|fault| *fault == Fault::Truncated,
    );
    for garbage in [
        &b"\x16\x03\x01\x02\x00\x01\x00\r\n\r\n"[..],
        b"SSH-2.0-x\r\n\r\n",
        b"HTTP/1.1 abc OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
        b"HTTP/1.1 200 OK\r\nbad name: 1\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nab\r\n",
    ] {
        bounded(saying(garbage), &|fault| matches!(fault, Fault::Garbage(_)));
    }
    // Closing with unread input resets the connection.
    bounded(peer(drop), &|fault| {
        matches!(fault, Fault::Reset(_) | Fault::Silence)
    });
    let free = TcpListener::bind(("127.0.0.1", 0))
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    bounded(free, &|fault| matches!(fault, Fault::Connect(_)));
}

#[test]
fn odd_but_legal_answers_are_read() {
    for (text, status, body) in [
        (&b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\n\r\nextra"[..], 204, &b""[..]),
        (b"HTTP/1.1 402 Payment Required\r\n\r\nuntil close", 402, b"until close"),
        (b"HTTP/1.0 200 OK\ncontent-length: 2\n\nabc", 200, b"ab"),
        (
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n0\r\nT: 1\r\n\r\n",
            200,
            b"abc",
        ),
        (b"HTTP/1.1 402\r\nTransfer-Encoding: x-chunked\r\n\r\n1\r\na", 402, b"1\r\na"),
        (b"HTTP/1.1 304 Same\r\nContent-Length: 5\r\n\r\n", 304, b""),
        (b"HTTP/1.1 103 Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\ncOnTeNt-LeNgTh: 1\r\n\r\na", 200, b"a"),
        (b"HTTP/1.1 200 OK\r\nX: \xff\xfe\r\nContent-Length: 0\r\n\r\n", 200, b""),
    ] {
        let endpoint = Endpoint::loopback(saying(text));
        let limits = Limits::within(Duration::from_secs(2));
        let (received, outcome) = send(&endpoint, b"GET / HTTP/1.1\r\n\r\n", false, limits);
        let response = outcome.unwrap();
        assert_eq!((response.head.status, response.body.as_slice()), (status, body));
        assert_eq!(received, text[..received.len()], "exact bytes are kept");
    }
}

#[test]
fn odd_but_legal_requests_are_read() {
    let listener = Listener::bind(None, Limits::within(Duration::from_secs(5))).unwrap();
    let address = listener.address();
    let _server = Server::serve(listener, |mut peer| {
        while let Ok(request) = peer.read() {
            let field = request.head.lines("x-odd").collect::<Vec<_>>().concat();
            let body = [
                request.head.target.as_bytes(),
                &field[..],
                &request.body[..],
            ]
            .join(&b'|');
            let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", body.len());
            peer.write(&[head.as_bytes(), &body[..]].concat()).unwrap();
        }
        peer.close();
    })
    .unwrap();
    for (request, answers) in [
        (&b"GET http://a/b HTTP/1.1\nX-oDD: \xe9\nx-odd:f\n\n"[..], &[&b"http://a/b|\xe9f|"[..]][..]),
        (
            b"POST /a HTTP/1.1\r\nTRANSFER-ENCODING: gzip, Chunked\r\n\r\n1\r\na\r\n02;x\r\nbc\r\n0\r\n\r\n",
            &[b"/a||abc"],
        ),
        (b"GET /1 HTTP/1.1\r\n\r\nGET /2 HTTP/1.0\r\nContent-Length: 1\r\n\r\nx", &[b"/1||", b"/2||x"]),
        (b"PUT /e HTTP/1.1\r\nExpect: 100-Continue\r\nContent-Length: 1\r\n\r\nx", &[b"100 Continue", b"/e||x"]),
    ] {
        let mut caller = TcpStream::connect(address).unwrap();
        caller.write_all(request).unwrap();
        caller.shutdown(std::net::Shutdown::Write).unwrap();
        let mut said = Vec::new();
        caller.read_to_end(&mut said).unwrap();
        for answer in answers {
            let has = said.windows(answer.len()).any(|window| window == *answer);
            assert!(has, "{}", String::from_utf8_lossy(&said));
        }
    }
}

/// Both directions meet harm: a double goes on answering honest callers.
#[test]
fn doubles_survive_hostile_callers() {
    let mut limits = Limits::within(Duration::from_millis(300));
    (limits.head, limits.body) = (4096, 16 * 1024);
    let listener = Listener::bind(None, limits).unwrap();
    let address = listener.address();
    let server = Server::serve(listener, |mut peer| {
        if peer.read().is_ok() {
            let _ = peer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        }
        peer.close();
    })
    .unwrap();
    // More than are served at once, and all of them wait.
    let idle: Vec<_> = (0..300).map(|_| TcpStream::connect(address)).collect();
    for (start, rest) in [
        (&b"GET / HTTP/1.1\r\n"[..], &b"X: y\r\n"[..]),
        (b"", b"\x00\xff"),
        (
            b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n",
            b"1\r\na\r\n",
        ),
        (
            b"POST / HTTP/1.1\r\nContent-Length: 99999999999\r\n\r\n",
            b"a",
        ),
    ] {
        let mut caller = TcpStream::connect(address).unwrap();
        let _ = caller.set_write_timeout(Some(Duration::from_secs(5)));
        let mut taken = caller.write_all(start).is_ok();
        let begun = Instant::now();
        while taken && begun.elapsed() < Duration::from_secs(5) {
            taken = caller.write_all(&rest.repeat(512)).is_ok();
        }
        assert!(!taken, "{start:?} was read without end");
    }
    drop(idle);
    let honest = |_| {
        let request = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n";
        let endpoint = Endpoint::loopback(address.port());
        let outcome = send(
            &endpoint,
            request,
            false,
            Limits::within(Duration::from_secs(2)),
        )
        .1;
        outcome.is_ok_and(|answer| answer.body == b"ok")
    };
    assert!((0..20).any(honest));
    drop(server);
}

/// The whole program against each peer of the table: an end in time, no more memory than answers
/// may take, and never a pass.
#[test]
fn the_program_survives_every_peer() {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let authority = CertificateAuthority::create().unwrap();
    thread::scope(|scope| {
        for peer in PEERS {
            let (fixtures, authority) = (&fixtures, &authority);
            scope.spawn(move || {
                let (url, _server) = peer.start(authority).unwrap();
                let mut command = Command::new(env!("CARGO_BIN_EXE_conform402"));
                command
                    .args(["server", "--timeout", "1", "--url", &url, "--profile"])
                    .arg(fixtures.join("profile.json"))
                    .arg("--vectors")
                    .arg(fixtures.join("set"))
                    .arg("--ca-file")
                    .arg(authority.file());
                let seen = watch(command).unwrap();
                let said = format!("{}: {}", peer.name, seen.output);
                // Two do answer 402, all that the fixture asks, where the machine is quick enough.
                let answers = ["JSON", "20000 offers"]
                    .iter()
                    .any(|name| peer.name.starts_with(name));
                let expected = if answers { &[0, 1, 3][..] } else { &[1, 3] };
                assert!(expected.contains(&seen.status.code().unwrap()), "{said}");
                assert!(
                    seen.time < Duration::from_secs(60),
                    "{:?} {said}",
                    seen.time
                );
                assert!(
                    seen.peak_kilobytes < 64 * 1024,
                    "{} {said}",
                    seen.peak_kilobytes
                );
            });
        }
    });
}
