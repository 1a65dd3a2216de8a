//! Counts by time, within bounds.

/// Cells that are held before two of a time become one: 16 bytes each.
const CELLS_MAX: usize = 1 << 19;

/// Counts of several groups of events by time. Time is cut into cells of a power of two of microseconds: of one at first, and of twice as many whenever
/// there would be too many cells. Recorded times never run backwards, so each group's cells are in order, and only those that have events are held.
#[derive(Clone, Debug, Default)]
pub(crate) struct Cells {
    shift: u32,
    groups: Vec<Vec<Cell>>,
    held: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Cell {
    number: i64,
    count: u32,
}

/// Where counts are asked for: buckets of one width from a time on, which an answer numbers from 0.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Grid {
    /// In microseconds.
    pub(crate) from: i64,
    /// Where the last one ends, or within it.
    pub(crate) to: i64,
    /// How wide each is, in microseconds.
    pub(crate) bucket: f64,
}

impl Grid {
    /// How many buckets there are.
    pub(crate) fn len(&self) -> usize {
        self.number(self.to.saturating_sub(1)).map_or(0, |last| last + 1)
    }

    /// The bucket of a time.
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "as exact as a picture has to be"
    )]
    pub(crate) fn number(&self, at: i64) -> Option<usize> {
        let within = (self.from..self.to).contains(&at);
        within.then(|| (at.saturating_sub(self.from) as f64 / self.bucket) as usize)
    }
}

impl Cells {
    /// Counts one more event of a group.
    pub(crate) fn add(&mut self, group: usize, at: i64) {
        if self.groups.len() <= group {
            self.groups.resize_with(group + 1, Vec::new);
        }
        let number = at >> self.shift;
        let cells = &mut self.groups[group];
        match cells.last_mut() {
            Some(last) if last.number == number && last.count < u32::MAX => last.count += 1,
            _ => {
                cells.push(Cell { number, count: 1 });
                self.held += 1;
                if self.held > CELLS_MAX {
                    self.coarsen();
                }
            }
        }
    }

    /// How wide a cell is, in microseconds.
    pub(crate) fn width(&self) -> f64 {
        f64::from(self.shift).exp2()
    }

    /// How many events a group has in the cells that lie in this time, or partly do.
    pub(crate) fn count(&self, group: usize, from: i64, to: i64) -> u64 {
        self.within(group, from, to).iter().map(|cell| u64::from(cell.count)).sum()
    }

    /// Adds the counts of a group to buckets, each cell to the one that it starts in.
    pub(crate) fn add_to(&self, buckets: &mut [u64], group: usize, grid: &Grid) {
        for cell in self.within(group, grid.from, grid.to) {
            let start = (cell.number << self.shift).clamp(grid.from, grid.to - 1);
            if let Some(bucket) = grid.number(start).and_then(|number| buckets.get_mut(number)) {
                *bucket += u64::from(cell.count);
            }
        }
    }

    fn within(&self, group: usize, from: i64, to: i64) -> &[Cell] {
        let cells = self.groups.get(group).map_or(&[][..], Vec::as_slice);
        if to <= from {
            return &[];
        }
        let (first, last) = (from >> self.shift, (to - 1) >> self.shift);
        let start = cells.partition_point(|cell| cell.number < first);
        &cells[start..start.max(cells.partition_point(|cell| cell.number <= last))]
    }

    /// Makes cells twice as wide until there is room for as many again.
    fn coarsen(&mut self) {
        while self.held > CELLS_MAX / 2 && self.shift < 62 {
            self.shift += 1;
            self.held = 0;
            for cells in &mut self.groups {
                let mut kept: usize = 0;
                for at in 0..cells.len() {
                    let Cell { number, count } = cells[at];
                    let number = number >> 1;
                    let before = kept.checked_sub(1).map(|last| cells[last]).filter(|last| last.number == number);
                    if let Some(count) = before.and_then(|last| last.count.checked_add(count)) {
                        cells[kept - 1].count = count;
                    } else {
                        cells[kept] = Cell { number, count };
                        kept += 1;
                    }
                }
                cells.truncate(kept);
                self.held += kept;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(cells: &Cells, group: usize, grid: Grid) -> Vec<u64> {
        let mut buckets = vec![0; grid.len()];
        cells.add_to(&mut buckets, group, &grid);
        buckets
    }

    #[test]
    fn counts_come_out_by_bucket() {
        let mut cells = Cells::default();
        for at in [-3, 0, 1, 1, 9, 10, 25] {
            cells.add(1, at);
        }
        assert_eq!(counts(&cells, 1, Grid { from: 0, to: 30, bucket: 10.0 }), [4, 1, 1]);
        assert_eq!(counts(&cells, 1, Grid { from: -5, to: 5, bucket: 2.5 }), [1, 0, 3, 0]);
        assert_eq!(counts(&cells, 0, Grid { from: 0, to: 30, bucket: 10.0 }), [0, 0, 0]);
        assert_eq!(counts(&cells, 7, Grid { from: 0, to: 10, bucket: 10.0 }), [0]);
        assert_eq!(cells.count(1, 1, 11), 4);
        assert_eq!(cells.count(1, 5, 5), 0);
    }

    #[test]
    fn however_many_times_there_are_cells_stay_few_and_no_event_is_lost() {
        let mut cells = Cells::default();
        let events = u32::try_from(3 * CELLS_MAX).unwrap();
        for number in 0..events {
            cells.add(usize::try_from(number % 3).unwrap(), i64::from(number) * 1_000);
            assert!(cells.held <= CELLS_MAX);
        }
        let held: usize = cells.groups.iter().map(Vec::len).sum();
        assert_eq!(held, cells.held);
        let (to, mean) = (i64::from(events) * 1_000, u64::from(events) / 300);
        for group in 0..3 {
            assert_eq!(cells.count(group, 0, to), u64::from(events) / 3);
            let counts = counts(&cells, group, Grid { from: 0, to, bucket: f64::from(events) * 10.0 });
            assert!(counts.iter().all(|count| count.abs_diff(mean) < mean / 50), "{counts:?}");
        }
    }
}
