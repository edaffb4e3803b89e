//! Queries and what they find, list by list.
use super::{World, world};
use crate::making::{made, remove, with};
use rapport_testkit::{TestApp, on_both};
use serde_json::{Value, json};

fn interventions_are_found(app: &TestApp) {
    let who = app.admin();
    world(&who).check(
        &who,
        "interventions",
        &[
            ("", "region trip visit world"),
            ("id={trip},{visit}", "trip visit"),
            ("id[not]={trip},{visit}", "region world"),
            ("kind=seed_funding,story_platform", "visit world"),
            ("kind[not]=seed_funding", "region trip world"),
            ("kind=seed_funding&kind[not]=strategy_support", ""),
            ("kind=no_such_kind", ""),
            ("country=AR,UY", "trip visit"),
            ("country[not]=AR", "region visit world"),
            ("country=GB&country[not]=UY", ""),
            ("region=latin_america", "region"),
            ("region[not]=latin_america", "trip visit world"),
            ("region[null]=true", "trip visit world"),
            ("region[null]=false", "region"),
            ("region=latin_america&region[null]=true", ""),
            ("worldwide=true", "world"),
            ("worldwide=false", "region trip visit"),
            ("peer_country=CL,PE", "visit"),
            ("peer_country[not]=CL", "region trip world"),
            ("held_in=AR", "trip"),
            ("held_in[not]=AR", "region visit world"),
            ("held_in[null]=true", "region visit world"),
            ("work_area=easy_access", "region world"),
            ("work_area[not]=easy_access", "trip visit"),
            ("mode=in_person,remote", "trip visit"),
            ("mode[not]=remote", "region trip world"),
            ("mode[null]=true", "region world"),
            ("mode[null]=false", "trip visit"),
            ("evidence=claimed", "world"),
            ("evidence[not]=claimed", "region trip visit"),
            ("sensitivity=public,restricted", "visit world"),
            ("review=reviewed", "visit"),
            ("review[not]=reviewed,published", "region trip world"),
            ("country=AR&mode=in_person&held_in=AR&when=2013", "trip"),
        ],
    );
}

fn interventions_are_found_by_what_they_touch(app: &TestApp) {
    let who = app.admin();
    world(&who).check(
        &who,
        "interventions",
        &[
            ("parent={trip}", "visit"),
            ("parent[not]={trip}", "region trip world"),
            ("parent[null]=true", "region trip world"),
            ("parent[null]=false", "visit"),
            ("follows={visit}", "world"),
            ("follows[not]={visit}", "region trip visit"),
            ("follows[null]=false", "world"),
            ("participant.organization={cso},{agency}", "visit world"),
            ("participant.organization[not]={cso}", "region trip world"),
            ("participant.organization[null]=true", "region trip"),
            ("participant.organization[null]=false", "visit world"),
            ("participant.organization={network}", ""),
            ("participant.person={ana}", "visit"),
            ("participant.person[not]={ana}", "region trip world"),
            ("participant.person[null]=true", "region trip world"),
            ("participant.person={ana}&participant.organization={agency}", ""),
            ("parent={ana}", ""),
        ],
    );
}

fn commitments_are_found(app: &TestApp) {
    let who = app.admin();
    let w = world(&who);
    w.check(
        &who,
        "commitments",
        &[
            ("kind=ask,pledge", "ask pledge"),
            ("kind[not]=ask", "plan pledge"),
            ("status=in_progress,raised", "ask plan"),
            ("status[not]=raised", "plan pledge"),
            ("country=AR,GB", "ask pledge"),
            ("country[not]=GB", "ask plan"),
            ("region=latin_america", "plan"),
            ("region[null]=true", "ask pledge"),
            ("made_by={cso}", "ask"),
            ("made_by[not]={cso}", "plan pledge"),
            ("made_by[null]=true", "plan"),
            ("made_to={agency}", "ask"),
            ("made_to[null]=false", "ask"),
            ("grows_from={ask},{pledge}", "plan pledge"),
            ("grows_from[not]={ask}", "ask plan"),
            ("grows_from[null]=true", "ask"),
            ("intervention={visit}", "pledge"),
            ("intervention[not]={visit}", "ask plan"),
            ("intervention[null]=true", "ask plan"),
            ("official_id=UK0034", "plan"),
            ("official_id[null]=true", "ask pledge"),
            ("official_id[not]=UK0034", "ask pledge"),
            ("when=2013-10", "plan pledge"),
            ("when[within]=2013", "pledge"),
            ("when[null]=true", "ask"),
            ("review=published", "pledge"),
            ("sensitivity[not]=internal", "plan"),
            ("needs_reconfirmation=true", ""),
            ("needs_reconfirmation=false", "ask plan pledge"),
        ],
    );
    // The agency's point of contact leaves: its pledges wait to be confirmed again.
    let holding = json!({ "person_id": w.id("bob"), "post_id": w.id("poc") });
    let holding = format!("/v1/memberships/{}", made(&who, "memberships", holding));
    remove(&who, &holding);
    w.check(
        &who,
        "commitments",
        &[("needs_reconfirmation=true", "pledge"), ("needs_reconfirmation=false", "ask plan")],
    );
}

