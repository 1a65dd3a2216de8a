//! `ManualClock`.

use std::time::Duration;

use chronostack::{Clock, Timestamp, testing::ManualClock};

#[test]
fn it_stands_still_until_told_otherwise() {
    let clock = ManualClock::new(Timestamp::UNIX_EPOCH);
    let builders = clock.clone();
    assert_eq!(builders.now(), builders.now());
    clock.advance(Duration::from_millis(1_500));
    assert_eq!(builders.now(), Timestamp::from_millisecond(1_500).unwrap());
    clock.set(Timestamp::UNIX_EPOCH);
    assert_eq!(builders.now(), Timestamp::UNIX_EPOCH);
}

#[test]
fn it_does_not_run_past_the_end_of_time() {
    let clock = ManualClock::new(Timestamp::UNIX_EPOCH);
    clock.advance(Duration::MAX);
    assert!(clock.now() > Timestamp::UNIX_EPOCH);
    clock.advance(Duration::from_secs(1));
}
