//! How long something took, many times.

use std::{fmt, time::Duration};

use hdrhistogram::Histogram;
use serde::{Deserialize, Serialize};

/// How often each duration was seen, within 1 %. Durations are in nanoseconds, as tools want them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Durations {
    /// How many were seen.
    pub count: u64,
    /// Their mean.
    pub mean_ns: u64,
    /// Half of them were at most so long.
    pub p50_ns: u64,
    /// 99 % of them were at most so long.
    pub p99_ns: u64,
    /// The longest.
    pub max_ns: u64,
    /// How often each was seen, the shortest first.
    pub buckets: Vec<Bucket>,
}

/// Durations that are counted together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Bucket {
    /// The longest that is counted here.
    pub up_to_ns: u64,
    /// How many there were.
    pub count: u64,
}

impl Durations {
    pub(crate) fn of(histogram: &Histogram<u64>) -> Self {
        let buckets = histogram
            .iter_recorded()
            .map(|value| Bucket { up_to_ns: value.value_iterated_to(), count: value.count_since_last_iteration() });
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a mean of u64 is one")]
        let mean_ns = histogram.mean() as u64;
        Self {
            count: histogram.len(),
            mean_ns,
            p50_ns: histogram.value_at_quantile(0.5),
            p99_ns: histogram.value_at_quantile(0.99),
            max_ns: histogram.max(),
            buckets: buckets.collect(),
        }
    }
}

/// Median and 99th percentile, as `1.2µs / 18µs`; a dash where there was nothing.
impl fmt::Display for Durations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.count == 0 {
            return f.pad("-");
        }
        f.pad(&format!("{} / {}", short(self.p50_ns), short(self.p99_ns)))
    }
}

/// With two digits at least: `950ns`, `1.2µs`, `18µs`.
fn short(nanoseconds: u64) -> String {
    let duration = Duration::from_nanos(nanoseconds);
    let unit = [1, 1_000, 1_000_000, 1_000_000_000].into_iter().rfind(|unit| nanoseconds >= *unit).unwrap_or(1);
    if unit > 1 && nanoseconds / unit < 10 { format!("{duration:.1?}") } else { format!("{duration:.0?}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_read_short() {
        let read = [0, 7, 950, 1_249, 18_400, 999_900, 1_000_000, 65_000_000, 2_340_000_000, 61_000_000_000].map(short);
        assert_eq!(read, ["0ns", "7ns", "950ns", "1.2µs", "18µs", "1000µs", "1.0ms", "65ms", "2.3s", "61s"]);
    }
}
