use chronostack::Event;

#[derive(Event, Clone, Copy)]
union Placed {
    number: u32,
    text: [u8; 4],
}

fn main() {}
