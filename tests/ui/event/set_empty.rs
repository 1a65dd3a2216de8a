use chronostack::Event;

#[derive(Event, Clone, Debug)]
enum OrderEvent {}

fn main() {}