fn testimonials_are_found(app: &TestApp) {
    let who = app.admin();
    let w = world(&who);
    let words = |more: Value| with(json!({ "text": "Words", "lang": "es" }), more);
    let filled = |body: Value| serde_json::from_str::<Value>(&w.filled(&body.to_string())).expect("ids are plain");
    let printed = words(json!({
        "countries": ["AR", "UK"], "speaker_id": "{ana}", "affiliations": ["{cso}", "{network}"], "when": "2013-05",
        "consent": "publish_named", "consent_evidence": "A letter.", "verification": "verified", "released": true,
        "interventions": ["{visit}"], "sensitivity": "public", "review": "published",
    }));
    let nameless = words(json!({
        "region": "latin_america", "lang": "en", "original_language": "pt-BR", "people": ["{bob}"],
        "consent": "publish_anonymously", "consent_evidence": "A call.", "verification": "disputed",
    }));
    let raw = words(json!({ "worldwide": true, "speaker_said": "a minister" }));
    let mut v = World::default();
    for (name, body) in [("printed", printed), ("nameless", nameless), ("raw", raw)] {
        v.0.insert(name, made(&who, "testimonials", filled(body)));
    }
    let all = [
        ("", "nameless printed raw"),
        ("consent=publish_named,publish_anonymously", "nameless printed"),
        ("consent[not]=none", "nameless printed"),
        ("verification=verified", "printed"),
        ("verification[not]=verified,disputed", "raw"),
        ("lang=es", "printed raw"),
        ("lang[not]=es", "nameless"),
        ("original_language=pt-BR", "nameless"),
        ("original_language[null]=true", "printed raw"),
        ("speaker={ana}", "printed"),
        ("speaker[not]={ana}", "nameless raw"),
        ("speaker[null]=true", "nameless raw"),
        ("affiliation={cso}", "printed"),
        ("affiliation[not]={network}", "nameless raw"),
        ("affiliation[null]=false", "printed"),
        ("intervention={visit},{trip}", "printed"),
        ("intervention[null]=true", "nameless raw"),
        ("person={bob}", "nameless"),
        ("person[not]={bob}", "printed raw"),
        ("released=true", "printed"),
        ("released=false", "nameless raw"),
        ("country=GB", "printed"),
        ("country[not]=AR", "nameless raw"),
        ("region=latin_america", "nameless"),
        ("worldwide=true", "raw"),
        ("when=2013", "printed"),
        ("when[null]=true", "nameless raw"),
        ("review=published", "printed"),
        ("sensitivity=internal", "nameless raw"),
        ("consent=publish_named,publish_anonymously&verification=verified&lang=es&country=AR", "printed"),
    ];
    for (query, expected) in all {
        v.check(&who, "testimonials", &[(w.filled(query).as_str(), expected)]);
    }
}

fn risks_are_found(app: &TestApp) {
    let who = app.admin();
    let risk = |country: &str, more: Value| ("risks", with(json!({ "title": "A risk", "country": country }), more));
    let w = World::of(
        &who,
        [
            ("grave", risk("AZ", json!({ "severity": "high", "handling": "withhold", "when": "2013/.." }))),
            ("slight", risk("UK", json!({ "severity": "low", "handling": "none", "sensitivity": "public" }))),
            ("usual", risk("AZ", json!({}))),
        ]
        .map(|(name, (list, body))| (list, name, body)),
    );
    w.check(
        &who,
        "risks",
        &[
            ("country=AZ", "grave usual"),
            ("country=GB", "slight"),
            ("country[not]=AZ", "slight"),
            ("severity=high,low", "grave slight"),
            ("severity=medium", "usual"),
            ("severity[not]=high", "slight usual"),
            ("handling=withhold", "grave"),
            ("handling=caution", "usual"),
            ("handling[not]=caution", "grave slight"),
            ("when=2014", "grave"),
            ("when[null]=true", "slight usual"),
            ("sensitivity=public", "slight"),
        ],
    );
}

