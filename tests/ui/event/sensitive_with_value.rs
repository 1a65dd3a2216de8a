use chronostack::Event;

#[derive(Event, Clone, Debug)]
enum OrderEvent {
    Paid {
        #[event(sensitive = true)]
        iban: String,
    },
}

fn main() {}
