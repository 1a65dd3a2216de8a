//! `macros`: a clean build of a crate of 200 event types in 20 machines, its dependencies built beforehand, beside the same
//! types with serde's derives, wrapped in enums and folded by hand.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use crate::{
    fault::Result,
    measure::{Better, Metric, Race, Reading, Row, timed},
    report::CHRONOSTACK,
    setup::{Folder, Setup},
    workload::generated,
};

const METRICS: [Metric; 1] = [Metric { workload: "macros", unit: "s", better: Better::Lower }];
const PACKAGE: &str = "generated";
const MACHINES: usize = 20;
const MACHINES_QUICK: usize = 1;

/// Runs all contenders.
pub(crate) fn run(setup: &Setup) -> Result<Vec<Row>> {
    let machines = setup.size(MACHINES, MACHINES_QUICK);
    // Shared, so that the dependencies are built once.
    let target = setup.new_folder()?;
    let chronostack = format!("chronostack = {{ path = '{}' }}\n", root()?.join("chronostack").display());
    let mut race = Race::new(setup, &METRICS);
    enter(&mut race, setup, &target, CHRONOSTACK, &chronostack, &generated::with_chronostack(machines))?;
    enter(&mut race, setup, &target, "serde derives and wrapping enums", "", &generated::by_hand(machines))?;
    race.run()
}

fn enter<'a>(
    race: &mut Race<'a>,
    setup: &Setup,
    target: &'a Folder,
    name: &'static str,
    dependency: &str,
    source: &str,
) -> Result<()> {
    if race.wants(name) {
        let package = new_package(setup, dependency, source)?;
        // Everything once, so that the dependencies stand.
        cargo(package.path(), target, &["build", "--quiet"])?;
        race.enter(name, move || {
            cargo(package.path(), target, &["clean", "--quiet", "--package", PACKAGE])?;
            let (time, ()) = timed(|| cargo(package.path(), target, &["build", "--quiet"]))?;
            Ok(Reading::one(time.as_secs_f64(), 0))
        });
    }
    Ok(())
}

fn cargo(package: &Path, target: &Folder, arguments: &[&str]) -> Result<()> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    let done = command.args(arguments).current_dir(package).env("CARGO_TARGET_DIR", target.path()).output()?;
    if done.status.success() {
        return Ok(());
    }
    Err(format!("cargo {}: {}", arguments.join(" "), String::from_utf8_lossy(&done.stderr)).into())
}

/// A package of its own, with the versions that the workspace has locked.
fn new_package(setup: &Setup, dependency: &str, source: &str) -> Result<Folder> {
    let folder = setup.new_folder()?;
    let manifest = format!(
        "[package]\nname = \"{PACKAGE}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\n{dependency}\
         serde = {{ version = \"1\", features = [\"derive\"] }}\n\n[workspace]\n"
    );
    fs::write(folder.path().join("Cargo.toml"), manifest)?;
    fs::copy(root()?.join("Cargo.lock"), folder.path().join("Cargo.lock"))?;
    fs::create_dir(folder.path().join("src"))?;
    fs::write(folder.path().join("src/lib.rs"), source)?;
    Ok(folder)
}

fn root() -> Result<PathBuf> {
    Ok(Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize()?)
}
