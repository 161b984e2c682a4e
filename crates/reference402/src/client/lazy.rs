//! Clients that do no work. A check that expects no payment must not be satisfied by them.

use std::thread;
use std::time::Instant;

use super::outcome::{Outcome, Refusal, Request};
use super::{Client, visit};

/// A client that does no work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Lazy {
    /// Requests once, whatever the answer is.
    NeverPays,
    /// Sends payments that it made up, before anybody asked.
    AlwaysPays,
    /// Repeats the request until its time or [`Options::max_requests`](super::Options) is used up.
    Loops,
    /// Requests nothing and does not return in time.
    Hangs,
    /// Ends at once; the program does so by a signal.
    Crashes,
}

impl Lazy {
    /// All of them, by name.
    pub const ALL: [(&'static str, Self); 5] = [
        ("never-pays", Self::NeverPays),
        ("always-pays", Self::AlwaysPays),
        ("loops", Self::Loops),
        ("hangs", Self::Hangs),
        ("crashes", Self::Crashes),
    ];

    /// By name.
    pub fn named(name: &str) -> Option<Self> {
        let mut all = Self::ALL.into_iter();
        all.find(|(known, _)| *known == name).map(|(_, lazy)| lazy)
    }

    pub(super) fn fetch(self, client: &Client, request: &Request) -> Result<Outcome, Refusal> {
        let until = Instant::now() + client.options.timeout;
        match self {
            Self::NeverPays => visit::once(client, request, &[], until),
            Self::AlwaysPays => visit::once(client, request, &MADE_UP, until),
            Self::Loops => {
                let mut last = visit::once(client, request, &[], until);
                for _ in 1..client.options.max_requests {
                    if last.is_err() {
                        break;
                    }
                    last = visit::once(client, request, &[], until);
                }
                last
            }
            Self::Hangs => {
                thread::sleep(client.options.timeout);
                Err(Refusal::Failed("out of time".to_owned()))
            }
            Self::Crashes => Err(Refusal::Failed("ends as it was told to".to_owned())),
        }
    }
}

/// A payment of either protocol that pays nothing.
const MADE_UP: [(&str, &str); 2] = [
    (
        "X-PAYMENT",
        "eyJ4NDAyVmVyc2lvbiI6MSwic2NoZW1lIjoiZXhhY3QiLCJuZXR3b3JrIjoiYmFzZS1zZXBvbGlhIiwicGF5bG9hZCI6e319",
    ),
    (
        "Authorization",
        "Payment eyJjaGFsbGVuZ2UiOnsiaWQiOiJ4IiwicmVhbG0iOiJ4IiwibWV0aG9kIjoidGVzdHBheSIsImludGVudCI6ImNoYXJnZSIsInJlcXVlc3QiOiJlMzAifSwicGF5bG9hZCI6e319",
    ),
];
