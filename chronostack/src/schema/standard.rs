//! Shapes of the standard types.
