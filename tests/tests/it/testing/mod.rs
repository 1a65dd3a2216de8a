//! What a user's own tests are made of.

mod broken;
mod clock;
mod diagram;
mod given;
mod laws;
mod pasted;
mod processes;
mod replay;