fn results_are_found(app: &TestApp) {
    let who = app.admin();
    world(&who).check(
        &who,
        "results",
        &[
            ("change_type=policy,agenda", "law shift"),
            ("change_type[not]=policy", "shift talk"),
            ("direction=positive", "talk"),
            ("direction[not]=positive", "law shift"),
            ("observed=true", "shift talk"),
            ("observed=false", "law"),
            ("status=reviewed", "law"),
            ("status[not]=reviewed", "shift talk"),
            ("country=AR", "talk"),
            ("country[not]=AR", "law shift"),
            ("region=latin_america", "law"),
            ("region[null]=true", "shift talk"),
            ("actor={agency}", "talk"),
            ("actor[not]={agency}", "law shift"),
            ("actor[null]=true", "law shift"),
            ("commitment={pledge}", "talk"),
            ("commitment[not]={pledge}", "law shift"),
            ("commitment[null]=true", "law shift"),
            ("commitment={ask}", ""),
            ("contribution.intervention={visit}", "talk"),
            ("contribution.intervention[not]={visit}", "law shift"),
            ("contribution.intervention[null]=false", "talk"),
            ("contribution.organization={cso},{agency}", "shift talk"),
            ("contribution.organization[not]={cso}", "law shift"),
            ("contribution.organization[null]=true", "law"),
            ("when=2013", "talk"),
            ("when=2014-03-02", "shift"),
            ("when[within]=2014-03", ""),
            ("when[null]=true", "law"),
            ("sensitivity=public", "law"),
        ],
    );
}

fn organizations_are_found(app: &TestApp) {
    let who = app.admin();
    let w = world(&who);
    w.check(
        &who,
        "organizations",
        &[
            ("kind=cso,cso_network", "cso network"),
            ("kind[not]=cso", "agency network"),
            ("acronym=RED,MDE", "agency network"),
            ("acronym[not]=RED", "agency cso"),
            ("acronym[null]=true", "cso"),
            ("country=AR", "cso"),
            ("country[not]=AR", "agency network"),
            ("country[null]=true", "network"),
            ("region=latin_america", "network"),
            ("region[null]=true", "agency cso"),
            ("parent={network}", "cso"),
            ("parent[not]={network}", "agency network"),
            ("parent[null]=false", "cso"),
            ("collective=true", "network"),
            ("collective=false", "agency cso"),
            ("sensitivity=internal", "agency cso network"),
            ("sensitivity[not]=internal", ""),
        ],
    );
    w.check(
        &who,
        "csos",
        &[
            ("", "cso network"),
            ("kind=cso", "cso"),
            ("kind[not]=cso", "network"),
            ("kind=government_agency", ""),
            ("kind=government_agency,cso", "cso"),
            ("id={agency},{cso}", "cso"),
        ],
    );
}

fn posts_and_memberships_are_found(app: &TestApp) {
    let who = app.admin();
    let w = world(&who);
    w.check(
        &who,
        "posts",
        &[
            ("kind=ogp_poc,governance", "poc seat"),
            ("kind[not]=ogp_poc", "desk seat"),
            ("organization={agency}", "poc"),
            ("organization[not]={agency}", "desk seat"),
            ("organization[null]=true", "seat"),
            ("country=GB,AR", "desk poc"),
            ("country[not]=GB", "desk seat"),
            ("country[null]=true", "seat"),
            ("sensitivity=public", "seat"),
        ],
    );
    w.check(&who, "pocs", &[("", "poc"), ("kind=governance", ""), ("organization[null]=true", "")]);
    w.check(
        &who,
        "memberships",
        &[
            ("person={ana}", "held since"),
            ("person[not]={ana}", "vague"),
            ("person[null]=true", ""),
            ("organization={cso},{agency}", "since vague"),
            ("organization[not]={cso}", "held vague"),
            ("organization[null]=true", "held"),
            ("post={poc}", "held"),
            ("post[null]=true", "since vague"),
            ("period=2012-05", "held"),
            ("period=2013", "held since"),
            ("period=2030", "since"),
            ("period[within]=2010/2015", "held"),
            ("period[within]=2010/..", "held since"),
            ("period[null]=true", "vague"),
            ("period[null]=false", "held since"),
            ("sensitivity=public", "since"),
        ],
    );
}

fn dates_overlap_or_lie_within(app: &TestApp) {
    let who = app.admin();
    world(&who).check(
        &who,
        "interventions",
        &[
            ("when=2013", "trip visit"),
            ("when=2013-09-14", "trip visit"),
            ("when=2013-09-15", "trip"),
            ("when=2014-02", "world"),
            ("when=2013-09/2014-01", "trip visit world"),
            ("when=../2013", "trip visit"),
            ("when=2014/..", "world"),
            ("when=2012", ""),
            ("when[within]=2013-09", "trip visit"),
            ("when[within]=2013-09-10/2013-09-20", "visit"),
            ("when[within]=2014-02", ""),
            ("when[within]=2014-Q1", "world"),
            ("when=2013&when[within]=2013-09-14", "visit"),
            ("when[null]=true", "region"),
            ("when[null]=false", "trip visit world"),
            ("when=0002/9998", "trip visit world"),
            ("when=2013&when[null]=true", ""),
        ],
    );
}

on_both! {
    interventions_are_found,
    interventions_are_found_by_what_they_touch,
    commitments_are_found,
    results_are_found,
    testimonials_are_found,
    risks_are_found,
    organizations_are_found,
    posts_and_memberships_are_found,
    dates_overlap_or_lie_within,
}
