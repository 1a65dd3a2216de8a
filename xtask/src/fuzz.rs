//! The fuzz targets, each run for a while.

use std::path::Path;

use crate::step::Step;

const TARGETS: [&str; 5] = ["frames", "recovery", "import", "payload", "snapshot"];

/// What `cargo fuzz` turns on too: counters at each edge of the program's flow, and the operands of comparisons. It is
/// compiler passes alone, without a sanitizer, so it works with any release of Rust.
const COVERAGE: &str = "-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
     -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
     -Cllvm-args=-sanitizer-coverage-trace-compares -Ccodegen-units=1";

/// The steps. What they learn stays in `target/fuzz`, and the next run starts from it.
pub(crate) fn steps(root: &Path) -> Vec<Step> {
    if !cfg!(target_os = "linux") {
        return vec![Step::left_out("fuzzing", "it is set up for Linux only")];
    }
    let lints = "clippy --package chronostack-fuzz --all-targets -- -D warnings";
    let targets = TARGETS.map(|target| run(target, &root.join("target").join("fuzz")));
    [Step::cargo("clippy of the fuzz targets", lints)].into_iter().chain(targets).collect()
}

fn run(target: &str, folder: &Path) -> Step {
    // A target triple, though this machine's, keeps the flags from build scripts and macros.
    let build = "--package chronostack-fuzz --profile fuzz --target host-tuple --target-dir target/fuzz";
    let bounds = ["-max_total_time=60", "-timeout=10", "-rss_limit_mb=512", "-verbosity=0", "-print_final_stats=1"];
    let step = Step::cargo(format!("fuzz {target}"), &format!("run --quiet {build} --bin {target} --"))
        .argument(folder.join("corpus").join(target).display().to_string())
        .argument(format!("-artifact_prefix={}-", folder.join(target).display()))
        .environment("RUSTFLAGS", Some(COVERAGE));
    bounds.into_iter().fold(step, Step::argument)
}
