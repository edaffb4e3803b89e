//! Grants: money and other support that was given, to whom, by whom, for what, and what was paid and reported. An amount
//! may be unknown for a reason; it is never guessed.
use crate::{
    back_donor::{BackDonor, NewBackDonor},
    check::{Problems, UseTransitions},
    codes,
    disbursement::{Disbursement, NewDisbursement},
    entity::Entity,
    filter::{Among, Amounts, Maybe, Refs},
    intervention::{Intervention, interventions},
    money::{Currency, Price},
    organization::{NewOrganization, Organization, organizations},
    person::Person,
    place,
    post::Post,
    recipient::{NewRecipient, Recipient},
    reference::Visitor,
    requirement::{NewRequirement, Requirement},
    text::{Line, Prose, fold},
    transition::{Steps, Transition},
};
use rapport_schema::{Id, Instant};
use serde::Serialize;

crate::shared_table! {
    /// Grants.
    grants: placed dated reviewed guarded noted worded;
    title -> Text,
    title_folded -> Text,
    summary -> Nullable<Text>,
    support -> Text,
    grant_maker -> Nullable<DbId>,
    back_donor_reason -> Nullable<Text>,
    amount_minor -> Nullable<BigInt>,
    currency -> Nullable<Text>,
    amount_reason -> Nullable<Text>,
    status -> Text,
}
crate::link_table! {
    /// The countries of grants.
    grant_countries (grant_id) country -> Text in grants
}
crate::link_table! {
    /// The purposes of grants.
    grant_purposes (grant_id) purpose -> Text in grants
}
crate::link_table! {
    /// Who gave a grant beside its maker.
    grant_makers (grant_id) organization_id -> DbId in grants
}
crate::link_table! {
    /// The interventions that grants paid for.
    grant_interventions (grant_id) intervention_id -> DbId in grants
}
diesel::allow_tables_to_appear_in_same_query!(organizations, grant_makers);
diesel::allow_tables_to_appear_in_same_query!(interventions, grant_interventions);
diesel::allow_tables_to_appear_in_same_query!(grants, organizations);
crate::embed_when!(grants: when_text, when_earliest, when_latest);
crate::embed_price!(grants);

codes! {
    /// What was given: money, or support that is no payment.
    Support { Grant = "grant", InKind = "in_kind", Travel = "travel", Sponsorship = "sponsorship" } default Grant
}
codes! {
    /// Why an amount is not there.
    AmountReason { NotStated = "not_stated", NotDisclosed = "not_disclosed", Unknown = "unknown", InKind = "in_kind" }
}
codes! {
    /// Why it is not told whose money it was before.
    BackDonorReason { NotStated = "not_stated", NotDisclosed = "not_disclosed", Unknown = "unknown", OwnFunds = "own_funds" }
}
codes! {
    /// What it was given for.
    Purpose {
        SeedFunding = "seed_funding", Coordination = "coordination", Event = "event", Network = "network",
        NationalProcess = "national_process", Outreach = "outreach", Strategy = "strategy", Travel = "travel",
        Publication = "publication", Other = "other",
    }
}
codes! {
    /// How far a grant has come.
    GrantStatus {
        Requested = "requested", InReview = "in_review", Awarded = "awarded", Disbursing = "disbursing",
        Closed = "closed", Declined = "declined", Cancelled = "cancelled",
    } default Requested
}
impl Steps for GrantStatus {
    const ALL: &'static [Self] = Self::ALL;
    fn next(self) -> &'static [Self] {
        use GrantStatus::*;
        match self {
            Requested => &[InReview, Awarded, Declined, Cancelled],
            InReview => &[Awarded, Declined, Cancelled],
            Awarded => &[Disbursing, Closed, Cancelled],
            Disbursing => &[Closed, Cancelled],
            Closed => &[Disbursing],
            Declined => &[InReview],
            Cancelled => &[],
        }
    }
}
impl GrantStatus {
    /// The statuses that a grant may be created with: much is logged when it is long past.
    pub const FIRST: &'static [Self] =
        &[Self::Requested, Self::InReview, Self::Awarded, Self::Disbursing, Self::Closed];
    /// Those of grants that were given.
    pub const GIVEN: [Self; 3] = [Self::Awarded, Self::Disbursing, Self::Closed];
}

