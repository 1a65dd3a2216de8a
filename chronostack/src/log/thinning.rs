//! Which of a stream's snapshots are worth their place.

/// Old snapshots stand so many events apart at the most: what a seek replays in a fraction of a millisecond.
const SPACING_EVENTS: u64 = 2_048;
/// What an event takes on a disk at the least, roughly.
const EVENT_BYTES: u64 = 32;

/// How many events the snapshots of a state that takes `state_bytes` may stand apart, however old: at least 2,048, and as many as
/// take twice its bytes. Two such distances hold more than that many events, so old snapshots never take more than about their
/// stream's own events do.
pub fn spacing(state_bytes: usize) -> u64 {
    SPACING_EVENTS.max(2 * state_bytes as u64 / EVENT_BYTES)
}

/// The versions to drop of `versions`, which stand in order, so that the distances between those that stay grow with their age,
/// up to `spacing`. The newest ones stay dense: a few for each doubling of their age.
///
/// One is dropped where its neighbours stand no further apart than the newer one is old, and no further than `spacing`.
pub fn thinned(versions: &[u64], spacing: u64) -> Vec<u64> {
    let mut dropped = Vec::new();
    let mut walk = versions.iter().rev().copied();
    let (Some(newest), Some(mut candidate)) = (walk.next(), walk.next()) else { return dropped };
    let mut newer = newest;
    for older in walk {
        if newer - older <= spacing.min(newest - newer) {
            dropped.push(candidate);
        } else {
            newer = candidate;
        }
        candidate = older;
    }
    dropped
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is left of snapshots of every `step`th version up to `newest`.
    fn kept(step: usize, newest: u64, spacing: u64) -> Vec<u64> {
        let mut kept = Vec::new();
        for version in (step as u64..=newest).step_by(step) {
            kept.push(version);
            let dropped = thinned(&kept, spacing);
            kept.retain(|version| !dropped.contains(version));
        }
        kept
    }

    #[test]
    fn distances_grow_with_age_up_to_the_spacing() {
        for (step, spacing) in [(100, 2_048), (1_000, 2_048), (1_000, 50_000), (7, 300)] {
            let newest = 200_000 - 200_000 % step as u64;
            let kept = kept(step, newest, spacing);
            let context = format!("every {step}, {spacing} apart");
            let dense: Vec<u64> = (0..3).map(|nth| newest - nth * step as u64).collect();
            assert!(kept.iter().rev().copied().take(3).eq(dense), "{context}");
            assert_eq!(kept.first(), Some(&(step as u64)), "{context}");
            for pair in kept.windows(2) {
                let bound = spacing.min(newest - pair[0]).max(step as u64);
                assert!(pair[1] - pair[0] <= bound, "{context}: {pair:?} are too far apart");
            }
            for three in kept.windows(3) {
                let old = newest - three[2] > spacing;
                assert!(!old || three[2] - three[0] > spacing, "{context}: {three:?} are too close");
            }
        }
    }

    #[test]
    fn what_is_thin_stays() {
        assert!(thinned(&[], 10).is_empty());
        assert!(thinned(&[1], 10).is_empty());
        assert!(thinned(&[1, 2, 3], 10).is_empty());
        assert!(thinned(&[10, 20, 30, 40], 10).is_empty());
    }

    #[test]
    fn a_large_state_is_kept_no_more_often_than_it_weighs() {
        assert_eq!(spacing(0), 2_048);
        assert_eq!(spacing(100), 2_048);
        assert_eq!(spacing(1 << 20), 65_536);
    }
}
