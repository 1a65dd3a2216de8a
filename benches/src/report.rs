//! Rows as a table for people, or as one JSON object a line for programs.

use std::fmt::Write as _;

use serde::Serialize;

use crate::measure::{Better, Row};

/// ChronoStack's own name among the contenders.
pub(crate) const CHRONOSTACK: &str = "chronostack";

/// How results are printed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Format {
    Table,
    Json,
}

impl Format {
    /// Prints `rows`, those of one metric together.
    pub(crate) fn print(self, rows: &[Row]) {
        for group in rows.chunk_by(|a, b| a.metric.workload == b.metric.workload) {
            match self {
                Self::Table => print!("{}", table(group)),
                Self::Json => group.iter().for_each(|row| println!("{}", json(row))),
            }
        }
    }
}

fn table(rows: &[Row]) -> String {
    let Some(metric) = rows.first().map(|row| row.metric) else { return String::new() };
    let better = match metric.better {
        Better::Higher => "higher is better",
        Better::Lower => "lower is better",
    };
    let width = rows.iter().map(|row| row.contender.len()).max().unwrap_or(0);
    let mut text = format!("\n{}, {} ({better})\n", metric.workload, metric.unit);
    let head = ["median", "min", "max", CHRONOSTACK];
    let _ = writeln!(text, "  {:width$} {:>12} {:>12} {:>12}  {} is", "", head[0], head[1], head[2], head[3]);
    let own = rows.iter().find(|row| row.contender == CHRONOSTACK);
    for row in rows {
        let [median, min, max] = [row.median, row.min, row.max].map(number);
        let ratio = own.filter(|own| own.contender != row.contender).map_or(String::new(), |own| ratio(own, row));
        let line = format!("  {:width$} {median:>12} {min:>12} {max:>12}  {ratio}", row.contender);
        let _ = writeln!(text, "{}", line.trim_end());
    }
    text
}

/// How ChronoStack's median stands to another contender's.
fn ratio(own: &Row, other: &Row) -> String {
    let times = own.median / other.median;
    match own.metric.better {
        Better::Higher => format!("{times:.2} × as fast"),
        Better::Lower => format!("{times:.2} × as much"),
    }
}

fn number(value: f64) -> String {
    match value.abs() {
        1_000.0.. => thousands(value),
        100.0.. => format!("{value:.0}"),
        10.0.. => format!("{value:.1}"),
        1.0.. => format!("{value:.2}"),
        _ => format!("{value:.3}"),
    }
}

/// `1234567` as `1,234,567`.
fn thousands(value: f64) -> String {
    let digits = format!("{value:.0}");
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

fn json(row: &Row) -> String {
    #[derive(Serialize)]
    struct Line {
        workload: &'static str,
        contender: &'static str,
        unit: &'static str,
        median: f64,
        min: f64,
        max: f64,
        rounds: usize,
    }
    let Row { metric, contender, median, min, max, rounds } = row.clone();
    let line = Line { workload: metric.workload, contender, unit: metric.unit, median, min, max, rounds };
    serde_json::to_string(&line).unwrap_or_else(|error| format!("{{\"error\":{:?}}}", error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::Metric;

    fn row(contender: &'static str, median: f64) -> Row {
        let metric = Metric { workload: "append", unit: "events/s", better: Better::Higher };
        Row { metric, contender, median, min: 1.0, max: 9.0, rounds: 5 }
    }

    #[test]
    fn the_table_sets_chronostack_beside_each_peer() {
        let text = table(&[row(CHRONOSTACK, 12_000.0), row("redb", 3_000.0)]);
        assert!(text.contains("12,000"), "{text}");
        assert!(text.contains("4.00 × as fast"), "{text}");
    }

    #[test]
    fn a_json_line_has_the_agreed_fields() {
        let expected =
            r#"{"workload":"append","contender":"redb","unit":"events/s","median":2.5,"min":1.0,"max":9.0,"rounds":5}"#;
        assert_eq!(json(&row("redb", 2.5)), expected);
    }
}
