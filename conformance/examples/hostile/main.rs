//! Runs the whole server role against every hostile peer and prints a Markdown table.
//!
//! Arguments: the program to run, and, where not all are wanted, a part of the names of the peers.
#![allow(unreachable_pub, reason = "a module shared with a test")]

mod peers;
mod watch;

use std::process::Command;

use conform402::exchange::http::CertificateAuthority;

use peers::PEERS;
use watch::watch;

const PROFILE: &str = r#"{
  "name": "hostile", "protocols": ["x402-v1", "mpp-core", "mpp-charge"],
  "routes": { "paid": { "path": "/paid", "amount": "10000" } },
  "canary": "canary-of-nobody", "facilitator": "stub"
}"#;

fn main() -> Result<(), Box<dyn core::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let program = arguments.next().ok_or("expected the path of conform402")?;
    let wanted = arguments.next().unwrap_or_default();
    let authority = CertificateAuthority::create()?;
    let profile = std::env::temp_dir().join(format!("hostile-{}.json", std::process::id()));
    std::fs::write(&profile, PROFILE)?;
    println!("| peer | exit | outcome | seconds | peak MB |");
    println!("|---|---|---|---|---|");
    for peer in PEERS.iter().filter(|peer| peer.name.contains(&wanted)) {
        let (url, _server) = peer.start(&authority)?;
        let mut command = Command::new(&program);
        command.args([
            "server",
            "--seed",
            "1",
            "--timeout",
            "2",
            "--url",
            &url,
            "--profile",
        ]);
        command.arg(&profile).arg("--ca-file").arg(authority.file());
        let seen = watch(command)?;
        let last = seen.output.lines().last().unwrap_or_default();
        let counts = last.split(';').next().unwrap_or_default();
        println!(
            "| {} | {} | {counts} | {}.{:03} | {} |",
            peer.name,
            seen.status
                .code()
                .map_or_else(|| "killed".to_owned(), |code| code.to_string()),
            seen.time.as_secs(),
            seen.time.subsec_millis(),
            seen.peak_kilobytes.div_ceil(1024),
        );
    }
    std::fs::remove_file(profile)?;
    Ok(())
}
