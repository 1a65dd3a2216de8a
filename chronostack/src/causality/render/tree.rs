//! The chain as a tree.

use std::fmt;

use crate::{
    causality::{
        excerpt::{Excerpt, Seen},
        render::words::{Ids, Plain, later, short},
    },
    id::EventId,
    time::Timestamp,
};

/// The events as a tree with times: what an event led to stands below it. An only effect goes on with `↓`, several are branches. An event
/// that came of several is told once, under the latest of them, which it had to wait for; under the others it says `see`.
///
/// The columns before the tree: the time since the earliest event, and since the latest cause. Behind it: where it was recorded, and its id, with
/// as much of the log's as tells the logs apart.
impl fmt::Display for Excerpt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some((first, last)) = self.times() else { return Ok(()) };
        let more = if self.more { ", and there are more" } else { "" };
        let (count, took) = (self.events.len(), short(last.duration_since(first)));
        writeln!(f, "{}: {count} events in {took} from {first}{more}", self.focus)?;
        let lines = Tree::of(self, first).lines();
        let width =
            |column: fn(&Line) -> &str| lines.iter().map(|line| column(line).chars().count()).max().unwrap_or(0);
        let (tree, place) = (width(|line| &line.tree), width(|line| &line.place));
        writeln!(f, "{:>9} {:>9}", "at", "after")?;
        for line in &lines {
            let text =
                format!("{:>9} {:>9}  {:tree$}  {:place$}  {}", line.at, line.after, line.tree, line.place, line.id);
            writeln!(f, "{}", text.trim_end())?;
        }
        Ok(())
    }
}

#[derive(Debug, Default)]
struct Line {
    at: String,
    after: String,
    tree: String,
    place: String,
    id: String,
}

struct Tree<'a> {
    excerpt: &'a Excerpt,
    ids: Ids,
    first: Timestamp,
    causes: Vec<Vec<usize>>,
    effects: Vec<Vec<usize>>,
}

/// An event that is still to be written: what stands before it, and before what comes of it.
struct Next {
    event: usize,
    under: Option<usize>,
    sign: String,
    indent: String,
}

impl<'a> Tree<'a> {
    fn of(excerpt: &'a Excerpt, first: Timestamp) -> Self {
        let causes = excerpt.causes();
        let mut effects = vec![Vec::new(); causes.len()];
        for (effect, causes) in causes.iter().enumerate() {
            for cause in causes {
                effects[*cause].push(effect);
            }
        }
        Self { excerpt, ids: Ids::of(excerpt), first, causes, effects }
    }

    fn lines(&self) -> Vec<Line> {
        let roots = (0..self.causes.len()).filter(|event| self.causes[*event].is_empty());
        let plain = |event| Next { event, under: None, sign: String::new(), indent: String::new() };
        let mut ahead: Vec<Next> = roots.map(plain).collect();
        ahead.reverse();
        let mut lines = Vec::new();
        while let Some(Next { event, under, sign, indent }) = ahead.pop() {
            if under != self.latest_cause(event) {
                lines.push(self.reference(event, &sign));
                continue;
            }
            lines.push(self.line(event, &sign));
            lines.extend(self.elsewhere(event, &indent));
            let effects = &self.effects[event];
            for (nth, effect) in effects.iter().enumerate().rev() {
                let (sign, below) = match (effects.len(), nth + 1 == effects.len()) {
                    (1, _) => ("↓ ", ""),
                    (_, false) => ("├─ ", "│  "),
                    (_, true) => ("└─ ", "   "),
                };
                let (sign, indent) = (format!("{indent}{sign}"), format!("{indent}{below}"));
                ahead.push(Next { event: *effect, under: Some(event), sign, indent });
            }
        }
        lines
    }

    /// The events stand behind their causes, and otherwise in order of time.
    fn latest_cause(&self, event: usize) -> Option<usize> {
        self.causes[event].iter().copied().max()
    }

    fn line(&self, event: usize, sign: &str) -> Line {
        let Seen { meta, kind } = &self.excerpt.events[event];
        let mark = if meta.id == self.excerpt.focus { "  ◀" } else { "" };
        let version = format!("v{}", meta.version);
        Line {
            at: short(self.excerpt.events[event].at().duration_since(self.first)),
            after: self
                .latest_cause(event)
                .map_or_else(String::new, |cause| later(&self.excerpt.events[cause], &self.excerpt.events[event])),
            tree: format!("{sign}{} {} {version}{mark}", Plain(&kind.name), Plain(meta.stream.as_str())),
            place: place(&self.excerpt.events[event]),
            id: self.ids.short(meta.id),
        }
    }

    fn reference(&self, event: usize, sign: &str) -> Line {
        let Seen { meta, kind } = &self.excerpt.events[event];
        Line { tree: format!("{sign}see {}", Plain(&kind.name)), id: self.ids.short(meta.id), ..Line::default() }
    }

    /// The causes of an event that are not among the events.
    fn elsewhere(&self, event: usize, indent: &str) -> Vec<Line> {
        let meta = &self.excerpt.events[event].meta;
        let shown = |id: &EventId| self.causes[event].iter().any(|cause| self.excerpt.events[*cause].meta.id == *id);
        let hidden = meta.causes.iter().filter(|cause| !shown(cause));
        let line = |id: &EventId| Line {
            tree: format!("{indent}  (came of an event that is not shown)"),
            id: self.ids.short(*id),
            ..Line::default()
        };
        hidden.map(line).collect()
    }
}

/// Service and lane.
fn place(seen: &Seen) -> String {
    let parts = [&seen.meta.service, &seen.meta.lane].map(|part| part.as_deref().map(|part| Plain(part).to_string()));
    parts.into_iter().flatten().collect::<Vec<_>>().join("/")
}
