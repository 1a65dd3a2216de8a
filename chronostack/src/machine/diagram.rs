//! The table as a diagram: Mermaid and Graphviz. Both follow the order of the table alone, so that a committed diagram
//! changes only when the machine does.

use std::fmt::Write;

use crate::machine::spec::{GroupSpec, MachineSpec, StateSpec, TransitionSpec};

/// An arrow: all events that lead from one state to another by one row.
struct Arrow<'a> {
    from: &'a str,
    to: &'a str,
    label: String,
    retired: bool,
}

impl MachineSpec {
    /// The table as a Mermaid state diagram, to be put into a Markdown file. An event stands at its arrow, its guards
    /// behind it in brackets.
    pub fn to_mermaid(&self) -> String {
        let mut text = "stateDiagram-v2\n".to_owned();
        for (index, state) in self.states.iter().enumerate() {
            let id = mermaid_id(state.name, index);
            if id == state.name {
                line(&mut text, format_args!("    {id}"));
            } else {
                line(&mut text, format_args!("    state \"{}\" as {id}", state.name));
            }
        }
        let id = |name: &str| {
            let index = self.states.iter().position(|state| state.name == name).unwrap_or_default();
            mermaid_id(name, index)
        };
        for state in self.states.iter().filter(|state| state.initial) {
            line(&mut text, format_args!("    [*] --> {}", id(state.name)));
        }
        for Arrow { from, to, label, .. } in self.arrows() {
            line(&mut text, format_args!("    {} --> {} : {label}", id(from), id(to)));
        }
        for state in self.states.iter().filter(|state| state.terminal) {
            line(&mut text, format_args!("    {} --> [*]", id(state.name)));
        }
        for group in &self.groups {
            line(&mut text, format_args!("    %% {} = {}", group.name, group.states.join(" | ")));
        }
        text
    }

    /// The table as a Graphviz digraph. Groups are clusters, where they lie beside or within each other; retired rows are
    /// dashed.
    pub fn to_dot(&self) -> String {
        let mut text = format!("digraph {} {{\n", quoted(self.name));
        line(&mut text, format_args!("    rankdir = LR;"));
        line(&mut text, format_args!("    node [shape = box, style = rounded];"));
        line(&mut text, format_args!("    \"\" [shape = point];"));
        for StateSpec { name, terminal, .. } in &self.states {
            let peripheries = if *terminal { " [peripheries = 2]" } else { "" };
            line(&mut text, format_args!("    {}{peripheries};", quoted(name)));
        }
        if self.groups_nest() {
            let outermost = self.groups.iter().filter(|group| self.parent(group).is_none());
            for group in outermost {
                self.cluster(group, 1, &mut text);
            }
        }
        for state in self.states.iter().filter(|state| state.initial) {
            line(&mut text, format_args!("    \"\" -> {};", quoted(state.name)));
        }
        for Arrow { from, to, label, retired } in self.arrows() {
            let style = if retired { ", style = dashed" } else { "" };
            let (from, to, label) = (quoted(from), quoted(to), quoted(&label));
            line(&mut text, format_args!("    {from} -> {to} [label = {label}{style}];"));
        }
        text.push_str("}\n");
        text
    }

    fn arrows(&self) -> impl Iterator<Item = Arrow<'_>> {
        self.transitions.iter().flat_map(move |row| {
            let ends = row.from.iter().flat_map(|from| row.to.iter().map(move |to| (*from, *to)));
            ends.map(move |(from, to)| Arrow { from, to, label: self.label(row), retired: row.retired })
        })
    }

    fn label(&self, row: &TransitionSpec) -> String {
        let mut label = row.events.join(", ");
        let asked = self.guards.iter().filter(|guard| guard.events.iter().any(|event| row.events.contains(event)));
        let guards: Vec<_> = asked.map(|guard| guard.name).collect();
        if !guards.is_empty() {
            let _ = write!(label, " [{}]", guards.join(", "));
        }
        if row.retired {
            label.push_str(" (retired)");
        }
        label
    }

    /// Whether no two groups overlap without one being within the other.
    fn groups_nest(&self) -> bool {
        let overlap = |a: &GroupSpec, b: &GroupSpec| a.states.iter().any(|state| b.states.contains(state));
        let apart = |a: &GroupSpec, b: &GroupSpec| !overlap(a, b) || is_within(a, b) || is_within(b, a);
        self.groups.iter().all(|a| self.groups.iter().all(|b| apart(a, b)))
    }

    /// The smallest group that `group` lies in; of groups with the same states, the first is the outermost.
    fn parent(&self, group: &GroupSpec) -> Option<&GroupSpec> {
        let at = |group: &GroupSpec| self.groups.iter().position(|other| other.name == group.name);
        let outer = |other: &&GroupSpec| {
            is_within(group, other) && (other.states.len() > group.states.len() || at(other) < at(group))
        };
        self.groups.iter().rev().filter(outer).min_by_key(|other| other.states.len())
    }

    fn cluster(&self, group: &GroupSpec, depth: usize, text: &mut String) {
        let indent = "    ".repeat(depth);
        line(text, format_args!("{indent}subgraph {} {{", quoted(&format!("cluster_{}", group.name))));
        line(text, format_args!("{indent}    label = {};", quoted(group.name)));
        let inner: Vec<_> = self.groups.iter().filter(|other| self.parent(other) == Some(group)).collect();
        for state in &group.states {
            if !inner.iter().any(|inner| inner.states.contains(state)) {
                line(text, format_args!("{indent}    {};", quoted(state)));
            }
        }
        for inner in inner {
            self.cluster(inner, depth + 1, text);
        }
        line(text, format_args!("{indent}}}"));
    }
}

fn is_within(inner: &GroupSpec, outer: &GroupSpec) -> bool {
    inner.states.iter().all(|state| outer.states.contains(state))
}

/// The state's name where Mermaid takes it as it is. Its keywords begin in lower case, and it wants ASCII.
fn mermaid_id(name: &str, index: usize) -> String {
    let plain = name.starts_with(|first: char| first.is_ascii_uppercase())
        && name.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_');
    if plain { name.to_owned() } else { format!("s{index}") }
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

fn line(text: &mut String, line: std::fmt::Arguments<'_>) {
    // Writing to a string does not fail.
    let _ = writeln!(text, "{line}");
}
