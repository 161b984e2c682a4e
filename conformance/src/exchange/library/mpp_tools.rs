use core::sync::atomic::{AtomicUsize, Ordering};
use core::time::Duration;
use std::io::{Read as _, Write as _};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::mpsc::channel;

use serde_json::{Map, Value, json};

use super::{Call, Identity, Library, Reply};
use crate::exchange::process::Process;
use crate::{bytes, decode};

/// Adapters written for the official MPP suite: one process and one JSON envelope for each call.
#[derive(Debug)]
#[non_exhaustive]
pub struct MppTools {
    command: Vec<String>,
    timeout: Duration,
    jobs: usize,
    identity: Identity,
}

impl MppTools {
    /// Uses a command that reads one request and writes one response.
    #[must_use]
    pub fn new(command: &[String], timeout: Duration, jobs: usize) -> Self {
        let ops = OPERATIONS
            .iter()
            .map(|(ours, _, _)| (*ours).to_owned())
            .collect();
        let name = command.join(" ");
        let identity = Identity {
            name,
            ops: Some(ops),
            ..Identity::default()
        };
        Self {
            command: command.to_vec(),
            timeout,
            jobs: jobs.max(1),
            identity,
        }
    }

    fn ask(&self, call: &Call) -> Reply {
        let Some((_, theirs, shape)) = OPERATIONS.iter().find(|(ours, _, _)| *ours == call.op)
        else {
            return Reply::Unsupported("the envelope has no such operation".to_owned());
        };
        let input = match shape.input(&call.input) {
            Ok(input) => input,
            Err(why) => return Reply::Unsupported(why),
        };
        let request = json!({ "schema": 1, "op": theirs, "input": input });
        match self.run(&request) {
            Ok(line) => shape.reply(&line),
            Err(reply) => reply,
        }
    }

    fn run(&self, request: &Value) -> Result<String, Reply> {
        let crash = |why: String| Reply::Crash(why);
        let (name, arguments) = self
            .command
            .split_first()
            .ok_or_else(|| crash("no command".to_owned()))?;
        let mut command = Command::new(name);
        command
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped());
        let mut process = Process::spawn(command)
            .map_err(|error| crash(format!("cannot start {name:?}: {error}")))?;
        let stdin = process.child.stdin.take();
        let stdout = process.child.stdout.take();
        let (Some(mut stdin), Some(stdout)) = (stdin, stdout) else {
            return Err(crash("no pipes".to_owned()));
        };
        let text = format!("{request}\n");
        std::thread::spawn(move || stdin.write_all(text.as_bytes()));
        let (send, receive) = channel();
        std::thread::spawn(move || {
            let mut text = Vec::new();
            let read = stdout.take(LONGEST).read_to_end(&mut text);
            send.send(read.map(|_| String::from_utf8_lossy(&text).into_owned()))
        });
        match receive.recv_timeout(self.timeout) {
            Ok(Ok(text)) if !text.trim().is_empty() => Ok(text),
            Ok(_) => Err(crash(process.tail())),
            Err(_) => Err(Reply::Hang),
        }
    }
}

impl Library for MppTools {
    fn identity(&self) -> &Identity {
        &self.identity
    }

    fn call(&mut self, calls: &[Call]) -> Vec<Reply> {
        let next = AtomicUsize::new(0);
        let replies = Mutex::new(vec![Reply::Hang; calls.len()]);
        std::thread::scope(|scope| {
            for _ in 0..self.jobs {
                scope.spawn(|| {
                    while let index = next.fetch_add(1, Ordering::Relaxed)
                        && let Some(call) = calls.get(index)
                    {
                        let reply = self.ask(call);
                        let mut replies = replies.lock().unwrap_or_else(PoisonError::into_inner);
                        if let Some(slot) = replies.get_mut(index) {
                            *slot = reply;
                        }
                    }
                });
            }
        });
        replies.into_inner().unwrap_or_else(PoisonError::into_inner)
    }
}

/// How input and result are wrapped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    /// A challenge's header text in, its object out.
    Challenge,
    /// A credential's header text in, its object out.
    Credential,
    /// Header text in, object out.
    Parse,
    /// Object in, header text out.
    Format,
    /// A credential's object in, header text out.
    FormatCredential,
    /// Text both ways.
    Text,
    /// Members of a challenge in, its id out.
    Id,
}

