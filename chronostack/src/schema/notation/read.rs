//! From text to a shape.

use crate::{
    limits::SHAPE_DEPTH_MAX,
    schema::{
        notation::write::{PLAIN, is_word_letter},
        shape::{Definition, Field, Shape, TypeSchema, Variant, VariantShape},
    },
};

/// A text is not what it should be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected {expected}, found {found:?}")]
pub(crate) struct NotationError {
    /// What should stand there.
    pub(crate) expected: &'static str,
    /// What does, up to the end of the line.
    pub(crate) found: String,
}

/// Reads what [`write`](super::write) wrote: `root`, and the lines of the definitions.
pub(crate) fn read(root: &str, definitions: &[&str]) -> Result<TypeSchema, NotationError> {
    let types = Types::of(definitions)?;
    let root = types.whole(root)?;
    let mut read: Vec<Definition> = Vec::new();
    for line in definitions {
        let mut cursor = Cursor::new(line);
        if line.starts_with(' ') {
            match read.last_mut().map(|definition| &mut definition.shape) {
                Some(Shape::Struct(fields)) => fields.push(types.field(&mut cursor, 0)?),
                Some(Shape::Enum(variants)) => variants.push(types.variant(&mut cursor, 0)?),
                _ => return Err(cursor.expected("a type, which this is a part of")),
            }
        } else {
            let keyword = cursor.word("`struct`, `enum` or `type`")?;
            let (name, _) = cursor.label()?;
            let shape = match keyword.as_str() {
                "struct" => Shape::Struct(Vec::new()),
                "enum" => Shape::Enum(Vec::new()),
                _ => {
                    cursor.take("=", "`=`")?;
                    types.shape(&mut cursor, 0)?
                }
            };
            read.push(Definition { name, shape });
        }
        cursor.end()?;
    }
    Ok(TypeSchema { root, types: read })
}

/// What the named types of a schema are called in its text.
#[derive(Debug)]
pub(crate) struct Types(Vec<(String, Option<usize>)>);

impl Types {
    fn of(definitions: &[&str]) -> Result<Self, NotationError> {
        let heads = definitions.iter().filter(|line| !line.starts_with(' '));
        let label = |line: &&str| {
            let mut cursor = Cursor::new(line);
            cursor.word("`struct`, `enum` or `type`")?;
            cursor.label()
        };
        heads.map(label).collect::<Result<_, _>>().map(Self)
    }

    fn whole(&self, text: &str) -> Result<Shape, NotationError> {
        let mut cursor = Cursor::new(text);
        let shape = self.shape(&mut cursor, 0)?;
        cursor.end()?;
        Ok(shape)
    }

    fn shape(&self, cursor: &mut Cursor<'_>, depth: usize) -> Result<Shape, NotationError> {
        if depth > SHAPE_DEPTH_MAX {
            return Err(cursor.expected("a shape that is nested less deep"));
        }
        let depth = depth + 1;
        let mut shape = if cursor.skip("[") {
            let item = self.shape(cursor, depth)?;
            cursor.take("]", "`]`")?;
            Shape::List(Box::new(item))
        } else if cursor.skip("{") {
            let item = Box::new(self.shape(cursor, depth)?);
            let shape = if cursor.skip(":") {
                Shape::Map(item, Box::new(self.shape(cursor, depth)?))
            } else {
                Shape::Set(item)
            };
            cursor.take("}", "`}`")?;
            shape
        } else if cursor.skip("(") {
            self.tuple(cursor, depth)?
        } else {
            self.named(cursor, depth)?
        };
        while cursor.skip("?") {
            shape = Shape::Option(Box::new(shape));
        }
        Ok(shape)
    }

    /// What stands behind a `(`.
    fn tuple(&self, cursor: &mut Cursor<'_>, depth: usize) -> Result<Shape, NotationError> {
        let Items { read, count, .. } = items(cursor, ")", |cursor| self.shape(cursor, depth))?;
        match (read.first(), count) {
            (Some(item), Some(count)) => Ok(Shape::Tuple(vec![item.clone(); count])),
            _ => Ok(Shape::Tuple(read)),
        }
    }

    fn named(&self, cursor: &mut Cursor<'_>, depth: usize) -> Result<Shape, NotationError> {
        let start = cursor.clone();
        let (name, index) = cursor.label()?;
        let shape = match name.as_str() {
            _ if index.is_some() => None,
            "struct" => {
                cursor.take("{", "`{`")?;
                let fields = items(cursor, "}", |cursor| self.field(cursor, depth))?;
                Some(Shape::Struct(fields.read))
            }
            "enum" => {
                cursor.take("{", "`{`")?;
                let variants = items(cursor, "}", |cursor| self.variant(cursor, depth))?;
                Some(Shape::Enum(variants.read))
            }
            "text" if cursor.skip("(") => {
                let format = cursor.name()?;
                let binary = if cursor.skip(":") { self.shape(cursor, depth)? } else { Shape::String };
                cursor.take(")", "`)`")?;
                Some(Shape::Text { format, binary: Box::new(binary) })
            }
            word => PLAIN.iter().find(|(plain, _)| *plain == word).map(|(_, shape)| shape.clone()),
        };
        let reference = || {
            let place = self.0.iter().position(|label| *label == (name.clone(), index))?;
            u32::try_from(place).ok().map(Shape::Ref)
        };
        shape.or_else(reference).ok_or_else(|| start.expected("a shape, or a type that is defined here"))
    }

