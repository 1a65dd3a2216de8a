//! The declared order of the layers.

/// The modules of `chronostack/src`, from the bottom: each may import only what stands before it. A new module is
/// put where its imports allow.
pub(super) const LAYERS: &[&str] = &[
    "const_message",
    "footprint",
    "sync",
    "limits",
    "time",
    "id",
    "codec",
    "schema",
    "fingerprint",
    "meta",
    "event",
    "cause",
    "context",
    "state",
    "machine",
    "replay",
    "log",
    "profile",
    "snapshot",
    "diff",
    "interchange",
    "history",
    "causality",
    "stack",
    "task",
    "testing",
];

/// The facade on top: these name everything, and nothing below names them. The crate's root is one of them.
pub(super) const FACADE: &[&str] = &["__private", "prelude"];