impl Shape {
    /// Wraps an input, where the envelope can carry it without loss.
    fn input(self, input: &Value) -> Result<Value, String> {
        let text = || {
            input
                .as_str()
                .ok_or_else(|| "the envelope carries text only".to_owned())
        };
        match self {
            Self::Challenge => {
                // What cannot be read is to be refused, and nothing is lost on the way.
                if let Ok(challenge) = decode::challenge(text()?) {
                    carried(&challenge)?;
                }
                Ok(json!({ "header": text()? }))
            }
            Self::Credential => {
                if let Ok(credential) = decode::credential(text()?)
                    && let Some(request) = credential.pointer("/challenge/request")
                {
                    canonical_request(request)?;
                }
                Ok(json!({ "header": text()? }))
            }
            Self::Parse => Ok(json!({ "header": text()? })),
            Self::Text => Ok(json!({ "text": text()? })),
            Self::Format => carried(input).map(|()| input.clone()),
            Self::FormatCredential => {
                let mut credential = input.clone();
                if let Some(request) = credential.pointer_mut("/challenge/request") {
                    *request = canonical_request(request)?;
                }
                Ok(credential)
            }
            Self::Id => challenge_id(input),
        }
    }

    fn reply(self, text: &str) -> Reply {
        let message: Value = match serde_json::from_str(text.trim()) {
            Ok(message) => message,
            Err(error) => return Reply::Nonsense(format!("{error}: {text}")),
        };
        match (
            message.get("ok").and_then(Value::as_bool),
            message.get("value"),
        ) {
            (Some(true), Some(value)) => Reply::Ok(self.result(value.clone())),
            (Some(false), _) => {
                let text = |at| {
                    message
                        .pointer(at)
                        .and_then(Value::as_str)
                        .unwrap_or("")
                        .to_owned()
                };
                match text("/error/type").as_str() {
                    "unsupported_operation" => Reply::Unsupported(text("/error/message")),
                    // The envelope's error types name no kind of refusal.
                    _ => Reply::Reject(None),
                }
            }
            _ => Reply::Nonsense(format!("expected ok and value or error: {text}")),
        }
    }

    fn result(self, mut value: Value) -> Value {
        let mut member = |name: &str| value.get_mut(name).map(Value::take).unwrap_or_default();
        match self {
            Self::Format | Self::FormatCredential => member("header"),
            Self::Text => member("text"),
            Self::Id => member("id"),
            Self::Parse => value,
            Self::Challenge => {
                let request = value.get("request").map(encoded);
                if let (Some(request), Some(members)) = (request, value.as_object_mut()) {
                    members.insert("requestText".to_owned(), request);
                }
                value
            }
            Self::Credential => {
                if let Some(request) = value.pointer_mut("/challenge/request") {
                    *request = encoded(request);
                }
                value
            }
        }
    }
}

/// A request object as canonical wire text.
fn encoded(request: &Value) -> Value {
    bytes::to_base64url(request.to_string().as_bytes()).into()
}

/// The envelope carries decoded requests, hence canonical ones only.
fn canonical_request(text: &Value) -> Result<Value, String> {
    let request = decode::base64url_json(text.as_str().unwrap_or_default());
    match request {
        Ok(request) if encoded(&request) == *text => Ok(request),
        _ => Err("the envelope carries canonical requests only".to_owned()),
    }
}

/// The envelope has neither the request's text nor parameters that the specification does not name.
fn carried(challenge: &Value) -> Result<(), String> {
    if challenge.get("extensions").is_some() {
        return Err("the envelope carries no extension parameters".to_owned());
    }
    challenge
        .get("requestText")
        .map_or(Ok(()), |text| canonical_request(text).map(|_| ()))
}

/// The envelope takes the decoded request and calls the secret `secretKey`.
fn challenge_id(input: &Value) -> Result<Value, String> {
    let challenge = input
        .get("challenge")
        .and_then(Value::as_object)
        .ok_or("no challenge")?;
    if challenge.contains_key("header") && input.get("layout").is_some_and(|layout| layout == "00")
    {
        return Err("the envelope knows the newer layout only".to_owned());
    }
    let mut theirs: Map<String, Value> = challenge.clone();
    if let Some(text) = theirs.remove("requestText") {
        theirs.insert("request".to_owned(), canonical_request(&text)?);
    }
    theirs.insert(
        "secretKey".to_owned(),
        input.get("secret").cloned().unwrap_or_default(),
    );
    Ok(Value::Object(theirs))
}

/// Our operations, theirs, and the shape.
const OPERATIONS: &[(&str, &str, Shape)] = &[
    ("challenge.decode", "challenge.parse", Shape::Challenge),
    ("challenge.encode", "challenge.format", Shape::Format),
    ("credential.decode", "credential.parse", Shape::Credential),
    (
        "credential.encode",
        "credential.format",
        Shape::FormatCredential,
    ),
    ("receipt.decode", "receipt.parse", Shape::Parse),
    ("receipt.encode", "receipt.format", Shape::Format),
    ("base64url.encode", "base64url.encode", Shape::Text),
    ("base64url.decode", "base64url.decode", Shape::Text),
    ("challenge.id", "challenge.id", Shape::Id),
];

const LONGEST: u64 = 64 * 1024 * 1024;
