//! Handing over a point of contact: what held ends, what holds begins or a vacancy does, the agency's pledges wait to be
//! confirmed again, and somebody is asked to see to it — all of it at once, and all of it pointing to the turnover.
use crate::{
    Can, Create, Error, Result, Transition, Update, Work,
    commitment::ask_to_reconfirm,
    create,
    newcomers::{new_organization, new_person},
    transitions, update, write,
};
use rapport_domain::{
    Id,
    about::About,
    commitment::Commitment,
    entity::{Entity, Key, Life, List, Version},
    filter::{Among, Only, Refs},
    follow_up::{FollowUp, NewFollowUp},
    membership::{Member, Membership, MembershipFilter, MembershipPatch, NewMembership},
    organization::Organization,
    partial_date::PartialDate,
    policy::Role,
    post::{NewPost, Post, PostKind, PostPatch},
    scope::{Scope, Sensitivity},
    transition::NewTransition,
    turnover::{Change, HandOver, NewTurnover, Successor, Turnover},
    user::{User, UserFilter},
    when::{Period, When},
};
use rapport_persistence::{Statements, accounts, locks};

/// Hands a point of contact over.
pub fn hand_over(
    work: &mut Work<'_>,
    can: &Can<Update, Post>,
    key: &Id<Post>,
    held: Option<Version>,
    body: &HandOver,
) -> Result<Turnover> {
    // Two who hand over the same post wait for each other.
    locks::take(work.c, Post::KIND, &key.any())?;
    let post = Post::find(work.c, &can.scope, Life::Live, key)?;
    let post = post.filter(|post| post.kind == PostKind::OgpPoc).ok_or(Error::NotFound)?;
    if held.is_some_and(|held| held != post.version) {
        return Err(Error::Stale { current: post.version });
    }
    write::reach(work, can, &post, "")?;
    write::check_body(work, &can.scope, body)?;
    let Some(day) = body.when.date() else { return Err(Error::NotFound) };
    if post.period.0.as_ref().is_some_and(|period| period.latest() <= day.latest()) {
        let detail = "the post was over by then; hand over the one that took its place";
        return Err(Error::conflict("post_is_over", Some("/when".into()), detail));
    }

    let came = |successor| known(work, can, &post, successor).map(|id| (id, successor));
    let successor = body.successor.as_ref().map(came).transpose()?;
    work.handing_over = true;
    let known = successor.as_ref().map(|(member, _)| *member);
    let (ended, stays) = end_memberships(work, can, &post, day, known.filter(|_| !body.moves()))?;
    let heir = if body.moves() { Some(move_post(work, can, &post, day, body)?) } else { None };
    // New leaders with a known successor leave the pledges as they are, unless somebody else than before answers.
    let leaders_alone = matches!(body.what, Change::Leadership | Change::Reorganisation);
    let settled = leaders_alone && known.is_some() && ended.is_empty() && heir.is_none();
    let agency = post.organization_id.filter(|_| !settled);
    let turnover = record(work, can, &post, agency, body, New { heir: heir.as_ref(), successor: known, ended })?;
    if let Some((member, successor)) = successor.filter(|_| !stays) {
        let new = NewMembership {
            post_id: Some(heir.as_ref().map_or(post.id, |heir| heir.id)),
            ..NewMembership::of(member, successor.role.clone(), day.since().into(), post.sensitivity)
        };
        let can = can.also::<Create, Membership>()?;
        create(work, &can, new)?;
    }
    for (index, hit) in body.pledges.iter().enumerate() {
        let step = NewTransition {
            when: body.date(),
            when_said: body.when_said.clone(),
            when_inferred: body.when_inferred,
            cause: body.cause.clone(),
            evidence: hit.evidence.clone(),
            turnover_id: Some(turnover.row.id),
            status: hit.status,
        };
        let can = can.also::<Transition, Commitment>()?;
        work.within(&format!("/pledges/{index}"), |work| {
            transitions::step(work, &can, &hit.commitment_id, None, &step)
        })?;
    }
    // A step confirms a pledge: what the turnover itself moved waits like the others, so it is asked for last.
    if let Some(agency) = agency {
        ask_to_reconfirm(work, agency, day.latest(), &turnover.row.id.any())?;
    }
    ask_somebody(work, can, &post)?;
    work.handing_over = false;
    Turnover::find(work.c, &Scope::everything(), Life::Live, &turnover.row.id)?.ok_or(Error::NotFound)
}

