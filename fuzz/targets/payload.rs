//! See [`chronostack_fuzz::payload`].

#![no_main]

libfuzzer_sys::fuzz_target!(init: chronostack_fuzz::sow(&chronostack_fuzz::payload::seeds()), |data: &[u8]| {
    chronostack_fuzz::payload::run(data);
});
