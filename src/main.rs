//! The program `tillbud`: parses the command line and hands over.

use std::process::ExitCode;

use clap::Parser;
use tillbud::attachments;
use tillbud::cli::Cli;

fn main() -> ExitCode {
    let cli = Cli::parse();
    if cli.is_worker() {
        return attachments::work().map_or(ExitCode::FAILURE, |()| ExitCode::SUCCESS);
    }
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
            eprintln!("tillbud: {}", sentence(&error));
            ExitCode::FAILURE
        }
    }
}

/// One line: the sentence, then those of its causes that it does not hold already.
fn sentence(error: &anyhow::Error) -> String {
    error.chain().map(ToString::to_string).fold(String::new(), |said, cause| match said {
        said if said.contains(&cause) => said,
        said if said.is_empty() => cause,
        said => format!("{said}: {cause}"),
    })
}
