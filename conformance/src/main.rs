//! The program `conform402`: arguments in, exit status out.

use std::process::ExitCode;

use clap::Parser as _;

fn main() -> ExitCode {
    match conform402::command::Cli::try_parse() {
        Ok(cli) => conform402::command::run(&cli),
        Err(error) => {
            // Nothing can be done where even the message cannot be printed.
            let _ = error.print();
            if error.use_stderr() {
                ExitCode::from(2)
            } else {
                ExitCode::SUCCESS
            }
        }
    }
}
