use chronostack::tracked;

#[tracked]
struct Charge;

fn main() {}
