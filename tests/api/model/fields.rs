//! What the filters of each list are about, as the documentation has it: a table from their names to members of the records.
use std::{collections::BTreeMap, sync::LazyLock};

/// What the values of a filter are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Type {
    /// Codes, texts, numbers, flags: whatever is or is not one of some.
    Plain,
    /// As plain ones, whatever their case and accents.
    Name,
    /// Ids of records of a list.
    Of(&'static str),
    /// Partial dates.
    Date,
    /// Partial dates that hold at another date, as do records without any.
    Held,
    /// Instants.
    Instant,
    /// Amounts of money.
    Money,
}
/// A filter.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// Its name.
    pub name: &'static str,
    /// The members that it is about, one in the other.
    pub path: &'static str,
    /// What they hold.
    pub of: Type,
}

const EACH: &str = "id sensitivity created_at@instant updated_at@instant tag=tags";
const PLACED: &str = "country=countries region worldwide";

/// By list: `name`, `name=path`, each perhaps `>list` of the records that it names, or `@type`. `tags`, `areas`, `turnovers`
/// and `hit` are members that the model adds. Other lists, and `csos` and `pocs`, which show records of these, are left out.
const TABLE: [(&str, &[&str]); 12] = [
    (
        "organizations",
        &[EACH, "name@name acronym org_id kind country region parent=parent_id>organizations collective"],
    ),
    ("people", &[EACH, "name@name country purpose basis"]),
    (
        "posts",
        &[
            EACH,
            "kind organization=organization_id>organizations country region succeeds=succeeds_id>posts as_of=period@held",
        ],
    ),
    (
        "memberships",
        &[
            EACH,
            "person=person_id>people member=member_id>organizations organization=organization_id>organizations",
            "on_behalf_of=on_behalf_of_id>organizations selection post=post_id>posts period@date as_of=period@held",
        ],
    ),
    ("action-plans", &[EACH, "when@date review country number official_id phase deadline.due=deadlines.due@date"]),
    (
        "interventions",
        &[
            EACH,
            PLACED,
            "when@date review parent=parent_id>interventions follows=follows_id>interventions form kind=kinds",
            "peer_country=peer_countries held_in work_area=work_areas mode evidence touch.when=touches.when@date",
            "participant.person=participants.person_id>people",
            "participant.organization=participants.organization_id>organizations",
        ],
    ),
    (
        "commitments",
        &[
            EACH,
            PLACED,
            "when@date review kind status needs_reconfirmation made_by>organizations made_to>organizations",
            "grows_from=grows_from_id>commitments intervention=intervention_id>interventions official_id plan_number",
            "action_plan=action_plan_id>action-plans policy_area=areas turnover=turnovers>turnovers hit_by_turnover=hit",
        ],
    ),
    (
        "turnovers",
        &[
            "id created_at@instant updated_at@instant tag=tags what when@date post=post_id>posts new_post=new_post_id>posts",
            "agency=agency_id>organizations successor=successor_id>people commitment=commitments>commitments",
            "successor_organization=successor_organization_id>organizations membership=memberships>memberships",
        ],
    ),
    (
        "results",
        &[
            EACH,
            PLACED,
            "when@date change_type direction observed status actor=actor_id>organizations commitment=commitments>commitments",
            "contribution.intervention=contributions.intervention_id>interventions",
            "contribution.organization=contributions.organization_id>organizations",
            "substantiation.person=substantiations.person_id>people",
            "substantiation.organization=substantiations.organization_id>organizations",
        ],
    ),
    (
        "grants",
        &[
            EACH,
            PLACED,
            "when@date review support status purpose=purposes amount@money currency=amount.currency amount_reason",
            "grant_maker>organizations joint_with>organizations back_donor=back_donors.organization_id>organizations",
            "recipient.organization=recipient.organization_id>organizations recipient.person=recipient.person_id>people",
            "recipient.post=recipient.post_id>posts intervention=interventions>interventions",
        ],
    ),
    (
        "practices",
        &[
            EACH,
            "review origin=origins adoption.country=adoptions.country adoption.from=adoptions.from_country",
            "adoption.region=adoptions.region adoption.stage=adoptions.stage",
            "adoption.intervention=adoptions.intervention_id>interventions adoption.result=adoptions.result_id>results",
        ],
    ),
    (
        "testimonials",
        &[
            EACH,
            PLACED,
            "when@date review consent verification lang original_language speaker=speaker_id>people person=people>people",
            "affiliation=affiliations>organizations intervention=interventions>interventions released",
        ],
    ),
];

/// Every list of the model.
pub fn lists() -> impl Iterator<Item = &'static str> {
    TABLE.iter().map(|(list, _)| *list)
}
/// The filters of a list.
pub fn of(list: &str) -> impl Iterator<Item = Field> + Clone {
    static FIELDS: LazyLock<BTreeMap<&str, Vec<Field>>> = LazyLock::new(|| {
        let fields = |words: &[&'static str]| words.iter().flat_map(|line| line.split(' ')).map(field).collect();
        TABLE.iter().map(|(list, words)| (*list, fields(words))).collect()
    });
    FIELDS[list].iter().copied()
}
fn field(word: &'static str) -> Field {
    let (word, of) = match (word.split_once('>'), word.split_once('@')) {
        (Some((word, list)), _) => (word, Type::Of(list)),
        (_, Some((word, "name"))) => (word, Type::Name),
        (_, Some((word, "date"))) => (word, Type::Date),
        (_, Some((word, "held"))) => (word, Type::Held),
        (_, Some((word, "instant"))) => (word, Type::Instant),
        (_, Some((word, "money"))) => (word, Type::Money),
        _ => (word, Type::Plain),
    };
    let (name, path) = word.split_once('=').unwrap_or((word, word));
    Field { name, path, of }
}
/// The filter of a name, and what is left of the name where that steps on to what the filter names.
pub fn named<'n>(list: &str, name: &'n str) -> Option<(Field, Option<&'n str>)> {
    let rest = |field: &Field| name.strip_prefix(field.name).and_then(|rest| rest.strip_prefix('.'));
    let exact = of(list).find(|field| field.name == name).map(|field| (field, None));
    exact.or_else(|| {
        of(list).find_map(|field| matches!(field.of, Type::Of(_)).then(|| Some((field, Some(rest(&field)?))))?)
    })
}
