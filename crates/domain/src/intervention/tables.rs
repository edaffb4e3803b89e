//! The tables of interventions and of the codes that they link to.

diesel::table! {
    use diesel::sql_types::*;
    use rapport_schema::{DbId, DbInstant};
    /// Interventions.
    #[allow(missing_docs)]
    interventions (id) {
        id -> DbId,
        version -> Integer,
        created_at -> DbInstant,
        updated_at -> DbInstant,
        deleted_at -> Nullable<DbInstant>,
        parent_id -> Nullable<DbId>,
        follows_id -> Nullable<DbId>,
        title -> Text,
        title_folded -> Text,
        summary -> Nullable<Text>,
        private_notes -> Nullable<Text>,
        kinds_unknown -> Bool,
        region -> Nullable<Text>,
        worldwide -> Bool,
        held_in -> Nullable<Text>,
        place -> Nullable<Text>,
        when_text -> Nullable<Text>,
        when_earliest -> Date,
        when_latest -> Date,
        when_undated -> Bool,
        when_said -> Nullable<Text>,
        when_inferred -> Bool,
        mode -> Nullable<Text>,
        evidence -> Text,
        claimed_count -> Nullable<Integer>,
        work_areas_from_kinds -> Bool,
        sensitivity -> Text,
        review -> Text,
        reviewed_by -> Nullable<DbId>,
        reviewed_at -> Nullable<DbInstant>,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use rapport_schema::DbId;
    /// The countries that interventions assisted.
    #[allow(missing_docs)]
    intervention_countries (intervention_id, country) { intervention_id -> DbId, country -> Text, position -> Integer, }
}
diesel::table! {
    use diesel::sql_types::*;
    use rapport_schema::DbId;
    /// The countries that took part in interventions without being assisted.
    #[allow(missing_docs)]
    intervention_peers (intervention_id, country) { intervention_id -> DbId, country -> Text, position -> Integer, }
}
diesel::table! {
    use diesel::sql_types::*;
    use rapport_schema::DbId;
    /// The kinds of interventions.
    #[allow(missing_docs)]
    intervention_kinds (intervention_id, kind) { intervention_id -> DbId, kind -> Text, position -> Integer, }
}
diesel::table! {
    use diesel::sql_types::*;
    use rapport_schema::DbId;
    /// The work areas of interventions.
    #[allow(missing_docs)]
    intervention_work_areas (intervention_id, work_area) { intervention_id -> DbId, work_area -> Text, position -> Integer, }
}
diesel::allow_tables_to_appear_in_same_query!(
    interventions,
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
