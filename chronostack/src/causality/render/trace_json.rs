//! A part of the graph for trace viewers.

use std::{collections::BTreeMap, sync::Arc};

use serde_json::{Value, json};

use crate::{
    causality::{
        excerpt::{Excerpt, Seen},
        render::parts::arrows,
    },
    time::Timestamp,
};

/// How wide an event is drawn, in microseconds: arrows hang on what has a width.
const WIDTH: f64 = 1.0;

/// The rows of the drawing: a process a service, a thread a lane.
#[derive(Default)]
struct Rows<'a> {
    services: BTreeMap<Option<&'a Arc<str>>, u32>,
    lanes: BTreeMap<(u32, Option<&'a Arc<str>>), Row>,
}

#[derive(Clone, Copy)]
struct Row {
    thread: u32,
    /// Where what was drawn last ends.
    end: f64,
}

/// Where an event is drawn.
struct Spot {
    process: u32,
    thread: u32,
    start: f64,
}

impl Excerpt {
    /// The events as JSON of the [Trace Event Format](https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU), which Perfetto
    /// (<https://ui.perfetto.dev>) and `chrome://tracing` show: a process a service, a thread a lane, an arrow an edge. An event is drawn a
    /// microsecond wide, and behind the one before it in its lane where both have the same time.
    pub fn to_trace_json(&self) -> String {
        let mut rows = Rows::default();
        // A lane is drawn from left to right, also where an event stands behind a cause of another lane whose clock was ahead.
        let mut in_time: Vec<_> = self.events.iter().enumerate().collect();
        in_time.sort_by_key(|(_, seen)| seen.at());
        let first = in_time.first().map_or(Timestamp::UNIX_EPOCH, |(_, seen)| seen.at());
        let mut spots: Vec<_> = in_time.into_iter().map(|(place, seen)| (place, rows.spot(seen, first))).collect();
        spots.sort_by_key(|(place, _)| *place);
        let spots: Vec<_> = spots.into_iter().map(|(_, spot)| spot).collect();
        let mut events = rows.names();
        events.extend(self.events.iter().zip(&spots).map(|(seen, spot)| slice(seen, spot)));
        for (number, arrow) in arrows(self).into_iter().enumerate() {
            let ends = [("s", &spots[arrow.from]), ("f", &spots[arrow.to])];
            // An arrow that points back in time, as clocks that differ make it, is not drawn.
            let from = ends[0].1.start.min(ends[1].1.start);
            for ((phase, spot), start) in ends.into_iter().zip([from, ends[1].1.start]) {
                let mut end = json!({
                    "name": "cause", "cat": "cause", "ph": phase, "id": number,
                    "pid": spot.process, "tid": spot.thread, "ts": start,
                });
                if phase == "f" {
                    end["bp"] = json!("e");
                }
                events.push(end);
            }
        }
        let lines: Vec<String> = events.iter().map(Value::to_string).collect();
        format!("{{\"displayTimeUnit\":\"ms\",\"traceEvents\":[\n{}\n]}}\n", lines.join(",\n"))
    }
}

impl<'a> Rows<'a> {
    fn spot(&mut self, seen: &'a Seen, first: Timestamp) -> Spot {
        let next = u32::try_from(self.services.len() + 1).unwrap_or(u32::MAX);
        let process = *self.services.entry(seen.meta.service.as_ref()).or_insert(next);
        let thread = u32::try_from(self.lanes.len() + 1).unwrap_or(u32::MAX);
        let row = self.lanes.entry((process, seen.meta.lane.as_ref())).or_insert(Row { thread, end: 0.0 });
        let start = (seen.at().duration_since(first).as_secs_f64() * 1e6).max(row.end);
        row.end = start + WIDTH;
        Spot { process, thread: row.thread, start }
    }

    fn names(&self) -> Vec<Value> {
        let name = |what: &str, process: u32, thread: u32, name: &str| json!({ "name": what, "ph": "M", "pid": process, "tid": thread, "args": { "name": name } });
        let services = self.services.iter();
        let services = services.map(|(service, process)| {
            name("process_name", *process, 0, service.map_or("(no service)", |service| service))
        });
        let lanes = self.lanes.iter().map(|((process, lane), row)| {
            name("thread_name", *process, row.thread, lane.map_or("(no lane)", |lane| lane))
        });
        services.chain(lanes).collect()
    }
}

fn slice(seen: &Seen, spot: &Spot) -> Value {
    let Seen { meta, kind } = seen;
    json!({
        "name": kind.name, "cat": "event", "ph": "X",
        "pid": spot.process, "tid": spot.thread, "ts": spot.start, "dur": WIDTH,
        "args": {
            "id": meta.id, "stream": meta.stream, "version": meta.version, "time": seen.at(),
            "correlation": meta.correlation, "causes": meta.causes, "actor": meta.actor.as_deref(),
        },
    })
}
