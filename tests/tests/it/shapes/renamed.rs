//! Names by `rename`, `rename_all` and `rename_all_fields`.

use chronostack::Schema;
use serde::{Deserialize, Serialize};

use super::agreement::agrees;

macro_rules! renamed {
    ($($rule:literal => $structure:ident, $variants:ident;)*) => {
        $(
            #[derive(Schema, Debug, Serialize, Deserialize)]
            #[serde(rename_all = $rule)]
            struct $structure {
                some_field: u8,
                #[serde(alias = "both")]
                other: u8,
                http2_x: bool,
                _odd_one: u8,
                #[serde(rename = "plain")]
                last: u8,
            }

            #[derive(Schema, Debug, Serialize, Deserialize)]
            #[serde(rename_all = $rule, rename_all_fields = $rule)]
            enum $variants {
                FirstOne,
                HTTPTwo(u8),
                #[serde(rename = "III")]
                Three { some_field: u8, #[serde(rename = "x")] other: u8 },
                #[serde(rename_all = "UPPERCASE")]
                Four4 { some_field: bool },
            }
        )*

        #[test]
        fn by_every_rule() {
            $(
                agrees::<$structure>(20);
                agrees::<$variants>(20);
            )*
        }
    };
}

renamed! {
    "lowercase" => Lower, LowerVariants;
    "UPPERCASE" => Upper, UpperVariants;
    "PascalCase" => Pascal, PascalVariants;
    "camelCase" => Camel, CamelVariants;
    "snake_case" => Snake, SnakeVariants;
    "SCREAMING_SNAKE_CASE" => ScreamingSnake, ScreamingSnakeVariants;
    "kebab-case" => Kebab, KebabVariants;
    "SCREAMING-KEBAB-CASE" => ScreamingKebab, ScreamingKebabVariants;
}

#[derive(Schema, Debug, Serialize, Deserialize)]
#[serde(rename = "Elsewhere", rename_all(serialize = "camelCase", deserialize = "camelCase"))]
struct BothSides {
    some_field: u8,
    #[serde(rename(serialize = "x", deserialize = "x"))]
    other: u8,
}

#[test]
fn on_both_sides_by_name() {
    agrees::<BothSides>(20);
}
