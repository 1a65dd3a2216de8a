//! The suite that every [`Log`](crate::log::Log) must pass, yours too: [`log_contract!`](crate::testing::log_contract!).
//!
//! Each test is a function of its own here, so that a failure names the rule that does not hold.

#![allow(clippy::missing_panics_doc, reason = "each is a test: it panics where its rule does not hold")]

mod appending;
mod keys;
mod lasting;
mod logical;
mod reading;
mod refusing;
mod sample;
mod scanning;
mod streams;
mod suite;
mod together;

pub use appending::{
    a_commit_of_several_streams_is_contiguous, an_empty_log_is_empty, any_name_and_any_size_is_kept,
    ids_and_links_are_kept, positions_and_versions_have_no_gaps, recorded_times_never_run_backwards, times_are_kept,
    what_is_appended_is_read_back,
};
pub use keys::{a_commit_is_found_by_its_key, keys_are_remembered};
pub use lasting::{
    after_close_everything_answers_closed, recorded_times_never_run_backwards_across_restarts, snapshots_are_found,
    what_is_acknowledged_outlives_a_restart,
};
pub use logical::{
    logical_times_are_kept_to_the_nanosecond, logical_times_never_run_backwards,
    logical_times_never_run_backwards_across_restarts,
};
pub use reading::{pages_end_at_bytes, pages_end_at_records, reads_start_anywhere, streams_are_read_from_any_version};
pub use refusing::{
    a_conflict_appends_nothing, a_kind_has_one_schema, a_refused_kind_leaves_nothing, expected_versions_are_kept,
    misshapen_commits_are_refused,
};
pub use scanning::{a_visitor_may_use_the_log, scans_show_what_reads_answer};
pub use streams::{kinds_are_listed_once, streams_are_listed_by_name};
pub use suite::log_contract;
pub use together::{appends_of_many_threads_leave_no_gap, one_of_many_writers_wins, waiting_ends_with_an_append};
