//! Which of a stream's snapshots are worth their place.

use std::collections::BTreeSet;

/// The versions to drop, so that the gaps between those that stay grow with their age: O(log n) of n snapshots stay,
/// the newest ones dense, and a seek to an old version replays at most as many events as have come since it.
///
/// One is dropped where its neighbours stand no further apart than the newer one is old.
pub fn thinned(versions: &BTreeSet<u64>) -> Vec<u64> {
    let Some(&newest) = versions.last() else { return Vec::new() };
    let mut dropped = Vec::new();
    let mut walk = versions.iter().rev().copied();
    let (Some(mut newer), Some(mut candidate)) = (walk.next(), walk.next()) else { return dropped };
    for older in walk {
        if newer - older <= newest - newer {
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

    #[test]
    fn few_stay_and_the_newest_are_dense() {
        let mut kept = BTreeSet::new();
        for version in (100..=1_000_000).step_by(100) {
            kept.insert(version);
            for dropped in thinned(&kept) {
                kept.remove(&dropped);
            }
        }
        assert!(kept.len() < 40, "{} snapshots of 10,000 stayed", kept.len());
        let newest: Vec<u64> = kept.iter().rev().take(3).copied().collect();
        assert_eq!(newest, [1_000_000, 999_900, 999_800]);
        assert_eq!(kept.first(), Some(&100));
        for (older, newer) in kept.iter().zip(kept.iter().skip(1)) {
            assert!(newer - older <= (1_000_000 - older).max(100), "{older} to {newer} is too wide");
        }
    }

    #[test]
    fn what_is_thin_stays() {
        assert!(thinned(&BTreeSet::new()).is_empty());
        assert!(thinned(&BTreeSet::from([1])).is_empty());
        assert!(thinned(&BTreeSet::from([1, 2, 3])).is_empty());
    }
}
