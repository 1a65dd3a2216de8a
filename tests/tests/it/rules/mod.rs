//! The rules of the public contract, section 6: one test or more a rule, which carries its number.

mod always;
mod archived;
mod cached;
mod causes;
mod meta;
mod recording;
mod replay_all;
mod replaying;
mod seeking;
mod unknown;
