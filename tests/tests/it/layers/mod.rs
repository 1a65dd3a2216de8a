//! Reads the project's own sources and holds them to its shape: which module may import which, how long a file may
//! be, what a `mod.rs` holds, and that the files named in the documents exist.

mod documents;
mod files;
mod imports;
mod krate;
mod order;
mod planted;
mod references;
mod workspace;
