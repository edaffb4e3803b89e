//! Posts: seats that people hold and leave, such as a government's point of contact. A vacancy is a post without holder.
use crate::{
    country::{Country, CountryCode},
    entity::{Class, Entity, Kind, Version},
    filter::{Among, Maybe, Refs},
    organization::Organization,
    reference::Visitor,
    scope::{Place, Sensitivity},
    text::{Line, Prose, fold},
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
        summary -> Nullable<Text>,
        sensitivity -> Text,
    }
}

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
    /// What it is, in words.
    pub summary: Option<String>,
    /// Who may read it.
    pub sensitivity: Sensitivity,
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
        /// What it is, in words.
        summary: Prose,
    }
    defaulted {
        /// What it is for.
        kind: PostKind,
    }
    inherited {
        /// Who may read it; internal where absent, or as the record around it where it is nested.
        sensitivity: Sensitivity,
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
        country: Maybe<CountryCode>,
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
        Place::either(self.country.as_ref(), None)
    }
    fn sensitivity(&self) -> Sensitivity {
        self.sensitivity
    }
    fn references(&mut self, visitor: &mut dyn Visitor) {
        visitor.maybe::<Organization>("organization_id", &mut self.organization_id);
        visitor.maybe::<Country>("country", &mut self.country);
    }
    crate::referring! { PostFilter; Organization => organization, Country => country }
}
