//! What the table says about itself: unreachable states, dead ends, the full matrix.
