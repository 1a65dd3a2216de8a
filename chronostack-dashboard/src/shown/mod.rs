//! JSON that a browser can be given, whatever a log holds.

mod bounds;
mod cut;
mod cutter;
#[expect(clippy::module_inception, reason = "the concept is the module's")]
mod shown;
#[cfg(test)]
mod tests;
mod tokens;

pub(crate) use bounds::Bounds;
pub(crate) use shown::Shown;
