//! Tables that are printed while they are made.
//!
//! Those of libraries hold all rows before the first is printed; a log has millions. Here so many rows as a page are held, and a column only
//! grows from one page to the next.

use std::io::{self, Write};

use anstyle::Style;

use crate::output::{
    stdout::{HEADER, Output},
    text::{clean, fit, width},
};

/// Rows that are looked at together to find how wide columns are.
const PAGE_ROWS: usize = 256;
/// Blanks between two columns.
const GAP_COLUMNS: usize = 2;
/// The last column is shown this wide at least, even where lines get too long for it.
const LAST_COLUMNS_MIN: usize = 16;

/// A column.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Column {
    pub(crate) name: &'static str,
    pub(crate) align: Align,
}

impl Column {
    pub(crate) const fn left(name: &'static str) -> Self {
        Self { name, align: Align::Left }
    }

    pub(crate) const fn right(name: &'static str) -> Self {
        Self { name, align: Align::Right }
    }
}

/// On which side a column's texts stand.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Align {
    Left,
    Right,
}

/// What stands in one column of a row.
#[derive(Clone, Debug)]
pub(crate) struct Cell {
    text: String,
    style: Style,
}

impl Cell {
    pub(crate) fn new(text: impl AsRef<str>) -> Self {
        Self::styled(text, Style::new())
    }

    pub(crate) fn styled(text: impl AsRef<str>, style: Style) -> Self {
        Self { text: clean(text.as_ref()).into_owned(), style }
    }

    /// Prints it as a line of its own, cut where it would not fit the terminal.
    pub(crate) fn print_line(&self, output: &mut Output) -> io::Result<()> {
        let Self { text, style } = self;
        let text = fit(text, output.columns.unwrap_or(usize::MAX).max(LAST_COLUMNS_MIN));
        writeln!(output, "{style}{text}{style:#}")
    }
}

/// A table of `N` columns. The last one is cut where the line would not fit the terminal.
pub(crate) struct Table<const N: usize> {
    columns: [Column; N],
    widths: [usize; N],
    rows: Vec<Row<N>>,
    headed: bool,
}

enum Row<const N: usize> {
    Cells([Cell; N]),
    /// A line across all columns.
    Line(Cell),
}

impl<const N: usize> Table<N> {
    pub(crate) fn new(columns: [Column; N]) -> Self {
        let widths = columns.map(|column| width(column.name));
        Self { columns, widths, rows: Vec::new(), headed: false }
    }

    /// Adds a row, and prints those that wait when they are a page.
    pub(crate) fn row(&mut self, cells: [Cell; N], output: &mut Output) -> io::Result<()> {
        self.add(Row::Cells(cells), output)
    }

    /// Adds a line across all columns.
    pub(crate) fn line(&mut self, cell: Cell, output: &mut Output) -> io::Result<()> {
        self.add(Row::Line(cell), output)
    }

    fn add(&mut self, row: Row<N>, output: &mut Output) -> io::Result<()> {
        self.rows.push(row);
        if self.rows.len() < PAGE_ROWS { Ok(()) } else { self.print(output) }
    }

    /// Prints the rows that wait.
    pub(crate) fn print(&mut self, output: &mut Output) -> io::Result<()> {
        let rows = std::mem::take(&mut self.rows);
        if rows.is_empty() {
            return Ok(());
        }
        for row in &rows {
            if let Row::Cells(cells) = row {
                for (known, cell) in self.widths.iter_mut().zip(cells) {
                    *known = width(&cell.text).max(*known);
                }
            }
        }
        if !self.headed {
            self.headed = true;
            let head = self.columns.map(|column| Cell::styled(column.name, HEADER));
            self.cells(&head, output)?;
        }
        for row in rows {
            match row {
                Row::Cells(cells) => self.cells(&cells, output)?,
                Row::Line(cell) => cell.print_line(output)?,
            }
        }
        Ok(())
    }

    fn cells(&self, cells: &[Cell; N], output: &mut Output) -> io::Result<()> {
        // The column that the next text starts in, and how far the line is written: no line ends with blanks.
        let (mut start, mut written) = (0, 0);
        for (index, Cell { text, style }) in cells.iter().enumerate() {
            let Column { align, .. } = self.columns[index];
            let cut = output.columns.filter(|_| index + 1 == N && align == Align::Left);
            let shown = match cut {
                Some(columns) => fit(text, columns.saturating_sub(start).max(LAST_COLUMNS_MIN)),
                None => text.into(),
            };
            let (columns, taken) = (self.widths[index], width(&shown));
            let indent = if align == Align::Right { columns.saturating_sub(taken) } else { 0 };
            if !shown.is_empty() {
                let space = start + indent - written;
                write!(output, "{:space$}{style}{shown}{style:#}", "")?;
                written = start + indent + taken;
            }
            start += columns + GAP_COLUMNS;
        }
        writeln!(output)
    }
}
