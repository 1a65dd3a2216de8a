//! Every release reads all older logs, and what would break them is refused before it is deployed.

mod forbidden;
mod locks;
mod logs;
