//! The program `tillbud`: parses the command line and hands over.

use std::process::ExitCode;

use clap::Parser;
use tillbud::cli::Cli;

fn main() -> ExitCode {
    let cli = Cli::parse();
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("tillbud: cannot start: {error}");
            return ExitCode::FAILURE;
        }
    };
    match runtime.block_on(cli.run()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // One line: the sentence, then its causes.
            eprintln!("tillbud: {error:#}");
            ExitCode::FAILURE
        }
    }
}
