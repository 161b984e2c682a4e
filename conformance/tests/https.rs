//! TLS in both directions, against ourselves and against what others' clients use.
#![cfg(feature = "https")]
#![allow(
    clippy::unwrap_used,
    reason = "a test fails by panicking, in its helpers too"
)]

use core::time::Duration;
use std::net::TcpListener;
use std::process::Command;

use conform402::exchange::http::{
    CertificateAuthority, Connection, Endpoint, Fault, Limits, Listener, Server, send,
};

const REQUEST: &[u8] = b"GET /a?b HTTP/1.1\r\nhOsT: a\r\n\r\n";
const ANSWER: &[u8] = b"HTTP/1.1 402 Pay\r\nX-oDD:  \xff\r\nContent-Length: 4\r\n\r\npaid";

fn limits() -> Limits {
    Limits::within(Duration::from_secs(5))
}

fn origin(
    authority: &CertificateAuthority,
    converse: impl Fn(Connection) + Send + Sync + 'static,
) -> Server {
    Server::serve(Listener::bind(Some(authority), limits()).unwrap(), converse).unwrap()
}

fn paying(mut peer: Connection) {
    while let Ok(request) = peer.read() {
        assert_eq!(request.head.method, "GET");
        peer.write(ANSWER).unwrap();
        let (received, sent) = peer.take();
        assert!(received.starts_with(b"GET /"), "plaintext is recorded");
        assert_eq!(sent, ANSWER);
    }
    peer.close();
}

#[test]
fn exact_bytes_go_both_ways() {
    let authority = CertificateAuthority::create().unwrap();
    let server = origin(&authority, paying);
    assert!(server.url().starts_with("https://127.0.0.1:"));
    let endpoint = Endpoint::parse(&server.url(), Some(authority.file())).unwrap();
    let (received, outcome) = send(&endpoint, REQUEST, false, limits());
    let answer = outcome.unwrap();
    assert_eq!(
        (answer.head.status, answer.body.as_slice()),
        (402, &b"paid"[..])
    );
    assert_eq!(received, ANSWER);
}

#[test]
fn strangers_are_not_trusted() {
    let authority = CertificateAuthority::create().unwrap();
    let stranger = CertificateAuthority::create().unwrap();
    let server = origin(&authority, |mut peer| {
        let fault = peer.read().map(|request| request.head.target).unwrap_err();
        assert!(matches!(fault, Fault::Tls(_)), "{fault:?}");
    });
    let endpoint = Endpoint::parse(&server.url(), Some(stranger.file())).unwrap();
    let (received, outcome) = send(&endpoint, REQUEST, false, limits());
    assert!(received.is_empty());
    let fault = outcome.map(|answer| answer.head.status).unwrap_err();
    assert!(
        matches!(&fault, Fault::Tls(why) if why.contains("certificate")),
        "{fault:?}"
    );
}

/// RFC 9112, section 9.8: what ends with the connection needs the word that nothing was cut off.
#[test]
fn a_body_cut_short_is_not_complete() {
    let authority = CertificateAuthority::create().unwrap();
    for orderly in [true, false] {
        let server = origin(&authority, move |mut peer| {
            peer.read().unwrap();
            peer.write(b"HTTP/1.1 200 OK\r\n\r\nuntil close").unwrap();
            if orderly {
                peer.close();
            }
        });
        let endpoint = Endpoint::parse(&server.url(), Some(authority.file())).unwrap();
        let outcome = send(&endpoint, REQUEST, false, limits()).1;
        match outcome {
            Ok(answer) => assert!(orderly && answer.body == b"until close"),
            Err(fault) => assert!(!orderly && fault == Fault::Truncated, "{fault:?}"),
        }
    }
}

