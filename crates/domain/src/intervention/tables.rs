//! The tables of interventions and of the codes that they link to.

crate::shared_table! {
    /// Interventions.
    interventions: placed dated reviewed guarded noted worded;
    parent_id -> Nullable<DbId>,
    follows_id -> Nullable<DbId>,
    title -> Text,
    title_folded -> Text,
    summary -> Nullable<Text>,
    form -> Text,
    kinds_unknown -> Bool,
    held_in -> Nullable<Text>,
    place -> Nullable<Text>,
    mode -> Nullable<Text>,
    evidence -> Text,
    claimed_count -> Nullable<Integer>,
    work_areas_from_kinds -> Bool,
}
crate::link_table! {
    /// The countries that interventions assisted.
    intervention_countries (intervention_id) country -> Text in interventions
}
crate::link_table! {
    /// The countries that took part in interventions without being assisted.
    intervention_peers (intervention_id) country -> Text in interventions
}
crate::link_table! {
    /// The kinds of interventions.
    intervention_kinds (intervention_id) kind -> Text in interventions
}
crate::link_table! {
    /// The work areas of interventions.
    intervention_work_areas (intervention_id) work_area -> Text in interventions
}
diesel::allow_tables_to_appear_in_same_query!(
    intervention_countries,
    intervention_peers,
    intervention_kinds,
    intervention_work_areas,
);
diesel::allow_columns_to_appear_in_same_group_by_clause!(
    intervention_kinds::kind,
    intervention_countries::country,
    interventions::region,
);
