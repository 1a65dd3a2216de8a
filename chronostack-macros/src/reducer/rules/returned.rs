//! The states that a handler's body returns, as far as can be seen: constructors of the state's variants.

use proc_macro2::Ident;
use syn::{
    Block, Expr, ExprClosure, ExprReturn, Item, Path, Stmt,
    ext::IdentExt,
    visit::{self, Visit},
};

use crate::reducer::pattern::without_needless_raw;

/// What was found in a body.
#[derive(Default)]
pub(super) struct Returned {
    /// The variants that are built where the body returns, each at its place.
    pub(super) variants: Vec<Ident>,
    /// Whether every returned expression is such a constructor.
    pub(super) complete: bool,
}

impl Returned {
    /// Looks through `body`, in which the state is named `Self` or `state`.
    pub(super) fn of(body: &Block, state: &Ident) -> Self {
        let mut search = Search { state, returned: Self { variants: Vec::new(), complete: true } };
        search.visit_block(body);
        search.tail(body);
        search.returned
    }
}

struct Search<'a> {
    state: &'a Ident,
    returned: Returned,
}

impl Search<'_> {
    /// The value of a block, if it has one; one that ends in a statement has none, and leaves by `return` or a panic.
    fn tail(&mut self, block: &Block) {
        match block.stmts.last() {
            Some(Stmt::Expr(value, None)) => self.value(value),
            Some(Stmt::Macro(statement)) if statement.semi_token.is_none() => self.macro_value(&statement.mac),
            _ => {}
        }
    }

    fn value(&mut self, value: &Expr) {
        match value {
            Expr::Block(block) => self.tail(&block.block),
            Expr::Group(group) => self.value(&group.expr),
            Expr::Paren(paren) => self.value(&paren.expr),
            Expr::If(branch) => {
                self.tail(&branch.then_branch);
                if let Some((_, otherwise)) = &branch.else_branch {
                    self.value(otherwise);
                }
            }
            Expr::Match(choice) => choice.arms.iter().for_each(|arm| self.value(&arm.body)),
            Expr::Path(path) => self.constructor(&path.path),
            Expr::Struct(literal) => self.constructor(&literal.path),
            Expr::Call(call) => match call.func.as_ref() {
                Expr::Path(path) => self.constructor(&path.path),
                _ => self.returned.complete = false,
            },
            Expr::Macro(call) => self.macro_value(&call.mac),
            // It leaves; what it returns is found by the visitor.
            Expr::Return(_) => {}
            _ => self.returned.complete = false,
        }
    }

    fn constructor(&mut self, path: &Path) {
        let mut segments = path.segments.iter().rev().map(|segment| &segment.ident);
        match (segments.next(), segments.next()) {
            (Some(variant), Some(owner))
                if (owner == "Self" || owner.unraw() == self.state.unraw()) && starts_upper(variant) =>
            {
                self.returned.variants.push(without_needless_raw(variant));
            }
            _ => self.returned.complete = false,
        }
    }

    fn macro_value(&mut self, call: &syn::Macro) {
        let diverges = ["panic", "unreachable", "todo", "unimplemented"];
        let name = call.path.segments.last().map(|last| last.ident.to_string()).unwrap_or_default();
        self.returned.complete &= diverges.contains(&name.as_str());
    }
}

impl<'ast> Visit<'ast> for Search<'_> {
    fn visit_expr_return(&mut self, leaving: &'ast ExprReturn) {
        if let Some(value) = &leaving.expr {
            self.value(value);
        }
        visit::visit_expr_return(self, leaving);
    }

    // What a closure or an inner function returns is not what the handler returns.
    fn visit_expr_closure(&mut self, _: &'ast ExprClosure) {}

    fn visit_item(&mut self, _: &'ast Item) {}
}

/// Variants do; associated functions, which may return any variant, do not.
fn starts_upper(name: &Ident) -> bool {
    name.to_string().starts_with(char::is_uppercase)
}
