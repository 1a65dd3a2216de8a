use chronostack::Event;

#[derive(Event, Clone, Debug)]
enum OrderEvent {
    #[event(version = 2)]
    Placed { customer: String },
}

fn main() {}
