//! `#[reducer(..)]`: parse → model → check → expand.

mod args;
mod event_ref;
mod expand;
mod fingerprint;
mod functions;
mod groups;
mod machine;
mod marks;
mod params;
mod pattern;
mod pipeline;
mod rules;
mod table;
mod transition;

pub(crate) use pipeline::run;
