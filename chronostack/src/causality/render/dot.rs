//! A part of the graph for Graphviz.

use std::fmt::Write;

use crate::causality::{
    excerpt::Excerpt,
    render::{
        parts::{arrows, hidden, node, services},
        words::Ids,
    },
};

impl Excerpt {
    /// The events as a Graphviz digraph: a cluster a service, the time on each edge. The event that was asked for is bold; causes that are not among
    /// the events are dashed.
    pub fn to_dot(&self) -> String {
        let ids = Ids::of(self);
        let mut text = "digraph {\n    rankdir = LR;\n    node [shape = box, style = rounded];\n".to_owned();
        for (number, (service, places)) in services(self).into_iter().enumerate() {
            let indent = if service.is_some() { "        " } else { "    " };
            if let Some(service) = &service {
                line(&mut text, format_args!("    subgraph cluster_{number} {{"));
                line(&mut text, format_args!("        label = {};", quoted(service)));
            }
            for place in places {
                let node = node(self, &ids, place);
                let bold = if node.focus { ", penwidth = 3" } else { "" };
                line(&mut text, format_args!("{indent}e{place} [label = {}{bold}];", quoted(&node.lines.join("\n"))));
            }
            if service.is_some() {
                line(&mut text, format_args!("    }}"));
            }
        }
        for arrow in arrows(self) {
            line(&mut text, format_args!("    e{} -> e{} [label = {}];", arrow.from, arrow.to, quoted(&arrow.took)));
        }
        for (cause, effects) in hidden(self) {
            let cause = quoted(&ids.short(cause));
            line(&mut text, format_args!("    {cause} [style = dashed];"));
            for effect in effects {
                line(&mut text, format_args!("    {cause} -> e{effect} [style = dashed];"));
            }
        }
        text.push_str("}\n");
        text
    }
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n"))
}

fn line(text: &mut String, line: std::fmt::Arguments<'_>) {
    // Writing to a string does not fail.
    let _ = writeln!(text, "{line}");
}
