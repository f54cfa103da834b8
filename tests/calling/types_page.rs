//! The guide's table of types (`docs/types.md`), held against calls of the fixture.

use crate::support;
use crate::type_table::{Row, Samples, rows};

/// The cells of the guide's table, without its head.
fn guide() -> Vec<Vec<&'static str>> {
    let (_, section) =
        include_str!("../../docs/types.md").split_once("\n## All types\n").expect("the page has a section All types");
    let table = section.lines().skip_while(|line| !line.starts_with('|')).take_while(|line| line.starts_with('|'));
    table.skip(2).map(|line| line.trim_matches('|').split('|').map(str::trim).collect()).collect()
}

/// What a cell has between backquotes.
fn quoted(cell: &str) -> impl Iterator<Item = &str> {
    cell.split('`').skip(1).step_by(2)
}

/// Whether `ty` is what `pattern` stands for: `_`, Greek letters and the names of variables stand for anything.
fn fits(pattern: &str, ty: &str) -> bool {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let mut parts = vec![String::new()];
    let mut rest = pattern;
    while let Some(c) = rest.chars().next() {
        let end = rest.find(|c| !is_word(c)).unwrap_or(rest.len()).max(c.len_utf8());
        let (word, after) = rest.split_at(end);
        if matches!(word, "α" | "β" | "ε" | "_" | "T" | "E" | "A" | "B" | "N" | "n" | "w" | "s" | "p") {
            parts.push(String::new());
        } else {
            parts.last_mut().expect("there is one").push_str(word);
        }
        rest = after;
    }
    let (first, last) = (&parts[0], &parts[parts.len() - 1]);
    if parts.len() == 1 {
        return ty == pattern;
    }
    let inside = ty.strip_prefix(first.as_str()).and_then(|ty| ty.strip_suffix(last.as_str()));
    let mut middle = parts[1..parts.len() - 1].iter();
    inside.is_some_and(|inside| {
        middle.try_fold(inside, |inside, part| Some(inside.split_once(part.as_str())?.1)).is_some()
    })
}

#[test]
fn patterns_fit_the_types_that_they_stand_for() {
    for (pattern, ty) in [("Nat", "Nat"), ("α × β", "UInt8 × Float"), ("[T; N]", "[u64; 2]"), ("Vec<u8>", "Vec<u8>")]
    {
        assert!(fits(pattern, ty), "{pattern} {ty}");
    }
    for (pattern, ty) in
        [("Nat", "Nat × Nat"), ("α ⊕ β", "UInt8 × Float"), ("Array α", "List Nat"), ("&[T]", "Vec<u8>")]
    {
        assert!(!fits(pattern, ty), "{pattern} {ty}");
    }
}

/// Every type that the row names is one of a call that works, and every kind of value that a call gives is named.
fn check(row: &Row<'_>) {
    let named = |cell: &str, shown: &[String]| {
        for pattern in quoted(cell) {
            assert!(
                shown.iter().any(|ty| fits(pattern, ty)),
                "docs/types.md, row {}: no call in tests/type_table shows `{pattern}`, only {shown:?}; add one",
                row.lean
            );
        }
    };
    row.calls.iter().for_each(|call| (call.check)());
    // A type of Lean's own namespaces goes by its last part too.
    let lean: Vec<String> = row.calls.iter().flat_map(|call| call.lean.clone()).collect();
    let short = lean.iter().map(|ty| ty.rsplit('.').next().unwrap_or(ty).to_owned());
    named(row.lean, &lean.iter().cloned().chain(short).collect::<Vec<_>>());
    named(row.rust, &row.calls.iter().flat_map(|call| call.rust.clone()).collect::<Vec<_>>());

    let kinds = row.calls.iter().map(|call| {
        let text = format!("{:?}", (call.by_name)());
        text.split(['(', ' ']).next().unwrap_or_default().to_owned()
    });
    let kinds: Vec<String> = kinds.collect();
    named(row.value, &kinds);
    for kind in &kinds {
        let told = row.value.is_empty() || quoted(row.value).any(|pattern| fits(pattern, kind));
        assert!(told, "docs/types.md, row {}: a call gives Value::{kind}, which the row does not name", row.lean);
    }
}

#[test]
fn the_guide_names_the_types_that_are_carried() {
    let (_lean, _guard) = support::lean();
    let lib = support::fixture();
    let samples = Samples::new(&lib);
    let (guide, rows) = (guide(), rows(&lib, &samples));
    let known = |cells: &[&str]| rows.iter().any(|row| cells[..3] == [row.lean, row.rust, row.value]);
    for cells in &guide {
        assert_eq!(
            cells.len(),
            5,
            "docs/types.md, row {cells:?}: five cells are expected, the cost as `cargo bench --bench types` prints it"
        );
        assert!(
            known(cells),
            "docs/types.md, row {:?} has no calls: add it to `rows` in tests/type_table/mod.rs",
            &cells[..3]
        );
        assert!(
            !cells[4].is_empty(),
            "docs/types.md, row {}: the cost is missing; `cargo bench --bench types` prints it",
            cells[0]
        );
    }
    for row in &rows {
        let told = guide.iter().any(|cells| cells[..3] == [row.lean, row.rust, row.value]);
        assert!(
            told,
            "docs/types.md has no row | {} | {} | {} |: tests/type_table/mod.rs has it",
            row.lean, row.rust, row.value
        );
        check(row);
    }
}
