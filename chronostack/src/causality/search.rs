//! Whether one event led to another, where labels do not tell.

use crate::causality::{graph::Graph, node::Node};

/// Whether `a` led to `b`, or is `b`. Where the clock of `b` is partial, its segments are looked through backwards: none whose clock is
/// whole, nor what stands before `a`, and each once. That takes a bit a segment.
pub(super) fn led_to(graph: &Graph, a: Node, b: Node) -> bool {
    let Graph { labels, edges, .. } = graph;
    let known_of = |node: Node| match labels.led_to(a, node) {
        None if graph.in_order && node < a => Some(false),
        known => known,
    };
    if let Some(known) = known_of(b) {
        return known;
    }
    let mut seen = vec![0_u64; labels.segments().div_ceil(64)];
    let mut ahead = vec![b];
    while let Some(node) = ahead.pop() {
        for cause in edges.causes_here(labels.segment(node).1) {
            match known_of(cause) {
                Some(true) => return true,
                Some(false) => {}
                None => {
                    let segment = labels.segment(cause).0 as usize;
                    let (bits, bit) = (&mut seen[segment / 64], 1 << (segment % 64));
                    if *bits & bit == 0 {
                        *bits |= bit;
                        ahead.push(cause);
                    }
                }
            }
        }
    }
    false
}
