//! The schema lock from release to release.

use std::{fs, path::Path};

use chronostack::testing::lock::{Consent, LOCK_FILE};
use chronostack_example_evolution::{RELEASES, Release};

const ACCEPT: Consent = Consent { lock: true, breaking: None, ci: false };

fn lock_of(release: &Release) -> String {
    let path = release.folder().join(LOCK_FILE);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// A package with the lock that a release left.
pub(crate) fn package_of(release: &Release) -> tempfile::TempDir {
    let package = tempfile::tempdir().expect("a folder");
    fs::write(package.path().join(LOCK_FILE), lock_of(release)).expect("the lock is copied");
    package
}

fn text(package: &Path) -> String {
    fs::read_to_string(package.join(LOCK_FILE)).expect("the lock")
}

#[test]
fn every_release_could_be_accepted_and_made_the_lock_that_it_left() {
    for release in &RELEASES {
        let package = match RELEASES[..release.number - 1].last() {
            Some(before) => package_of(before),
            None => tempfile::tempdir().expect("a folder"),
        };
        release.check_lock(package.path(), &ACCEPT).expect("nothing breaks an old log");
        let kept = release.folder().join(LOCK_FILE);
        if !kept.exists() && std::env::var_os("CI").is_none() {
            fs::create_dir_all(release.folder()).expect("a folder");
            fs::write(&kept, text(package.path())).expect("the lock is written");
        }
        assert_eq!(text(package.path()), lock_of(release), "release {}", release.number);
    }
}

#[test]
fn what_is_new_is_told_before_it_is_accepted() {
    let ci = Consent { ci: true, ..Consent::default() };
    for [before, release] in RELEASES.array_windows() {
        let package = package_of(before);
        let said = release.check_lock(package.path(), &ci).err().unwrap_or_else(|| "nothing".to_owned());
        insta::assert_snapshot!(format!("release_{}_is_told", release.number), said);
    }
}
