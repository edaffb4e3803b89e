//! When two texts say nearly the same.
use rapport_domain::likeness::Triples;

fn likeness(one: &str, other: &str) -> usize {
    let (one, other) = (Triples::of(one), Triples::of(other));
    assert_eq!(one.likeness(&other), other.likeness(&one));
    one.likeness(&other)
}

#[test]
fn letters_case_and_marks_do_not_matter() {
    assert_eq!(likeness("La función pública escuchó.", "la FUNCION, publica: escucho"), 100);
}

#[test]
fn the_order_of_words_does() {
    assert_eq!(likeness("one two three four", "four three two one"), 0);
}

#[test]
fn a_share_is_counted_in_triples() {
    // Of a b c, b c d and of a b c, b c e: one of three.
    assert_eq!(likeness("a b c d", "a b c e"), 33);
    assert_eq!(likeness("a b c d e f g h", "a b c d e f g h i"), 85);
}

#[test]
fn short_texts_are_one_triple_and_empty_ones_are_like_nothing() {
    assert_eq!(likeness("Thanks", "thanks!"), 100);
    assert_eq!(likeness("Many thanks", "Thanks"), 0);
    assert_eq!(likeness("…", "…"), 0);
}
