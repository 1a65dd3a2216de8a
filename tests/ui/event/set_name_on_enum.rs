use chronostack::Event;

#[derive(Event, Clone, Debug)]
#[event(name = "order")]
enum OrderEvent {
    Placed { customer: String },
}

fn main() {}
