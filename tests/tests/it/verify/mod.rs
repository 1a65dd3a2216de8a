//! Verifying states against what was recorded of them: the labels are held against what is known to have happened.

mod passed_over;
mod recording;
mod renamed;
mod till;
mod verifying;
