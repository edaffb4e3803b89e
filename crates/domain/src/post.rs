//! Posts: seats that people hold and leave, such as a government's point of contact. A vacancy is a post without holder.
use crate::{
    country::{Country, CountryCode},
    entity::{Class, Entity, Kind, Version},
    filter::{Among, AsOf, Maybe, OfGroups, Refs},
    organization::Organization,
    partial_date::PartialDate,
    reference::Visitor,
    region::Region,
    scope::{Place, Sensitivity},
    text::{Code, Line, Prose, fold},
    when::{Period, When},
    wording::{Language, Texts, Wording},
};
use diesel::prelude::*;
use rapport_schema::{Id, Instant};
use serde::Serialize;

diesel::table! {
    use diesel::sql_types::*;
    use rapport_schema::{DbId, DbInstant};
    /// Posts.
    #[allow(missing_docs)]
    posts (id) {
        id -> DbId,
        version -> Integer,
        created_at -> DbInstant,
        updated_at -> DbInstant,
        deleted_at -> Nullable<DbInstant>,
        title -> Text,
        title_folded -> Text,
        kind -> Text,
        organization_id -> Nullable<DbId>,
        country -> Nullable<Text>,
        region -> Nullable<Text>,
        sole -> Bool,
        succeeds_id -> Nullable<DbId>,
        period_text -> Nullable<Text>,
        period_earliest -> Date,
        period_latest -> Date,
        summary -> Nullable<Text>,
        sensitivity -> Text,
        wording -> Text,
    }
}

crate::embed_when!(posts: period_text, period_earliest, period_latest);
crate::codes! {
    /// What a post is for.
    PostKind {
        OgpPoc = "ogp_poc", Coordinator = "coordinator", Governance = "governance", Leadership = "leadership", Other = "other",
    } default Other
}

/// A post: in an organization, for a country, whoever holds it.
#[derive(Clone, Debug, Queryable, Selectable, Serialize, utoipa::ToSchema)]
#[diesel(table_name = posts)]
pub struct Post {
    /// Its identity.
    pub id: Id<Post>,
    /// How often it has been written.
    pub version: Version,
    /// When it was recorded.
    pub created_at: Instant,
    /// When it was last written.
    pub updated_at: Instant,
    /// What it is called.
    pub title: String,
    /// What it is for.
    pub kind: PostKind,
    /// The organization that it is in; null where nobody knows.
    pub organization_id: Option<Id<Organization>>,
    /// The country that it is for.
    pub country: Option<CountryCode>,
    /// The region that it is for.
    pub region: Option<Code<Region>>,
    /// Whether one person holds it at a time.
    pub sole: bool,
    /// The post whose place it took.
    pub succeeds_id: Option<Id<Post>>,
    /// From when to when there is such a post; null where nobody says.
    #[diesel(select_expression = (posts::period_text, posts::period_earliest, posts::period_latest))]
    pub period: Period,
    /// What it is, in words.
    pub summary: Option<String>,
    /// Who may read it.
    pub sensitivity: Sensitivity,
    /// The language of its texts, and their translations.
    #[serde(flatten)]
    pub wording: Wording,
}

crate::input! { NewPost, PostPatch => posts;
    required {
        /// What it is called.
        title: Line,
    }
    optional {
        /// The organization that it is in.
        organization_id: Id<Organization>,
        /// The country that it is for.
        country: CountryCode,
        /// The region that it is for.
        region: Code<Region>,
        /// The post whose place it took.
        succeeds_id: Id<Post>,
        /// What it is, in words.
        summary: Prose,
    }
    defaulted {
        /// What it is for.
        kind: PostKind,
    }
    inherited {
        /// Whether one person holds it at a time; points of contact are so where absent.
        sole: bool,
        /// Who may read it; internal where absent, or as the record around it where it is nested.
        sensitivity: Sensitivity,
    }
    spread {
        /// From when to when there is such a post.
        period: When,
    }
    links {
        /// The language of its texts.
        lang: Option<Language>,
        /// Its texts in other languages: `{"es": {"summary": "…"}}`.
        translations: Texts,
    }
    once {
        /// An id of the client's own choice (UUIDv7).
        id: Option<Id<Post>>,
    }
}
crate::filter! {
    /// Conditions on posts.
    PostFilter {
        /// Its id.
        id: Among<Id<Post>>,
        /// What it is for.
        kind: Among<PostKind>,
        /// The organization that it is in.
        organization: Refs<Organization>,
        /// The country that it is for.
        country: OfGroups<Maybe<CountryCode>>,
        /// The region that it is for.
        region: Maybe<Code<Region>>,
        /// The post whose place it took.
        succeeds: Refs<Post>,
        /// Those that there are, or may be, at this date.
        as_of: AsOf,
        /// Its sensitivity.
        sensitivity: Among<Sensitivity>,
    }
}
crate::sort_keys! {
    /// Orders of posts.
    PostSort of Post {
        Title = "title": (String,) => |p| (fold(&p.title),),
        CreatedAt = "created_at": (Instant,) => |p| (p.created_at,),
        UpdatedAt = "updated_at": (Instant,) => |p| (p.updated_at,),
    }
}
impl Entity for Post {
    const KIND: Kind = Kind { name: "post", path: "posts", class: Class::Record };
    const ABOUT: &'static str = "Seats that people hold and leave, such as a government's point of contact.";
    type Key = Id<Post>;
    type New = NewPost;
    type Patch = PostPatch;
    type Filter = PostFilter;
    type Sort = PostSort;
    crate::carries_over! { worded { title: Line, summary: Prose }; }
    fn key(&self) -> Id<Post> {
        self.id
    }
    fn version(&self) -> Version {
        self.version
    }
    fn chosen(new: &NewPost) -> Option<Id<Post>> {
        new.id
    }
    fn place(&self) -> Place<'_> {
        Place::either(self.country.as_ref(), self.region.as_ref())
    }
    fn sensitivity(&self) -> Sensitivity {
        self.sensitivity
    }
    fn references(&mut self, visitor: &mut dyn Visitor) {
        visitor.maybe::<Organization>("organization_id", &mut self.organization_id);
        visitor.maybe::<Country>("country", &mut self.country);
        visitor.maybe::<Region>("region", &mut self.region);
        visitor.maybe::<Post>("succeeds_id", &mut self.succeeds_id);
    }
    crate::referring! { PostFilter; Organization => organization, Country => country, Region => region, Post => succeeds }
    fn as_of(filter: &PostFilter) -> Option<&PartialDate> {
        filter.as_of.date.as_ref()
    }
}
