//! The command `chronostack`: everything that needs no Rust type.

fn main() -> std::process::ExitCode {
    chronostack_cli::App::new().run()
}