    fn field(&self, cursor: &mut Cursor<'_>, depth: usize) -> Result<Field, NotationError> {
        let name = cursor.name()?;
        cursor.take(":", "`:`")?;
        let shape = self.shape(cursor, depth)?;
        Ok(Field { name, shape, default: cursor.skip("default") })
    }

    fn variant(&self, cursor: &mut Cursor<'_>, depth: usize) -> Result<Variant, NotationError> {
        let name = cursor.name()?;
        let shape = if cursor.skip("{") {
            VariantShape::Struct(items(cursor, "}", |cursor| self.field(cursor, depth))?.read)
        } else if cursor.skip("(") {
            let mut inner = items(cursor, ")", |cursor| self.shape(cursor, depth))?;
            match inner.read.len() {
                1 if !inner.comma => VariantShape::Newtype(inner.read.remove(0)),
                _ => VariantShape::Tuple(inner.read),
            }
        } else {
            VariantShape::Unit
        };
        Ok(Variant { name, shape })
    }
}

/// What stands between brackets.
struct Items<T> {
    read: Vec<T>,
    /// How often the only item stands there, as in `(u8; 16)`.
    count: Option<usize>,
    /// Whether a comma stands behind the last one.
    comma: bool,
}

/// Items up to `close`.
fn items<T>(
    cursor: &mut Cursor<'_>,
    close: &'static str,
    mut read: impl FnMut(&mut Cursor<'_>) -> Result<T, NotationError>,
) -> Result<Items<T>, NotationError> {
    let mut so_far = Items { read: Vec::new(), count: None, comma: false };
    while !cursor.skip(close) {
        so_far.read.push(read(cursor)?);
        if so_far.read.len() == 1 && cursor.skip(";") {
            let count = cursor.word("a number")?.parse::<usize>().ok().filter(|count| *count <= TUPLE_MAX);
            so_far.count = Some(count.ok_or_else(|| cursor.expected("a number of items"))?);
        }
        so_far.comma = cursor.skip(",");
        if !so_far.comma {
            cursor.take(close, "`,` or a closing bracket")?;
            break;
        }
    }
    Ok(so_far)
}

/// Items of the longest tuple that is read.
const TUPLE_MAX: usize = 1 << 16;

/// A place in a line.
#[derive(Clone, Debug)]
pub(crate) struct Cursor<'a> {
    rest: &'a str,
}

impl<'a> Cursor<'a> {
    /// The start of `line`.
    pub(crate) fn new(line: &'a str) -> Self {
        Self { rest: line.trim() }
    }

    /// What stands from here on.
    pub(crate) fn rest(&self) -> &'a str {
        self.rest
    }

    /// An error that something else should stand here.
    pub(crate) fn expected(&self, expected: &'static str) -> NotationError {
        NotationError { expected, found: self.rest.to_owned() }
    }

    /// Goes past `token` if it stands here.
    pub(crate) fn skip(&mut self, token: &str) -> bool {
        let Some(rest) = self.rest.strip_prefix(token) else { return false };
        if token.ends_with(is_word_letter) && rest.starts_with(is_word_letter) {
            return false;
        }
        self.rest = rest.trim_start();
        true
    }

    /// Goes past `token`.
    pub(crate) fn take(&mut self, token: &str, expected: &'static str) -> Result<(), NotationError> {
        if self.skip(token) { Ok(()) } else { Err(self.expected(expected)) }
    }

    /// Goes past a word.
    pub(crate) fn word(&mut self, expected: &'static str) -> Result<String, NotationError> {
        let end = self.rest.find(|letter| !is_word_letter(letter)).unwrap_or(self.rest.len());
        if end == 0 {
            return Err(self.expected(expected));
        }
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest.trim_start();
        Ok(word.to_owned())
    }

    /// Goes past a name: a word, or a text in quotes.
    pub(crate) fn name(&mut self) -> Result<String, NotationError> {
        if !self.rest.starts_with('"') {
            return self.word("a name");
        }
        let mut texts = serde_json::Deserializer::from_str(self.rest).into_iter::<String>();
        let text = texts.next().and_then(Result::ok);
        let end = texts.byte_offset();
        let text = text.ok_or_else(|| self.expected("a name in quotes"))?;
        self.rest = self.rest.get(end..).unwrap_or_default().trim_start();
        Ok(text)
    }

    /// Goes past what a named type is called: its name, with its index where that is not enough.
    fn label(&mut self) -> Result<(String, Option<usize>), NotationError> {
        let name = self.name()?;
        if !self.skip("#") {
            return Ok((name, None));
        }
        let index = self.word("a number")?.parse().map_err(|_| self.expected("a number"))?;
        Ok((name, Some(index)))
    }

    /// Nothing more may stand here.
    pub(crate) fn end(&self) -> Result<(), NotationError> {
        if self.rest.is_empty() { Ok(()) } else { Err(self.expected("the end of the line")) }
    }
}