/// Who came, recorded on the way where new.
fn known(work: &mut Work<'_>, can: &Can<Update, Post>, post: &Post, successor: &Successor) -> Result<Member> {
    let Successor { person_id, new_person: person, organization_id, new_organization: organization, .. } = successor;
    if let Some(id) = person_id {
        return Ok(Member::Person(*id));
    }
    if let Some(id) = organization_id {
        return Ok(Member::Organization(*id));
    }
    let (can, sensitivity) = (can.also::<Create, Post>()?, Some(post.sensitivity));
    match (person, organization) {
        (Some(new), _) => {
            new_person(work, &can, "/successor/new_person", sensitivity, (**new).clone()).map(Member::Person)
        }
        (None, Some(new)) => new_organization(work, &can, "/successor/new_organization", sensitivity, (**new).clone())
            .map(Member::Organization),
        (None, None) => Err(Error::NotFound),
    }
}

/// Ends the memberships that held the post, and gives their ids. Whoever is named as their own successor stays.
fn end_memberships(
    work: &mut Work<'_>,
    can: &Can<Update, Post>,
    post: &Post,
    day: &PartialDate,
    successor: Option<Member>,
) -> Result<(Vec<Id<Membership>>, bool)> {
    let filter = MembershipFilter { post: Refs::only(post.id), ..Default::default() };
    // The post is the caller's to write, whoever held it.
    let mut can = can.also::<Update, Membership>()?;
    can.scope = Scope::everything();
    let (mut over, mut stays) = (vec![], false);
    for m in Membership::page(work.c, &Scope::everything(), &List::every(filter))? {
        // One that begins after the day is not what ends; one that ended before does not either.
        let exact = day.earliest() == day.latest();
        let came = m.row.period.0.as_ref().map(|period| period.earliest());
        if came.is_some_and(|came| came > day.latest() || (exact && came == day.latest())) {
            let detail =
                "somebody came into the post on that day or later; say a later one, or change their membership first";
            return Err(Error::rule("/when", "before_holder", detail));
        }
        let open = m.row.period.0.as_ref().is_none_or(|p| p.overlaps(day) && p.latest() > day.latest());
        if !open {
            continue;
        }
        if successor.is_some() && m.member() == successor {
            stays = true;
            continue;
        }
        let patch = MembershipPatch { period: Some(ended(&m.row.period, day)?), ..Default::default() };
        update(work, &can, &m.row.id, m.row.version, patch)?;
        over.push(m.row.id);
    }
    Ok((over, stays))
}

/// A period that ends with a date; where there was none, nobody knows when it began.
fn ended(period: &Period, day: &PartialDate) -> Result<When> {
    let until = match &period.0 {
        Some(period) => period.until(day),
        None => PartialDate::parse(&format!("/{}", day.text())),
    };
    until.map(When::from).map_err(|why| Error::rule("/when", why.code(), why.to_string()))
}

