//! What the derives expand to, as snapshots to read in review.

mod event;
mod expanded;
mod schema;
mod state;

use expanded::expanded;
