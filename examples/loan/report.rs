//! The figures beside one another, and what differs.

use std::fmt;

use crate::figures::{Counts, Figures};

/// Figures from several sources. The first column is what the others must equal.
pub(crate) struct Report {
    columns: Vec<&'static str>,
    groups: Vec<(String, Vec<Counts>)>,
}

impl Report {
    /// A report with these columns.
    pub(crate) fn new(columns: &[&'static str]) -> Self {
        Self { columns: columns.to_vec(), groups: Vec::new() }
    }

    /// Adds the figures of each column.
    pub(crate) fn figures(&mut self, figures: &[&Figures]) {
        let groups: Vec<_> = figures.iter().map(|figures| figures.groups()).collect();
        for (index, (title, _)) in groups[0].iter().enumerate() {
            let counts = groups.iter().map(|groups| groups[index].1.clone()).collect();
            self.group(*title, counts);
        }
    }

    /// Adds a group of counts, a map for each column.
    pub(crate) fn group(&mut self, title: impl Into<String>, counts: Vec<Counts>) {
        self.groups.push((title.into(), counts));
    }

    /// The figures.
    pub(crate) fn len(&self) -> usize {
        self.rows().count()
    }

    /// The figures that are not the same in all columns.
    pub(crate) fn differences(&self) -> usize {
        self.rows().filter(|(_, row)| differs(row)).count()
    }

    fn rows(&self) -> impl Iterator<Item = (&str, Vec<u64>)> {
        self.groups.iter().flat_map(|(_, counts)| rows(counts))
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:40}", "")?;
        self.columns.iter().try_for_each(|column| write!(f, "{column:>12}"))?;
        for (title, counts) in &self.groups {
            write!(f, "\n{title}")?;
            for (name, row) in rows(counts) {
                write!(f, "\n  {name:38}")?;
                row.iter().try_for_each(|count| write!(f, "{count:>12}"))?;
                f.write_str(if differs(&row) { "  DIFFERS" } else { "" })?;
            }
        }
        writeln!(f)
    }
}

fn rows(columns: &[Counts]) -> Vec<(&str, Vec<u64>)> {
    let mut names: Vec<&str> = columns.iter().flat_map(|counts| counts.keys().map(String::as_str)).collect();
    names.sort_unstable();
    names.dedup();
    let row = |name: &str| columns.iter().map(|counts| counts.get(name).copied().unwrap_or_default()).collect();
    names.into_iter().map(|name| (name, row(name))).collect()
}

fn differs(row: &[u64]) -> bool {
    row.windows(2).any(|pair| pair[0] != pair[1])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figures::count;

    #[test]
    fn a_difference_is_counted_and_shown() {
        let mut one = Counts::new();
        count(&mut one, "A_SUBMITTED");
        let mut report = Report::new(&["expected", "replayed"]);
        report.group("steps", vec![one.clone(), one.clone()]);
        assert_eq!(report.differences(), 0);
        report.group("more", vec![one, Counts::new()]);
        assert_eq!((report.len(), report.differences()), (2, 1));
        let text = report.to_string();
        assert_eq!(text.matches("DIFFERS").count(), 1, "{text}");
        assert!(text.ends_with("1           0  DIFFERS\n"), "{text}");
    }
}