#[test]
fn the_file_goes_with_the_authority() {
    let authority = CertificateAuthority::create().unwrap();
    let file = authority.file().to_owned();
    let text = std::fs::read_to_string(&file).unwrap();
    assert!(text.starts_with("-----BEGIN CERTIFICATE-----\n"), "{text}");
    assert!(!text.contains("PRIVATE"));
    drop(authority);
    assert!(!file.exists());
    let missing = Endpoint::parse("https://a.example", Some(&file)).unwrap_err();
    assert!(missing.contains(file.to_str().unwrap()), "{missing}");
}

#[test]
fn clients_of_others_take_the_certificate() {
    let authority = CertificateAuthority::create().unwrap();
    let server = origin(&authority, paying);
    let url = server.url();
    let python = "import sys,urllib.request as u\n\
                  try: u.urlopen(sys.argv[1])\n\
                  except u.HTTPError as e: print(e.code, e.read().decode())";
    let node = "fetch(process.argv[1]).then(async r => console.log(r.status, await r.text()))";
    let commands: [(&str, &[&str]); 3] = [
        ("python3", &["-c", python, &url]),
        ("node", &["-e", node, &url]),
        ("curl", &["-sw", "\n%{http_code}", &url]),
    ];
    for (program, arguments) in commands {
        let output = Command::new(program)
            .args(arguments)
            .env("SSL_CERT_FILE", authority.file())
            .env("CURL_CA_BUNDLE", authority.file())
            .env("NODE_EXTRA_CA_CERTS", authority.file())
            .output();
        let Ok(output) = output else {
            eprintln!("skipped: {program} is not installed");
            continue;
        };
        let said = String::from_utf8_lossy(&output.stdout);
        let complaint = String::from_utf8_lossy(&output.stderr);
        assert!(
            said.contains("402") && said.contains("paid"),
            "{program}: {said} {complaint}"
        );
    }
}

#[test]
fn a_peer_without_tls_is_told_apart() {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        use std::io::{Read as _, Write as _};
        for mut socket in listener.incoming().flatten() {
            let _ = socket.read(&mut [0; 4096]);
            let _ = socket.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n");
        }
    });
    let authority = CertificateAuthority::create().unwrap();
    let url = format!("https://localhost:{port}");
    let endpoint = Endpoint::parse(&url, Some(authority.file())).unwrap();
    let fault = send(&endpoint, REQUEST, false, limits())
        .1
        .map(|answer| answer.head.status)
        .unwrap_err();
    assert!(matches!(fault, Fault::Tls(_)), "{fault:?}");
}

#[test]
fn the_program_trusts_whom_it_is_told_to() {
    let authority = CertificateAuthority::create().unwrap();
    let server = origin(&authority, |mut peer| {
        if peer.read().is_ok() {
            let body = r#"{"x402Version":1,"error":"pay","accepts":[]}"#;
            let length = body.len();
            let head = "HTTP/1.1 402 Pay\r\nContent-Type: application/json\r\nContent-Length:";
            peer.write(format!("{head} {length}\r\n\r\n{body}").as_bytes())
                .unwrap();
        }
        peer.close();
    });
    let probe = |more: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_conform402"))
            .args(["probe", &format!("{}/paid", server.url())])
            .args(more)
            .output()
            .unwrap();
        let said = String::from_utf8(output.stdout).unwrap();
        let why = String::from_utf8(output.stderr).unwrap();
        (output.status.code().unwrap(), said, why)
    };
    let file = authority.file().to_str().unwrap();
    let (status, profile, why) = probe(&["--ca-file", file]);
    assert!(status < 2, "{status} {why}");
    assert!(
        profile.contains("\"url\": \"https://127.0.0.1:"),
        "{profile}"
    );
    let (status, profile, why) = probe(&[]);
    assert!(profile.is_empty() && status > 1, "{profile}");
    // Where the platform trusts somebody, this one is a stranger.
    assert!(why.contains("no TLS") || why.contains("--ca-file"), "{why}");
    assert_eq!(probe(&["--ca-file", "/does/not/exist.pem"]).0, 2);
}