crate::shared_row! {
    /// A grant's own columns.
    GrantRow of Grant in grants: placed dated reviewed guarded noted worded;
    /// What it is called.
    pub title: String,
    /// In more words.
    pub summary: Option<String>,
    /// Money, or support that is no payment.
    pub support: Support,
    /// Who gave it.
    pub grant_maker: Option<Id<Organization>>,
    /// Why it is not told whose money it was before.
    pub back_donor_reason: Option<BackDonorReason>,
    /// How much was awarded; null where `amount_reason` says why.
    #[diesel(select_expression = (grants::amount_minor, grants::currency))]
    pub amount: Price,
    /// Why the amount is not there.
    pub amount_reason: Option<AmountReason>,
    /// How far it has come: the last of its transitions.
    pub status: GrantStatus,
}
/// Money or other support that was given. `when` is when it was awarded.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Grant {
    /// Its own columns.
    #[serde(flatten)]
    pub row: GrantRow,
    /// Who received it.
    pub recipient: Recipient,
    /// The countries that it is about.
    pub countries: Vec<crate::country::CountryCode>,
    /// What it was given for.
    pub purposes: Vec<Purpose>,
    /// Who gave it beside the grant-maker.
    pub joint_with: Vec<Id<Organization>>,
    /// Whose money it was before.
    pub back_donors: Vec<BackDonor>,
    /// The interventions that it paid for.
    pub interventions: Vec<Id<Intervention>>,
    /// What was paid.
    pub disbursements: Vec<Disbursement>,
    /// What it asks of its recipient.
    pub requirements: Vec<Requirement>,
    /// Its steps, in the order in which they were recorded.
    pub transitions: Vec<Transition>,
}
impl From<GrantRow> for Grant {
    fn from(row: GrantRow) -> Self {
        Self {
            row,
            recipient: Recipient::default(),
            countries: vec![],
            purposes: vec![],
            joint_with: vec![],
            back_donors: vec![],
            interventions: vec![],
            disbursements: vec![],
            requirements: vec![],
            transitions: vec![],
        }
    }
}

crate::shared_input! { NewGrant, GrantPatch of Grant => grants: placed dated reviewed guarded noted worded;
    required {
        /// What it is called.
        title: Line,
    }
    optional {
        /// In more words.
        summary: Prose,
        /// Who gave it.
        grant_maker: Id<Organization>,
        /// Why it is not told whose money it was before.
        back_donor_reason: BackDonorReason,
        /// Why the amount is not there.
        amount_reason: AmountReason,
    }
    defaulted {
        /// Money, or support that is no payment.
        support: Support,
    }
    spread {
        /// How much was awarded.
        amount: Price,
    }
    links {
        /// Who received it.
        recipient: Option<NewRecipient>,
        /// What it was given for.
        purposes: Vec<Purpose>,
        /// Who gave it beside the grant-maker.
        joint_with: Vec<Id<Organization>>,
        /// Whose money it was before.
        back_donors: Vec<NewBackDonor>,
        /// The interventions that it paid for; a nested grant gets that of the body around it.
        interventions: Vec<Id<Intervention>>,
        /// What was paid.
        disbursements: Vec<NewDisbursement>,
        /// What it asks of its recipient.
        requirements: Vec<NewRequirement>,
    }
    once {
        /// Its first status.
        status: GrantStatus,
        /// A grant-maker to record on the way.
        new_grant_maker: Option<Box<NewOrganization>>,
    }
    refused { status: UseTransitions }
    also |new, problems| {
        if !GrantStatus::FIRST.contains(&new.status) {
            let first: Vec<_> = GrantStatus::FIRST.iter().map(|status| status.as_str()).collect();
            problems.add_at("status", "forbidden_first_status", format!("begins as one of {}", first.join(", ")));
        }
        if new.grant_maker.is_some() && new.new_grant_maker.is_some() {
            problems.add_at("new_grant_maker", "one_of", "give grant_maker or new_grant_maker");
        }
        new.recipient.clone().unwrap_or_default().check_for(new.support == Support::Grant, problems);
        check_amount(&new.amount, new.amount_reason, problems);
        check_paid(new.status, new.disbursements.len(), problems);
        check_parts(&new.amount, "disbursements", new.disbursements.iter().map(|d| &d.amount), problems);
        check_parts(&new.amount, "back_donors", new.back_donors.iter().map(|d| &d.amount), problems);
    }
}
crate::shared_filter! {
    /// Conditions on grants.
    GrantFilter of Grant: placed dated reviewed guarded;
    /// Money, or support that is no payment.
    support: Among<Support>,
    /// How far it has come.
    status: Among<GrantStatus>,
    /// What it was given for.
    purpose: Maybe<Purpose>,
    /// Its amount.
    amount: Amounts,
    /// The currency of its amount.
    currency: Maybe<Currency>,
    /// Why the amount is not there; `amount_reason[null]=true` finds those with an amount.
    amount_reason: Maybe<AmountReason>,
    /// Who gave it.
    grant_maker: Refs<Organization>,
    /// Who gave it beside the grant-maker.
    joint_with: Refs<Organization>,
    /// Whose money it was before.
    back_donor: Refs<Organization>,
    /// The organization that received it.
    recipient_organization = "recipient.organization": Refs<Organization>,
    /// The person who received it.
    recipient_person = "recipient.person": Refs<Person>,
    /// The post whose holder received it.
    recipient_post = "recipient.post": Refs<Post>,
    /// An intervention that it paid for.
    intervention: Refs<Intervention>,
}
crate::sort_keys! {
    /// Orders of grants.
    GrantSort of Grant {
        When = "when": (bool, chrono::NaiveDate, chrono::NaiveDate) => |g| g.row.when.order(),
        Title = "title": (String,) => |g| (fold(&g.row.title),),
        CreatedAt = "created_at": (Instant,) => |g| (g.row.created_at,),
        UpdatedAt = "updated_at": (Instant,) => |g| (g.row.updated_at,),
    }
}
impl Entity for Grant {
    crate::entity_of! { Grant "grant" in "grants" as Grant:
        NewGrant, GrantPatch, GrantFilter, GrantSort; placed guarded noted dated;
        "Money and other support: who gave it, to whom, for what, what was paid and what was reported."
    }
    crate::carries_over! { values joint_with interventions; elements back_donors disbursements requirements; worded row { title: Line, summary: Prose }; }
    fn references(&mut self, visitor: &mut dyn Visitor) {
        self.recipient.references(visitor);
        visitor.steps(&mut self.transitions);
        visitor.maybe::<Organization>("grant_maker", &mut self.row.grant_maker);
        visitor.place(&mut self.row.region, &mut self.countries);
        visitor.each::<Organization>("joint_with", &mut self.joint_with);
        visitor.each::<Intervention>("interventions", &mut self.interventions);
        let mut index = 0;
        self.back_donors.retain(|donor| {
            let id = donor.organization_id.as_ref();
            index += 1;
            visitor.inside::<Organization>("back_donors", index - 1, "organization_id", id)
        });
    }
    crate::referring! { GrantFilter; Organization => grant_maker, Organization => joint_with, Organization => back_donor,
    Organization => recipient_organization, Person => recipient_person, Post => recipient_post,
    Intervention => intervention, crate::region::Region => region, crate::country::Country => country }
    fn rules(&self, problems: &mut Problems) {
        let row = &self.row;
        place::check(&self.countries, row.region.as_ref(), row.worldwide, problems);
        self.recipient.check_for(row.support == Support::Grant, problems);
        check_amount(&row.amount, row.amount_reason, problems);
        check_paid(row.status, self.disbursements.len(), problems);
        check_parts(&row.amount, "disbursements", self.disbursements.iter().map(|d| &d.amount), problems);
        // Some donors may be hidden from the caller: which of them is too much, and what all gave, is not told.
        let mut parts = Problems::default();
        check_parts(&row.amount, "back_donors", self.back_donors.iter().map(|d| &d.amount), &mut parts);
        if let Some(found) = parts.into_found().first() {
            problems.add_at(
                "back_donors",
                found.code,
                "the donors' parts do not add up to the grant's amount and currency",
            );
        }
    }
}

