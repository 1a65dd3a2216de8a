//! Whether one event led to another, where labels do not tell.

use std::collections::{BinaryHeap, HashSet};

use crate::causality::{graph::Graph, node::Node};

/// Whether `a` led to `b`, or is `b`. Where the clock of `b` is partial, its segments are looked through backwards, those of the
/// highest level first, and none that lies as low as `a` or whose clock is whole.
pub(super) fn led_to(graph: &Graph, a: Node, b: Node) -> bool {
    let labels = &graph.labels;
    if let Some(known) = labels.led_to(a, b) {
        return known;
    }
    let (mut seen, mut ahead) = (HashSet::new(), BinaryHeap::from([(labels.level(b), b)]));
    while let Some((_, node)) = ahead.pop() {
        for cause in graph.edges.causes_here(labels.segment(node).1) {
            match labels.led_to(a, cause) {
                Some(true) => return true,
                Some(false) => {}
                None => {
                    if seen.insert(labels.segment(cause).0) {
                        ahead.push((labels.level(cause), cause));
                    }
                }
            }
        }
    }
    false
}
