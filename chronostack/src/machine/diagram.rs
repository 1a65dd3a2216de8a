//! The table as a diagram: Mermaid and Graphviz.