/// Only what was awarded is paid; what was paid before a grant was cancelled stays.
fn check_paid(status: GrantStatus, payments: usize, problems: &mut Problems) {
    if payments > 0 && !GrantStatus::GIVEN.contains(&status) && status != GrantStatus::Cancelled {
        problems.add_at("disbursements", "not_awarded", format!("nothing is paid on a grant that is {status}"));
    }
}
/// An amount, or the reason why there is none.
fn check_amount(amount: &Price, reason: Option<AmountReason>, problems: &mut Problems) {
    match (amount.money(), reason) {
        (Some(_), Some(_)) => problems.add_at("amount_reason", "amount_known", "the amount is given; leave this out"),
        (None, None) if *amount == Price::default() => {
            problems.add_at("amount_reason", "no_amount_reason", "say the amount, or why it is not there");
        }
        _ => {}
    }
}
/// What is a part of an amount is in its currency, and all parts together are no more than it.
fn check_parts<'a>(amount: &Price, field: &str, parts: impl Iterator<Item = &'a Price>, problems: &mut Problems) {
    let mut whole = amount.money();
    let mut sum: i64 = 0;
    for (index, part) in parts.enumerate() {
        let Some(part) = part.money() else { continue };
        // Parts of an unknown amount at least agree on the currency.
        let currency = whole.get_or_insert(crate::money::Money { minor: i64::MAX, currency: part.currency }).currency;
        let mut add = |code, detail: String| {
            problems.within(field, |p| p.within(index, |p| p.add_at("amount", code, detail)));
        };
        if part.currency != currency {
            add("other_currency", format!("the grant is in {currency}"));
            continue;
        }
        sum = sum.saturating_add(part.minor);
        if whole.is_some_and(|whole| sum > whole.minor) {
            add("over_amount", {
                let [sum, most] = [sum, whole.map_or(0, |whole| whole.minor)].map(|minor| decimal(minor, currency));
                format!("together {sum} {currency}, more than the grant, which is {most} {currency}")
            });
        }
    }
}
fn decimal(minor: i64, currency: Currency) -> String {
    crate::money::decimal(minor.into(), currency)
}
