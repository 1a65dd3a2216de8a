//! Spans of time, as `#[tracked]` writes them.

use std::time::Duration;

const UNITS_NS: &[(&str, u64)] =
    &[("ms", 1_000_000), ("us", 1_000), ("µs", 1_000), ("ns", 1), ("s", 1_000_000_000), ("m", 60_000_000_000)];

/// What a `backoff` ends at where it does not say.
const LONGEST: Duration = Duration::from_secs(60);

/// How long to wait before the second attempt, and at the most: of `100ms` or `100ms..10s`.
pub(super) fn backoff(text: &str) -> Option<(Duration, Duration)> {
    let (first, longest) = text.split_once("..").map_or((text, None), |(first, longest)| (first, Some(longest)));
    let first = wait(first)?;
    let longest = longest.map_or_else(|| Some(first.max(LONGEST)), wait)?;
    (first <= longest).then_some((first, longest))
}

fn wait(text: &str) -> Option<Duration> {
    let text = text.trim();
    let (unit, ns) = UNITS_NS.iter().find(|(unit, _)| text.ends_with(unit))?;
    let number: u64 = text.strip_suffix(unit)?.trim().parse().ok()?;
    number.checked_mul(*ns).map(Duration::from_nanos)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_are_read_as_they_are_written() {
        let ms = Duration::from_millis;
        assert_eq!(backoff("100ms"), Some((ms(100), ms(60_000))));
        assert_eq!(backoff("2m"), Some((ms(120_000), ms(120_000))));
        assert_eq!(backoff(" 1 s .. 1m"), Some((ms(1_000), ms(60_000))));
        assert_eq!(backoff("500us..7ns"), None);
        for none in ["", "100", "ms", "-1s", "1.5s", "1h", "1s..", "18446744073709551615s"] {
            assert_eq!(backoff(none), None, "{none}");
        }
    }
}
