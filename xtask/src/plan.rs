//! The steps of `cargo xtask test`, in order: what fails fastest comes first.

use std::path::Path;

use crate::{browser, data, fuzz, step::Step};

/// How the steps are to be run.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Options {
    /// The long forms too.
    pub(crate) extended: bool,
    /// On a machine that nobody watches.
    pub(crate) ci: bool,
}

/// All steps. Without `--workspace`, cargo takes the default members: all but the benchmark, whose peers are heavy.
pub(crate) fn steps(root: &Path, options: Options) -> Vec<Step> {
    let mut steps = vec![
        Step::cargo("formatting", "fmt --all --check"),
        Step::cargo("clippy", "clippy --all-targets --all-features -- -D warnings"),
        tests(options),
        Step::cargo("documentation", "doc --no-deps --all-features").environment("RUSTDOCFLAGS", Some("-D warnings")),
    ];
    for example in ["checkout", "loan", "document", "collab"] {
        steps.push(Step::cargo(format!("example {example}"), &format!("run --quiet --example {example}")));
    }
    steps.extend(data::FILES.map(|(example, file)| on_real_data(root, example, file)));
    // Behind the examples, for the browser looks at the log of `loan` too.
    steps.extend(browser::steps(options.ci));
    if options.extended {
        steps.push(orders());
        steps.extend(fuzz::steps(root));
        // In one profile, for the peers take minutes to build.
        let bench = "--release --package chronostack-bench";
        steps.extend([
            Step::cargo("clippy of the benchmark", &format!("clippy {bench} --all-targets -- -D warnings")),
            Step::cargo("tests of the benchmark", &format!("test {bench}")),
            Step::cargo("every workload runs", &format!("run --quiet {bench} -- all --quick --rounds 1")),
        ]);
    }
    steps
}

fn tests(options: Options) -> Step {
    // Nothing may be accepted by an environment variable left over in the caller's shell.
    let mut step = Step::cargo("tests", "test --all-features").environment("INSTA_FORCE_PASS", None);
    if options.ci {
        step = step.environment("INSTA_UPDATE", Some("no")).environment("TRYBUILD", None);
    }
    if options.extended {
        step = step.environment("CHRONOSTACK_EXTENDED", Some("1"));
    }
    step
}

/// In a folder of its own, for it compiles everything in another way.
fn orders() -> Step {
    let test = "test --release --package chronostack-tests --test orders --target-dir target/shuttle";
    Step::cargo("orders of threads", test).environment("RUSTFLAGS", Some("--cfg chronostack_shuttle"))
}

fn on_real_data(root: &Path, example: &str, file: &str) -> Step {
    let name = format!("{example} on real data");
    let path = data::folder(root).join(file);
    if !path.is_file() {
        return Step::left_out(name, format!("{} is not there (set CHRONOSTACK_DATA)", path.display()));
    }
    Step::cargo(name, &format!("run --quiet --release --example {example} --")).argument(path.display().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::step::Action;

    #[test]
    fn a_missing_data_file_leaves_its_step_out_with_a_reason() {
        let nowhere = Path::new("/nonexistent/root");
        let step = on_real_data(nowhere, "loan", "no-such-file.xes.gz");
        let Action::LeaveOut(reason) = step.action else { panic!("the step must be left out") };
        assert!(reason.contains("no-such-file.xes.gz"), "{reason}");
    }

    #[test]
    fn ci_never_accepts_a_snapshot() {
        let environment = |ci| match tests(Options { extended: false, ci }).action {
            Action::Run { environment, .. } => environment,
            _ => panic!("it is a run of cargo"),
        };
        assert!(environment(true).contains(&("INSTA_UPDATE", Some("no"))));
        assert!(!environment(false).contains(&("INSTA_UPDATE", Some("no"))));
    }
}
