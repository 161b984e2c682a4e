//! What an origin answers, and what the client is told.

use alloc::sync::Arc;
use core::time::Duration;

use reference402::Faults;
use reference402::client::{Client, Options, Outcome, Refusal, Request};

use crate::origin::{Answer, Origins, Seen};

/// One conversation.
#[derive(Clone)]
pub(crate) struct Script {
    pub(crate) name: &'static str,
    pub(crate) method: &'static str,
    pub(crate) path: &'static str,
    pub(crate) body: String,
    /// The most to pay.
    pub(crate) cap: Option<&'static str>,
    pub(crate) calls: usize,
    pub(crate) plain_http: bool,
    /// The answer to a request that carries no payment, and to one that does. `{other}` is the base
    /// URL of the other origin, `{n}` the number of the request.
    pub(crate) unpaid: String,
    pub(crate) paid: String,
    /// Answers by the beginning of `ORIGIN PATH` or by `#NUMBER`, before those two.
    pub(crate) routes: Vec<(&'static str, String)>,
}

/// What happened.
pub(crate) struct Run {
    pub(crate) seen: Vec<Seen>,
    pub(crate) last: Result<Outcome, Refusal>,
}

impl Script {
    /// A GET that is paid without a limit.
    pub(crate) fn new(name: &'static str, unpaid: String, paid: &str) -> Self {
        Self {
            name,
            method: "GET",
            path: "/paid?item=1&size=2",
            body: String::new(),
            cap: None,
            calls: 1,
            plain_http: true,
            unpaid,
            paid: paid.to_owned(),
            routes: Vec::new(),
        }
    }

    pub(crate) fn cap(mut self, cap: &'static str) -> Self {
        self.cap = Some(cap);
        self
    }

    pub(crate) fn post(mut self, body: &str) -> Self {
        (self.method, self.body) = ("POST", body.to_owned());
        self
    }

    pub(crate) fn route(mut self, at: &'static str, answer: String) -> Self {
        self.routes.push((at, answer));
        self
    }

    pub(crate) fn options(&self) -> Options {
        let mut options = Options::new();
        options.plain_http = self.plain_http;
        options.max_amount = self.cap.map(|cap| cap.parse().unwrap());
        options.timeout = Duration::from_secs(5);
        options.max_requests = 6;
        options.nonce_seed = Some([7; 32]);
        options
    }

    pub(crate) fn run(&self, faults: &Faults) -> Run {
        self.run_with(self.options(), faults)
    }

    pub(crate) fn run_with(&self, options: Options, faults: &Faults) -> Run {
        let script = self.clone();
        let answer = move |number: usize, seen: &Seen, urls: &[String; 2]| {
            let place = format!("{} {}", seen.origin, seen.target);
            let mut routes = script.routes.iter();
            let nth = format!("#{number}");
            let route = routes.find(|(at, _)| place.starts_with(at) || nth == *at);
            let text = match route {
                Some((_, answer)) => answer,
                None if seen.is_paid() => &script.paid,
                None => &script.unpaid,
            };
            let text = text.replace("{other}", &urls[1]);
            finish(&text.replace("{n}", &number.to_string()))
        };
        let answer: Arc<Answer> = Arc::new(answer);
        let origins = Origins::start(&answer);
        let mut client = Client::new(options, faults.clone());
        let mut request = Request::get(&format!("{}{}", origins.urls[0], self.path));
        self.method.clone_into(&mut request.method);
        request
            .headers
            .push(("X-Trace".to_owned(), "a1".to_owned()));
        request
            .headers
            .push(("Authorization".to_owned(), "Basic YTpi".to_owned()));
        request.body = self.body.clone().into_bytes();
        let mut last = client.fetch(&request);
        for _ in 1..self.calls {
            last = client.fetch(&request);
        }
        Run {
            seen: origins.seen(),
            last,
        }
    }
}

/// The response with its length.
fn finish(text: &str) -> Vec<u8> {
    let (head, body) = text.split_once("\n\n").unwrap_or((text, ""));
    let head = head.replace('\n', "\r\n");
    let length = body.len();
    format!("HTTP/1.1 {head}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}")
        .into_bytes()
}

/// A response with the paid content.
pub(crate) const CONTENT: &str = "200 OK\nContent-Type: text/plain\n\nthe content";
