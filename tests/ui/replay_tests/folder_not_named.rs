chronostack::replay_tests!(Order);

fn main() {}
