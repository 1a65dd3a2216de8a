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

#[cfg(test)]
mod tests;

pub(crate) use pipeline::run;
