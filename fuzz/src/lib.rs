//! What the fuzz targets do with bytes, and the bytes that they start from.
//!
//! Each target is a module with `run`, which must not panic, hang or use up memory whatever it is given, and `seeds`. Everything goes
//! through the public interface; whole logs stand on a disk in memory. `cargo xtask test --extended` runs each for a minute.

pub mod format;
pub mod frames;
pub mod import;
pub mod memory;
pub mod payload;
pub mod recovery;
pub mod sample;
pub mod snapshot;

use std::{alloc::System, fs, path::PathBuf};

use cap::Cap;

/// No input, and they are a few kilobytes, may take more memory than that: past it the target aborts, and the fuzzer reports it.
const LIVE_BYTES_MAX: usize = 64 << 20;

#[global_allocator]
static ALLOCATOR: Cap<System> = Cap::new(System, LIVE_BYTES_MAX);

/// Writes `seeds` into the corpus, the folder that the fuzzer's command line names first and reads next. Made when they are needed, they
/// always fit the format.
pub fn sow(seeds: &[Vec<u8>]) {
    let first = std::env::args_os().nth(1).map(PathBuf::from);
    // A file is an input to be tried again.
    let Some(folder) = first.filter(|path| !path.to_string_lossy().starts_with('-') && !path.is_file()) else { return };
    fs::create_dir_all(&folder).expect("the corpus's folder is made");
    for (number, seed) in seeds.iter().enumerate() {
        fs::write(folder.join(format!("seed-{number}")), seed).expect("a seed is written");
    }
}
