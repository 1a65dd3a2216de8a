use crate::{
    event::Recorded,
    history::{
        History,
        keyframes::Keyframes,
        tests::counter::{Added, Counter, reductions},
    },
    limits::Limits,
};

/// One event that makes the state `bytes` large, then `events` small ones, within a cache of `cache` bytes.
fn story(bytes: usize, events: usize, cache: usize) -> History<Counter> {
    let made_up =
        History::<Counter>::from_events([Added(bytes as u64)].into_iter().chain((0..events).map(|_| Added(1))));
    let limits = Limits { history_cache_bytes_max: cache, ..Limits::DEFAULT };
    let recorded: Vec<Recorded<Added>> = made_up.events().to_vec();
    History::from_recorded(made_up.stream().clone(), recorded, &limits).unwrap()
}

#[test]
fn any_version_of_a_million_is_a_few_reductions_away() {
    let story = History::<Counter>::from_events((0..1_000_000).map(|_| Added(1)));
    let mut rng = fastrand::Rng::with_seed(7);
    for version in std::iter::repeat_with(|| rng.u64(0..=1_000_000)).take(2_000).chain([0, 1, 31, 32, 999_999]) {
        let took = reductions(|| assert_eq!(story.at(version).unwrap().sum, version));
        assert!(took <= 31, "{took} reductions to version {version}");
    }
    // Going on from the version last sought costs one each.
    story.at(500_000);
    assert!(reductions(|| assert!((500_001..500_100).all(|version| story.at(version).is_some()))) <= 99);
    assert_eq!(reductions(|| assert_eq!(story.at(1_000_000).unwrap().sum, 1_000_000)), 0);
    assert!(reductions(|| drop(story.steps().nth(765_432))) <= 32);
    assert!(reductions(|| drop(story.fork(765_432))) <= 31);
}

#[test]
fn large_states_are_kept_within_the_budget_and_closer_towards_the_end() {
    const EVENTS: usize = 20_000;
    const STATE: usize = 10_000;
    const CACHE: usize = 1 << 20;
    let story = story(STATE, EVENTS, CACHE);
    assert!(story.keyframes.bytes() <= CACHE);
    assert!(story.keyframes.bytes() >= CACHE / 4, "{} bytes are kept", story.keyframes.bytes());
    let bound = story.keyframes.reductions_max(story.version());
    assert!(bound <= (3 * EVENTS * STATE / CACHE) as u64, "{bound} reductions");
    let mut rng = fastrand::Rng::with_seed(7);
    let far = |story: &History<Counter>, version: u64| {
        story.at(0);
        reductions(|| assert_eq!(story.at(version).unwrap().sum, (STATE as u64) + version - 1))
    };
    let worst = (0..300).map(|_| far(&story, rng.u64(1..=EVENTS as u64))).max().unwrap();
    assert!(worst <= bound, "{worst} reductions, and the bound is {bound}");
    let worst_of_the_last = (0..50).map(|age| far(&story, story.version() - age)).max().unwrap();
    assert!(worst_of_the_last <= 31, "{worst_of_the_last} reductions near the end");
}

#[test]
fn a_budget_too_small_for_any_state_still_answers() {
    for cache in [0, 1, 15_000, 40_000] {
        let story = story(10_000, 500, cache);
        assert!(story.keyframes.bytes() <= cache);
        assert_eq!(story.at(321).unwrap().sum, 10_320);
        assert_eq!(story.at(500).unwrap().sum, 10_499);
    }
}

/// At any moment, also just when states were dropped.
#[test]
fn young_versions_are_close_to_a_kept_state() {
    let state = Counter { sum: 0, last: 0, ballast: vec![0; 1_000] };
    let mut keyframes = Keyframes::<Counter>::new(100_000);
    for version in 1..=20_000 {
        keyframes.offer(version, &state);
        for age in [0, 31, 100, 255].map(|age| version.saturating_sub(age)) {
            assert!(age - keyframes.nearest(age).0 < 32, "version {age} of {version}");
        }
    }
    assert!(keyframes.reductions_max(20_000) >= 256, "the old ones are farther apart");
}

#[test]
fn keyframes_never_pass_the_budget_nor_their_bound() {
    let mut rng = fastrand::Rng::with_seed(11);
    for _ in 0..20 {
        let (cache, events) = (rng.usize(0..50_000), rng.u64(1..20_000));
        let mut keyframes = Keyframes::<Counter>::new(cache);
        for version in 1..=events {
            let state = Counter { sum: version, last: 0, ballast: vec![0; rng.usize(0..200)] };
            keyframes.offer(version, &state);
            assert!(keyframes.bytes() <= cache);
        }
        for _ in 0..100 {
            let version = rng.u64(0..=events);
            let (kept, state) = keyframes.nearest(version);
            assert!(kept <= version && state.sum == kept);
            assert!(version - kept <= keyframes.reductions_max(events));
        }
        let middle = events / 2;
        keyframes.truncate(middle);
        assert!(keyframes.nearest(events).0 <= middle);
    }
}
