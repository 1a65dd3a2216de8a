//! A part of the graph for Mermaid.

use std::fmt::Write;

use crate::causality::{
    excerpt::Excerpt,
    render::{
        parts::{arrows, hidden, node, services},
        words::Ids,
    },
};

impl Excerpt {
    /// The events as a Mermaid flowchart, to be put into a Markdown file: a subgraph a service, the time on each edge. The event that was
    /// asked for has a thick border; causes that are not among the events hang on dotted edges.
    pub fn to_mermaid(&self) -> String {
        let ids = Ids::of(self);
        let mut text = "flowchart LR\n".to_owned();
        let mut focus = None;
        for (number, (service, places)) in services(self).into_iter().enumerate() {
            let indent = if service.is_some() { "        " } else { "    " };
            if let Some(service) = &service {
                line(&mut text, format_args!("    subgraph s{number}[{}]", quoted(service)));
            }
            for place in places {
                let node = node(self, &ids, place);
                focus = focus.or(node.focus.then_some(place));
                line(&mut text, format_args!("{indent}e{place}[{}]", quoted(&node.lines.join("\n"))));
            }
            if service.is_some() {
                line(&mut text, format_args!("    end"));
            }
        }
        for arrow in arrows(self) {
            line(&mut text, format_args!("    e{} -->|{}| e{}", arrow.from, quoted(&arrow.took), arrow.to));
        }
        for (number, (cause, effects)) in hidden(self).into_iter().enumerate() {
            line(&mut text, format_args!("    x{number}([{}])", quoted(&ids.short(cause))));
            for effect in effects {
                line(&mut text, format_args!("    x{number} -.-> e{effect}"));
            }
        }
        if let Some(place) = focus {
            line(&mut text, format_args!("    style e{place} stroke-width:4px"));
        }
        text
    }
}

/// Mermaid reads a text between quotes as it is, but for entities and tags.
fn quoted(text: &str) -> String {
    let escaped = text.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;").replace('>', "&gt;");
    format!("\"{}\"", escaped.replace('#', "#35;").replace('\n', "<br>"))
}

fn line(text: &mut String, line: std::fmt::Arguments<'_>) {
    // Writing to a string does not fail.
    let _ = writeln!(text, "{line}");
}
