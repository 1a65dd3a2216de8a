//! The macro that makes tests of the suite.

/// Makes a module `$name` of `#[test]`s, one for each rule that a [`Log`](crate::log::Log) must keep.
///
/// `$make` is an expression that is evaluated anew for each test. It makes an empty log's home and answers with a closure that
/// opens the log there, and opens it again after it was closed or dropped. What is not
/// [`durable`](crate::log::Capabilities::durable) is never opened again, so there the closure just makes an empty log:
///
/// ```
/// use chronostack::{log::MemoryLog, testing::log_contract};
/// # fn main() {}
///
/// log_contract!(memory_log, MemoryLog::new);
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! __log_contract {
    ($name:ident, $make:expr) => {
        mod $name {
            #[allow(unused_imports, clippy::wildcard_imports, reason = "the expression names what its module does")]
            use super::*;

            $crate::__log_contract! { @tests $make;
                an_empty_log_is_empty
                what_is_appended_is_read_back
                positions_and_versions_have_no_gaps
                a_commit_of_several_streams_is_contiguous
                ids_and_links_are_kept
                times_are_kept
                recorded_times_never_run_backwards
                logical_times_never_run_backwards
                logical_times_are_kept_to_the_nanosecond
                any_name_and_any_size_is_kept
                expected_versions_are_kept
                a_conflict_appends_nothing
                misshapen_commits_are_refused
                a_kind_has_one_schema
                a_refused_kind_leaves_nothing
                reads_start_anywhere
                pages_end_at_records
                pages_end_at_bytes
                streams_are_read_from_any_version
                scans_show_what_reads_answer
                a_visitor_may_use_the_log
                streams_are_listed_by_name
                kinds_are_listed_once
                a_commit_is_found_by_its_key
                keys_are_remembered
                waiting_ends_with_an_append
                appends_of_many_threads_leave_no_gap
                one_of_many_writers_wins
                after_close_everything_answers_closed
                what_is_acknowledged_outlives_a_restart
                recorded_times_never_run_backwards_across_restarts
                logical_times_never_run_backwards_across_restarts
                snapshots_are_found
            }
        }
    };
    (@tests $make:expr; $($test:ident)*) => {
        $(
            #[test]
            fn $test() {
                $crate::testing::log_contract::$test(&$make);
            }
        )*
    };
}

pub use __log_contract as log_contract;
