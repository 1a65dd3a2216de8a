//! The dashboard's page: checked, built as it was committed, and looked at in a browser.

use std::{
    collections::BTreeSet,
    env, fs, io,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use crate::step::Step;

const PAGE: &str = "chronostack-dashboard/page";
const E2E: &str = "chronostack-dashboard/e2e";
/// Where the page is built to be compared, as its own folder and the project's root see it.
const BUILT: &str = "target/page";
/// The oldest release of Node.js that Vite runs on.
const NODE_LEAST: (u32, u32) = (20, 19);

/// The steps. Where Node.js or the browser is missing they are left out, but fail on a machine that nobody watches.
pub(crate) fn steps(ci: bool) -> Vec<Step> {
    match node() {
        Ok(()) => page().into_iter().chain(end_to_end(ci)).collect(),
        Err(missing) => vec![without("the dashboard's page", missing, ci)],
    }
}

fn page() -> [Step; 5] {
    let npm = |name: &str, arguments: &str| Step::run_in(PAGE, format!("page: {name}"), "npm", arguments);
    [
        npm("its packages", "ci --no-audit --no-fund"),
        npm("types and markup", "run check"),
        npm("tests", "test"),
        npm("built", &format!("run build -- --outDir ../../{BUILT} --emptyOutDir --logLevel warn")),
        Step::ask("page: as committed", "dist is what src makes", |root| {
            same(&root.join(BUILT), &root.join(PAGE).join("dist"))
        }),
    ]
}

fn end_to_end(ci: bool) -> Vec<Step> {
    let npm = |name: &str, arguments: &str| Step::run_in(E2E, format!("end to end: {name}"), "npm", arguments);
    if let Err(missing) = chromium() {
        return vec![without("end to end", missing, ci)];
    }
    vec![
        // With the features of the tests, for then hardly anything is compiled anew.
        Step::cargo("end to end: programs", "build --bins --all-features"),
        npm("its packages", "ci --no-audit --no-fund"),
        npm("types", "run check"),
        npm("in Chromium", "test"),
    ]
}

fn without(name: &str, missing: String, ci: bool) -> Step {
    if ci {
        Step::ask(name, "what it needs is there", move |_| Err(missing.clone()))
    } else {
        Step::left_out(name, missing)
    }
}

fn node() -> Result<(), String> {
    let printed = Command::new("node").arg("--version").stdin(Stdio::null()).output();
    let printed = printed.map_err(|error| format!("Node.js cannot be started ({error})"))?;
    let version = String::from_utf8_lossy(&printed.stdout).trim().to_owned();
    match release(&version) {
        Some(release) if release >= NODE_LEAST => Ok(()),
        _ => Err(format!("Node.js is `{version}`, and must be {}.{} or newer", NODE_LEAST.0, NODE_LEAST.1)),
    }
}

/// Major and minor of `v20.19.1`.
fn release(version: &str) -> Option<(u32, u32)> {
    let mut parts = version.strip_prefix('v')?.split('.');
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

/// The browser is there, or root installs it as Debian does.
fn chromium() -> Result<(), String> {
    let path = env::var_os("CHROMIUM").map_or_else(|| PathBuf::from("/usr/bin/chromium"), PathBuf::from);
    let missing = || format!("{} is not there (set CHROMIUM)", path.display());
    if path.exists() {
        return Ok(());
    }
    let apt = |arguments: &[&str]| {
        println!("    apt-get {}", arguments.join(" "));
        let status = Command::new("apt-get").args(arguments).env("DEBIAN_FRONTEND", "noninteractive").status();
        status.is_ok_and(|status| status.success())
    };
    let root = Command::new("id").arg("-u").output().is_ok_and(|printed| printed.stdout == b"0\n");
    let install = ["install", "--yes", "--no-install-recommends", "chromium", "fonts-dejavu-core"];
    if root && env::var_os("CHROMIUM").is_none() && apt(&["update", "--quiet"]) && apt(&install) {
        return Ok(());
    }
    Err(missing())
}

/// Whether two folders hold the same files.
fn same(built: &Path, committed: &Path) -> Result<(), String> {
    let read = |folder: &Path| files(folder).map_err(|error| format!("{}: {error}", folder.display()));
    let differ: Vec<String> =
        read(built)?.symmetric_difference(&read(committed)?).map(|(path, _)| path.display().to_string()).collect();
    match differ.first() {
        None => Ok(()),
        Some(first) => {
            Err(format!("`{first}` in {PAGE}/dist is not what src makes: `npm run build` there, and commit it"))
        }
    }
}

fn files(folder: &Path) -> io::Result<BTreeSet<(PathBuf, Vec<u8>)>> {
    let mut found = BTreeSet::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(inner) = folders.pop() {
        for entry in fs::read_dir(inner)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap_or(&path).to_owned();
                found.insert((name, fs::read(&path)?));
            }
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::step::Action;

    #[test]
    fn what_is_missing_fails_where_nobody_watches_and_is_left_out_elsewhere() {
        let step = |ci| without("end to end", "Chromium is not there".to_owned(), ci).action;
        assert!(matches!(step(false), Action::LeaveOut(reason) if reason == "Chromium is not there"));
        let Action::Ask { holds, .. } = step(true) else { panic!("it must be asked") };
        assert_eq!(holds(Path::new("/")), Err("Chromium is not there".to_owned()));
    }

    #[test]
    fn a_page_that_was_not_built_anew_is_told() {
        let folder = env::temp_dir().join(format!("chronostack-xtask-{}", std::process::id()));
        let [built, committed] = ["built", "committed"].map(|name| folder.join(name));
        let write = |folder: &Path, text: &str| {
            fs::create_dir_all(folder.join("assets")).and_then(|()| fs::write(folder.join("assets/app.js"), text))
        };
        write(&built, "new").and_then(|()| write(&committed, "old")).expect("the folders are written");
        let told = same(&built, &committed);
        write(&committed, "new").expect("the file is written");
        let then = same(&built, &committed);
        fs::remove_dir_all(&folder).expect("the folders are removed");
        assert!(told.is_err_and(|told| told.contains("assets/app.js") && told.contains("npm run build")));
        assert_eq!(then, Ok(()));
    }

    #[test]
    fn releases_of_node_are_compared_as_numbers() {
        assert!(release("v20.20.2") >= Some(NODE_LEAST) && release("v20.9.0") < Some(NODE_LEAST));
        assert!(release("v24.1.0") >= Some(NODE_LEAST) && release("not found").is_none());
    }
}