/// Ends the post, and opens the one that takes its place in another agency.
fn move_post(
    work: &mut Work<'_>,
    can: &Can<Update, Post>,
    post: &Post,
    day: &PartialDate,
    body: &HandOver,
) -> Result<Post> {
    let agency: Id<Organization> = match (body.new_organization_id, &body.new_organization) {
        (Some(id), _) => id,
        (None, Some(new)) => {
            let can = can.also::<Create, Post>()?;
            new_organization(work, &can, "/new_organization", Some(post.sensitivity), (**new).clone())?
        }
        (None, None) => return Err(Error::NotFound),
    };
    let patch = PostPatch { period: Some(ended(&post.period, day)?), ..Default::default() };
    update(work, can, &post.id, post.version, patch)?;
    let new = NewPost {
        title: post.title.as_str().into(),
        organization_id: Some(agency),
        country: post.country,
        region: post.region.clone(),
        succeeds_id: Some(post.id),
        summary: None,
        lang: None,
        translations: Default::default(),
        kind: post.kind,
        sole: Some(post.sole),
        sensitivity: Some(post.sensitivity),
        period: day.since().into(),
        id: None,
    };
    create(work, &can.also()?, new)
}

/// What a turnover led to.
struct New<'a> {
    heir: Option<&'a Post>,
    successor: Option<Member>,
    ended: Vec<Id<Membership>>,
}
/// Records the turnover, with the pledges of the agency that are still to be kept.
fn record(
    work: &mut Work<'_>,
    can: &Can<Update, Post>,
    post: &Post,
    agency: Option<Id<Organization>>,
    body: &HandOver,
    led_to: New<'_>,
) -> Result<Turnover> {
    let mut commitments = match agency {
        Some(agency) => rapport_persistence::commitment::pledges_to_keep(work.c, agency, body.date().latest())?,
        None => vec![],
    };
    for hit in &body.pledges {
        if !commitments.contains(&hit.commitment_id) {
            commitments.push(hit.commitment_id);
        }
    }
    let new = NewTurnover {
        id: body.id,
        what: body.what,
        post_id: Some(post.id),
        new_post_id: led_to.heir.map(|heir| heir.id),
        cause: body.cause.clone(),
        agency_id: post.organization_id,
        successor_id: led_to.successor.and_then(Member::person),
        successor_organization_id: led_to.successor.and_then(Member::organization),
        commitments,
        memberships: led_to.ended,
        when: body.date(),
        when_said: body.when_said.clone(),
        when_inferred: body.when_inferred,
        lang: None,
        translations: Default::default(),
    };
    // Pledges and memberships that the caller cannot see are of the turnover all the same.
    let mut can: Can<Create, Turnover> = can.also()?;
    can.scope = Scope::everything();
    write::add(work, &can, new) // an agency may have more pledges than a body may name
}

/// Opens a follow-up for the coordinator whose reach names the post's country or region most closely, else for the actor.
fn ask_somebody(work: &mut Work<'_>, can: &Can<Update, Post>, post: &Post) -> Result<()> {
    let filter = UserFilter { role: Among::only(Role::Coordinator), ..Default::default() };
    let coordinators = User::page(work.c, &Scope::everything(), &List::every(filter))?;
    let mut closest: Option<(usize, Id<User>)> = None;
    for user in coordinators {
        let Some(account) = accounts::scope_of(work.c, user.row.id)? else { continue };
        let Some(width) = account.scope.width_at(post.place()) else { continue };
        if closest.is_none_or(|(least, _)| width < least) {
            closest = Some((width, user.row.id));
        }
    }
    let new = NewFollowUp {
        title: format!("Turnover: {}; ask who answers now, and which pledges stand", post.title).as_str().into(),
        about: About::of(Post::KIND, post.id.any()).into(),
        owner_id: closest.map(|(_, id)| id).or(work.actor),
        // A task is the team's own, however public the post.
        sensitivity: Some(post.sensitivity.max(Sensitivity::Internal)),
        done: None,
        lang: None,
        translations: Default::default(),
        note: None,
        status: Default::default(),
        due: When::default(),
        id: None,
    };
    let mut can: Can<Create, FollowUp> = can.also()?;
    // Whom the program asks need not be somebody whose account the actor may read.
    can.scope.accounts = true;
    create(work, &can, new).map(|_| ())
}
