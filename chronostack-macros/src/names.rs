//! Names on the wire, made from Rust names.

/// The words of a Rust name in lower case: `HTTPFailed` → `http`, `failed`; `item_v2` → `item`, `v2`.
pub(crate) fn words(name: &str) -> Vec<String> {
    let letters: Vec<char> = name.chars().collect();
    let mut words = vec![String::new()];
    for (index, letter) in letters.iter().enumerate() {
        let before = index.checked_sub(1).map(|before| letters[before]);
        let after = letters.get(index + 1);
        let starts = letter.is_uppercase()
            && before.is_some_and(|before| !before.is_uppercase() || after.is_some_and(|after| after.is_lowercase()));
        if *letter == '_' || starts {
            words.push(String::new());
        }
        if *letter != '_' {
            words.last_mut().into_iter().for_each(|word| word.extend(letter.to_lowercase()));
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// `ItemAddedToCart` → `item.added_to_cart`: the first word, a dot, and the rest in snake case.
pub(crate) fn dotted(name: &str) -> String {
    match words(name).split_first() {
        Some((first, [])) => first.clone(),
        Some((first, rest)) => format!("{first}.{}", rest.join("_")),
        None => String::new(),
    }
}

/// `OrderEvent::ItemAdded` → `order.item_added`: the set's name without `Event` at its end, a dot, the variant.
pub(crate) fn in_set(set: &str, variant: &str) -> String {
    let mut prefix = words(set);
    if prefix.len() > 1 && prefix.last().is_some_and(|last| last == "event") {
        prefix.pop();
    }
    format!("{}.{}", prefix.join("_"), words(variant).join("_"))
}

/// What is wrong with `name` as an event's name on the wire.
pub(crate) fn fault(name: &str) -> Option<String> {
    let strange = |letter: &char| !matches!(letter, 'a'..='z' | '0'..='9' | '_' | '.' | '-');
    if name.is_empty() {
        Some("it is empty".to_owned())
    } else if let Some(letter) = name.chars().find(strange) {
        Some(format!("it holds {letter:?}"))
    } else if name.split('.').any(str::is_empty) {
        Some("a dot stands at an end or beside another".to_owned())
    } else {
        None
    }
}

/// The name that `name` was probably meant to be.
pub(crate) fn mended(name: &str) -> Option<String> {
    let plain = |letter: char| if letter.is_ascii_alphanumeric() || "._-".contains(letter) { letter } else { '_' };
    let lower = name.to_lowercase().chars().map(plain).collect();
    [dotted(name), lower].into_iter().find(|candidate| fault(candidate).is_none())
}

/// serde's rules for `rename_all`, letter for letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RenameRule {
    Lower,
    Upper,
    Pascal,
    Camel,
    Snake,
    ScreamingSnake,
    Kebab,
    ScreamingKebab,
}

impl RenameRule {
    /// The rule of that name; `None` for what serde does not know either.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "lowercase" => Self::Lower,
            "UPPERCASE" => Self::Upper,
            "PascalCase" => Self::Pascal,
            "camelCase" => Self::Camel,
            "snake_case" => Self::Snake,
            "SCREAMING_SNAKE_CASE" => Self::ScreamingSnake,
            "kebab-case" => Self::Kebab,
            "SCREAMING-KEBAB-CASE" => Self::ScreamingKebab,
            _ => return None,
        })
    }

    /// The wire name of a variant, which Rust writes in `PascalCase`.
    pub(crate) fn variant(self, name: &str) -> String {
        match self {
            Self::Pascal => name.to_owned(),
            Self::Lower => name.to_ascii_lowercase(),
            Self::Upper => name.to_ascii_uppercase(),
            Self::Camel => lower_first(name),
            Self::Snake => {
                let mut snake = String::new();
                for (index, letter) in name.char_indices() {
                    if index > 0 && letter.is_uppercase() {
                        snake.push('_');
                    }
                    snake.push(letter.to_ascii_lowercase());
                }
                snake
            }
            Self::ScreamingSnake => Self::Snake.variant(name).to_ascii_uppercase(),
            Self::Kebab => Self::Snake.variant(name).replace('_', "-"),
            Self::ScreamingKebab => Self::ScreamingSnake.variant(name).replace('_', "-"),
        }
    }

    /// The wire name of a field, which Rust writes in `snake_case`.
    pub(crate) fn field(self, name: &str) -> String {
        match self {
            Self::Lower | Self::Snake => name.to_owned(),
            Self::Upper | Self::ScreamingSnake => name.to_ascii_uppercase(),
            Self::Pascal => {
                let mut pascal = String::new();
                let mut capital = true;
                for letter in name.chars() {
                    if letter == '_' {
                        capital = true;
                    } else {
                        pascal.push(if capital { letter.to_ascii_uppercase() } else { letter });
                        capital = false;
                    }
                }
                pascal
            }
            Self::Camel => lower_first(&Self::Pascal.field(name)),
            Self::Kebab => name.replace('_', "-"),
            Self::ScreamingKebab => Self::ScreamingSnake.field(name).replace('_', "-"),
        }
    }
}

fn lower_first(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| first.to_ascii_lowercase().to_string() + letters.as_str())
}

#[cfg(test)]
mod tests {
    use super::{dotted, fault, in_set, mended, words};

    #[test]
    fn names_fall_into_words() {
        assert_eq!(words("HTTPFailed"), ["http", "failed"]);
        assert_eq!(words("PaidV1"), ["paid", "v1"]);
        assert_eq!(words("item_added"), ["item", "added"]);
        assert_eq!(words("__X"), ["x"]);
        assert_eq!(words("Utf8Text"), ["utf8", "text"]);
    }

    #[test]
    fn an_event_type_is_named_by_its_type() {
        assert_eq!(dotted("OrderPlaced"), "order.placed");
        assert_eq!(dotted("ItemAddedToCart"), "item.added_to_cart");
        assert_eq!(dotted("Placed"), "placed");
        assert_eq!(dotted("HTTPFailed"), "http.failed");
    }

    #[test]
    fn an_event_type_in_a_set_is_named_by_both() {
        assert_eq!(in_set("OrderEvent", "ItemAdded"), "order.item_added");
        assert_eq!(in_set("LoanApplicationEvent", "Submitted"), "loan_application.submitted");
        assert_eq!(in_set("Order", "ItemAdded"), "order.item_added");
        assert_eq!(in_set("Event", "ItemAdded"), "event.item_added");
    }

    #[test]
    fn a_name_that_is_not_plain_is_mended() {
        assert_eq!(mended("OrderPlaced").as_deref(), Some("order.placed"));
        assert_eq!(mended("Order.Placed").as_deref(), Some("order.placed"));
        assert_eq!(mended("order placed").as_deref(), Some("order_placed"));
        assert_eq!(mended("order..placed"), None);
    }

    #[test]
    fn names_on_the_wire_are_plain() {
        assert_eq!(fault("order.item-added_2"), None);
        for bad in ["", "Order", "größe", "a b", ".a", "a.", "a..b"] {
            assert!(fault(bad).is_some(), "{bad:?}");
        }
    }
}
