use chronostack::Event;

#[derive(Event, Clone, Debug)]
enum OrderEvent {
    #[event(verison = 2)]
    Placed { customer: String },
}

fn main() {}
