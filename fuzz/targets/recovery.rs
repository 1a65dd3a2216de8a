//! See [`chronostack_fuzz::recovery`].

#![no_main]

libfuzzer_sys::fuzz_target!(init: chronostack_fuzz::sow(&chronostack_fuzz::recovery::seeds()), |data: &[u8]| {
    chronostack_fuzz::recovery::run(data);
});
