//! The dashboard over a socket, as a browser asks it.

mod answers;
mod events;
mod fuzz;
mod hostile;
mod live;
mod machine;
mod page;
mod security;
mod served;
mod timeline;
