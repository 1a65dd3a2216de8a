//! Where the time of a chain went.

use std::{collections::BTreeMap, fmt, sync::Arc};

use jiff::SignedDuration;

use crate::{
    causality::{
        causality::Causality,
        cone::Rank,
        edges::Target,
        error::CausalityError,
        excerpt::Seen,
        render::words::{Plain, name_of, short},
    },
    id::EventId,
};

/// Hops that are printed one by one.
const HOPS_SHOWN: usize = 20;

/// The causes that an event had to wait for: from each event to the latest of its causes, back to one that has none in the logs.
/// [`Display`](fmt::Display) tells where the time went.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct CriticalPath {
    /// The events, the first to happen first. The last is the one that was asked for.
    pub events: Vec<Seen>,
}

/// A step of a [`CriticalPath`].
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Hop<'a> {
    /// The cause that was waited for.
    pub from: &'a Seen,
    /// The event.
    pub to: &'a Seen,
    /// The time between them; none where the clocks say that it ran backwards.
    pub took: SignedDuration,
}

impl Causality {
    /// The chain of causes that `id` had to wait for. It is all in memory, without payloads.
    pub async fn critical_path(&self, id: EventId) -> Result<CriticalPath, CausalityError> {
        self.critical_path_within(id, usize::MAX).await
    }

    /// The last events of [`critical_path`](Self::critical_path), `events_max` at the most.
    pub async fn critical_path_within(&self, id: EventId, events_max: usize) -> Result<CriticalPath, CausalityError> {
        let mut node = self.node(id)?;
        let mut events = Vec::from_iter(self.seen(node).await?);
        while events.len() < events_max {
            let mut latest = None;
            for cause in self.graph.edges.causes_here(node) {
                let Some(seen) = self.seen(cause).await? else { continue };
                let order = (seen.at(), Rank::of(&self.graph, Target::Here(cause)));
                if latest.as_ref().is_none_or(|(_, _, before)| order > *before) {
                    latest = Some((cause, seen, order));
                }
            }
            let Some((cause, seen, _)) = latest else { break };
            events.push(seen);
            node = cause;
        }
        events.reverse();
        Ok(CriticalPath { events })
    }
}

impl CriticalPath {
    /// Its steps, the first first.
    pub fn hops(&self) -> impl Iterator<Item = Hop<'_>> {
        self.events.windows(2).filter_map(|pair| match pair {
            [from, to] => Some(Hop { from, to, took: to.at().duration_since(from.at()).max(SignedDuration::ZERO) }),
            _ => None,
        })
    }

    /// The time from its first event to its last.
    pub fn took(&self) -> SignedDuration {
        self.hops().map(|hop| hop.took).sum()
    }

    /// The time by service, and from service to service: where a step goes from one to another, `web -> payments`. The most first.
    pub fn by_service(&self) -> Vec<(String, SignedDuration)> {
        self.by(|seen| seen.meta.service.as_ref())
    }

    /// The time by lane, and from lane to lane. The most first.
    pub fn by_lane(&self) -> Vec<(String, SignedDuration)> {
        self.by(|seen| seen.meta.lane.as_ref())
    }

    fn by<'a>(&'a self, part: impl Fn(&'a Seen) -> Option<&'a Arc<str>>) -> Vec<(String, SignedDuration)> {
        let mut sums = BTreeMap::<_, SignedDuration>::new();
        let name = |seen| Plain(part(seen).map_or("-", |name| &**name));
        for hop in self.hops() {
            let (from, to) = (name(hop.from), name(hop.to));
            let key = if from == to { to.to_string() } else { format!("{from} -> {to}") };
            *sums.entry(key).or_default() += hop.took;
        }
        let mut sums: Vec<_> = sums.into_iter().collect();
        sums.sort_by_key(|(_, took)| std::cmp::Reverse(*took));
        sums
    }
}

impl fmt::Display for CriticalPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (Some(first), Some(last)) = (self.events.first(), self.events.last()) else { return Ok(()) };
        let total = self.took();
        writeln!(f, "{} from {} to {}, {} steps", short(total), name_of(first), name_of(last), self.events.len() - 1)?;
        let mut longest: Vec<_> = self.hops().enumerate().collect();
        longest.sort_by_key(|(at, hop)| (std::cmp::Reverse(hop.took), *at));
        let left_out = longest.len().saturating_sub(HOPS_SHOWN);
        longest.truncate(HOPS_SHOWN);
        longest.sort_by_key(|(at, _)| *at);
        for (_, hop) in &longest {
            writeln!(
                f,
                "{:>9} {:>5}  {} -> {}",
                short(hop.took),
                share(hop.took, total),
                name_of(hop.from),
                name_of(hop.to)
            )?;
        }
        if left_out > 0 {
            writeln!(f, "                 and {left_out} shorter steps")?;
        }
        for (title, sums) in [("service", self.by_service()), ("lane", self.by_lane())] {
            if sums.len() > 1 {
                writeln!(f, "by {title}")?;
                for (name, took) in sums {
                    writeln!(f, "{:>9} {:>5}  {name}", short(took), share(took, total))?;
                }
            }
        }
        Ok(())
    }
}

fn share(part: SignedDuration, whole: SignedDuration) -> String {
    let percent = if whole.is_zero() { 0.0 } else { part.as_secs_f64() / whole.as_secs_f64() * 100.0 };
    format!("{percent:.0} %")
}
