chronostack::replay_tests!(Order, "tests/histories/order");

fn main() {}
