//! Which transitions were taken, and how often.

use std::{collections::BTreeMap, fmt::Write};

use crate::{
    event::{Event, Recorded},
    machine::{MachineSpec, Outcome, Reducer, Transition},
    replay::fold_with,
};

/// Who took a transition.
#[derive(Clone, Copy, Debug)]
pub(super) enum By {
    Recorded,
    Random,
    Explored,
}

/// How often each transition was taken, and by whom.
#[derive(Debug, Default)]
pub(super) struct Coverage {
    counts: BTreeMap<Taken, [u64; 3]>,
}

/// An event's name, and the states between which it led.
type Taken = (&'static str, &'static str, &'static str);

impl Coverage {
    /// Counts it; whether it was the first time for `by`.
    pub(super) fn count(&mut self, event: &'static str, transition: Transition, by: By) -> bool {
        let counts = self.counts.entry((event, transition.from, transition.to)).or_default();
        counts[by as usize] += 1;
        counts[by as usize] == 1
    }

    /// Counts what a history took, as far as it folds.
    pub(super) fn count_history<R: Reducer>(&mut self, events: &[Recorded<R::Event>], by: By) {
        // What does not fold is told by the laws.
        let _ = fold_with(&mut R::default(), events, |recorded, outcome, _| {
            if let Outcome::Applied { transition } = outcome {
                self.count(recorded.event.event_type().name, transition, by);
            }
        });
    }

    /// The table, every transition of the machine a line, and below it those that were never taken. That is no failure: a guard may
    /// rest on what no random history guesses. But nothing is known of them then, so a recorded history should take them.
    pub(super) fn table(&self, machine: &MachineSpec) -> String {
        let mut lines: BTreeMap<Taken, bool> = self.counts.keys().map(|taken| (*taken, false)).collect();
        let mut order: Vec<Taken> = Vec::new();
        for row in &machine.transitions {
            for taken in transitions(row) {
                lines.insert(taken, row.retired);
                if !order.contains(&taken) {
                    order.push(taken);
                }
            }
        }
        // Where a reducer by hand does not list its rows, what was taken is all that is known of them.
        order.extend(self.counts.keys().filter(|taken| !order.contains(taken)).copied().collect::<Vec<_>>());
        let name = |(event, from, to): &Taken| {
            let way = if machine.is_enum { format!("  {from} -> {to}") } else { String::new() };
            let retired = if lines.get(&(*event, *from, *to)) == Some(&true) { "  (retired)" } else { "" };
            format!("{event}{way}{retired}")
        };
        let names: Vec<String> = order.iter().map(name).collect();
        let width = names.iter().map(|name| name.chars().count()).max().unwrap_or(0);
        let mut table = format!("{:width$}  recorded    random  explored\n", "transition");
        for (name, taken) in names.iter().zip(&order) {
            let [recorded, random, explored] = self.counts.get(taken).copied().unwrap_or_default();
            // Writing to a string cannot fail.
            let _ = writeln!(table, "{name:width$}  {recorded:>8}  {random:>8}  {explored:>8}");
        }
        let never: Vec<&str> = names
            .iter()
            .zip(&order)
            .filter(|(_, taken)| !self.counts.contains_key(*taken))
            .map(|(name, _)| name.as_str())
            .collect();
        if !never.is_empty() {
            let names: Vec<String> = never.iter().map(|name| name.replace("  ", " ")).collect();
            let what = "never taken, so nothing is known of them (record a history that takes them)";
            let _ = writeln!(table, "{what}: {}", names.join(", "));
        }
        table
    }
}

fn transitions(row: &crate::machine::TransitionSpec) -> impl Iterator<Item = Taken> {
    let pairs = row.from.iter().flat_map(|from| row.to.iter().map(move |to| (*from, *to)));
    let pairs: Vec<_> = pairs.collect();
    row.events.iter().flat_map(move |event| pairs.clone().into_iter().map(move |(from, to)| (*event, from, to)))
}
