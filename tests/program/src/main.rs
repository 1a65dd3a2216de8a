//! A program of a user's own: the command line with their machines.

fn main() -> std::process::ExitCode {
    chronostack_cli::App::new()
        .machine::<orders::Order>()
        .machine::<orders::Spending>()
        .machine::<orders::Patient>()
        .run()
}
