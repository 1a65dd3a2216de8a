use chronostack::Event;

#[derive(Event, Clone, Debug)]
enum OrderEvent {
    #[event(inline = true)]
    Note(String),
}

fn main() {}
