//! Activity and organisation files of the IATI standard, version 2.03. Elements stand in the order that its schema wants;
//! whether an activity may be published is decided before it comes here.
use crate::xml::{begun, text};
use chrono::NaiveDate;
use quick_xml::{Writer, writer::ElementWriter};
use std::io::{self, Write};

/// A text, and its language by BCP 47 tag.
pub type Narrative = (String, String);

/// An organisation in a role.
#[derive(Clone, Debug, Default)]
pub struct Organisation {
    /// Its identifier of org-id.guide, if it has one.
    pub reference: Option<String>,
    /// Its kind, by the code list OrganisationType.
    pub kind: Option<&'static str>,
    /// Its name.
    pub name: String,
}
/// One unit of work.
#[derive(Clone, Debug, Default)]
pub struct Activity {
    /// Its identifier, the same for ever.
    pub id: String,
    /// What it is called, in each language.
    pub title: Vec<Narrative>,
    /// What it is, in each language.
    pub description: Vec<Narrative>,
    /// Who takes part, by the code list OrganisationRole.
    pub participants: Vec<(&'static str, Organisation)>,
    /// How far it is, by the code list ActivityStatus.
    pub status: &'static str,
    /// Its days, by the code list ActivityDateType.
    pub dates: Vec<(&'static str, NaiveDate)>,
    /// How wide it reaches, by the code list ActivityScope.
    pub scope: &'static str,
    /// The countries, each with its share in hundredths of a percent.
    pub countries: Vec<(String, u32)>,
    /// Where it is for no country: a region of the reporting organisation's own list, with its name.
    pub region: Option<(String, String)>,
    /// Whether money flows; then flow, finance and aid are told.
    pub finances: bool,
    /// What was committed and paid.
    pub transactions: Vec<Transaction>,
    /// 1 for the whole, 2 for its parts.
    pub hierarchy: u8,
    /// The pages of the web that back it.
    pub links: Vec<Link>,
    /// The activity that it is a part of.
    pub parent: Option<String>,
    /// The activities that are parts of it.
    pub children: Vec<String>,
    /// What changed.
    pub results: Vec<Change>,
}
/// A page of the web.
#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    /// Its address.
    pub url: String,
    /// Its media type.
    pub format: &'static str,
    /// What it is called, in each language.
    pub title: Vec<Narrative>,
}
/// A flow of money.
#[derive(Clone, Debug)]
pub struct Transaction {
    /// By the code list TransactionType: 2 is an outgoing commitment, 3 a disbursement.
    pub kind: &'static str,
    /// Its day.
    pub day: NaiveDate,
    /// How much, as a decimal number.
    pub amount: String,
    /// Of what (ISO 4217).
    pub currency: String,
    /// Whose it was.
    pub provider: Organisation,
    /// Whose it is.
    pub receiver: Organisation,
}
/// A result, told in words: an outcome with one qualitative indicator.
#[derive(Clone, Debug)]
pub struct Change {
    /// What changed, in each language.
    pub statement: Vec<Narrative>,
    /// Who contributed.
    pub contribution: Option<String>,
    /// From which day to which it was observed, where both are known.
    pub observed: Option<(NaiveDate, NaiveDate)>,
}
/// Who publishes.
#[derive(Clone, Debug)]
pub struct Publisher {
    /// Its identifier.
    pub reference: String,
    /// Its kind, by the code list OrganisationType.
    pub kind: &'static str,
    /// Its name.
    pub name: String,
}

/// The sector of all that a coordination team does: democratic participation and civil society (DAC).
const SECTOR: &str = "15150";
/// What the pages are that back an activity, by the code list DocumentCategory: results, outcomes and outputs.
const BACKING: &str = "A08";
/// The language of texts whose language nobody says.
pub const LANGUAGE: &str = "en";

/// Writes an activity file. `each` hands it one activity after the other, and it holds none of them.
pub fn activities<W: Write>(
    publisher: &Publisher,
    made_at: &str,
    out: W,
    each: impl FnOnce(&mut dyn FnMut(&Activity) -> io::Result<()>) -> io::Result<()>,
) -> io::Result<W> {
    let mut xml = begun(out)?;
    xml.create_element("iati-activities")
        .with_attributes([("version", "2.03"), ("generated-datetime", made_at)])
        .write_inner_content(|xml| each(&mut |one| activity(xml, publisher, made_at, one)))?;
    Ok(xml.into_inner())
}
/// Writes the file of the organisation itself.
pub fn organisation<W: Write>(publisher: &Publisher, made_at: &str, out: W) -> io::Result<W> {
    let mut xml = begun(out)?;
    xml.create_element("iati-organisations")
        .with_attributes([("version", "2.03"), ("generated-datetime", made_at)])
        .write_inner_content(|xml| {
            let all = [("last-updated-datetime", made_at), ("xml:lang", LANGUAGE)];
            xml.create_element("iati-organisation").with_attributes(all).write_inner_content(|xml| {
                text(xml.create_element("organisation-identifier"), &publisher.reference)?;
                narratives(xml.create_element("name"), &[(LANGUAGE.to_owned(), publisher.name.clone())])?;
                reporting(xml, publisher)
            })?;
            Ok(())
        })?;
    Ok(xml.into_inner())
}

fn activity<W: Write>(xml: &mut Writer<W>, publisher: &Publisher, made_at: &str, one: &Activity) -> io::Result<()> {
    let hierarchy = one.hierarchy.to_string();
    let all = [("last-updated-datetime", made_at), ("xml:lang", LANGUAGE), ("hierarchy", hierarchy.as_str())];
    xml.create_element("iati-activity").with_attributes(all).write_inner_content(|xml| {
        text(xml.create_element("iati-identifier"), &one.id)?;
        reporting(xml, publisher)?;
        narratives(xml.create_element("title"), &one.title)?;
        narratives(xml.create_element("description").with_attribute(("type", "1")), &one.description)?;
        for (role, who) in &one.participants {
            named(xml.create_element("participating-org"), who, &[("role", role)])?;
        }
        coded(xml, "activity-status", one.status)?;
        for (kind, day) in &one.dates {
            let day = day.to_string();
            xml.create_element("activity-date").with_attributes([("type", *kind), ("iso-date", &day)]).write_empty()?;
        }
        coded(xml, "activity-scope", one.scope)?;
        for (code, share) in &one.countries {
            let mut element = xml.create_element("recipient-country").with_attribute(("code", code.as_str()));
            if one.countries.len() > 1 {
                element = element.with_attribute(("percentage", percent(*share).as_str()));
            }
            element.write_empty()?;
        }
        if let Some((code, name)) = &one.region {
            let element = xml.create_element("recipient-region");
            let element = element.with_attributes([("code", code.as_str()), ("vocabulary", "99")]);
            narratives(element, &[(LANGUAGE.to_owned(), name.clone())])?;
        }
        xml.create_element("sector").with_attributes([("vocabulary", "1"), ("code", SECTOR)]).write_empty()?;
        if one.finances {
            // Private development finance, as a standard grant, for a project, untied.
            let all = [
                ("default-flow-type", "30"),
                ("default-finance-type", "110"),
                ("default-aid-type", "C01"),
                ("default-tied-status", "5"),
            ];
            for (name, code) in all {
                coded(xml, name, code)?;
            }
        }
        for flow in &one.transactions {
            transaction(xml, flow)?;
        }
        for link in &one.links {
            let element = xml.create_element("document-link");
            let element = element.with_attributes([("url", link.url.as_str()), ("format", link.format)]);
            element.write_inner_content(|xml| {
                narratives(xml.create_element("title"), &link.title)?;
                coded(xml, "category", BACKING)
            })?;
        }
        let related = one.parent.iter().map(|id| ("1", id)).chain(one.children.iter().map(|id| ("2", id)));
        for (kind, id) in related {
            xml.create_element("related-activity")
                .with_attributes([("ref", id.as_str()), ("type", kind)])
                .write_empty()?;
        }
        one.results.iter().try_for_each(|change| result(xml, change))
    })?;
    Ok(())
}
fn transaction<W: Write>(xml: &mut Writer<W>, flow: &Transaction) -> io::Result<()> {
    let day = flow.day.to_string();
    xml.create_element("transaction").write_inner_content(|xml| {
        coded(xml, "transaction-type", flow.kind)?;
        xml.create_element("transaction-date").with_attribute(("iso-date", day.as_str())).write_empty()?;
        let value = xml.create_element("value");
        text(value.with_attributes([("currency", flow.currency.as_str()), ("value-date", &day)]), &flow.amount)?;
        named(xml.create_element("provider-org"), &flow.provider, &[])?;
        named(xml.create_element("receiver-org"), &flow.receiver, &[])
    })?;
    Ok(())
}
/// An outcome whose one indicator has words in the place of a number.
fn result<W: Write>(xml: &mut Writer<W>, change: &Change) -> io::Result<()> {
    let result = xml.create_element("result").with_attribute(("type", "2"));
    result.write_inner_content(|xml| {
        narratives(xml.create_element("title"), &change.statement)?;
        if let Some(told) = &change.contribution {
            narratives(xml.create_element("description"), &[(LANGUAGE.to_owned(), told.clone())])?;
        }
        let indicator = xml.create_element("indicator").with_attribute(("measure", "5"));
        indicator.write_inner_content(|xml| {
            narratives(xml.create_element("title"), &change.statement)?;
            let Some((from, to)) = change.observed.map(|(from, to)| (from.to_string(), to.to_string())) else {
                return Ok(());
            };
            xml.create_element("period").write_inner_content(|xml| {
                xml.create_element("period-start").with_attribute(("iso-date", from.as_str())).write_empty()?;
                xml.create_element("period-end").with_attribute(("iso-date", to.as_str())).write_empty()?;
                xml.create_element("actual")
                    .write_inner_content(|xml| narratives(xml.create_element("comment"), &change.statement))?;
                Ok(())
            })?;
            Ok(())
        })?;
        Ok(())
    })?;
    Ok(())
}

fn reporting<W: Write>(xml: &mut Writer<W>, publisher: &Publisher) -> io::Result<()> {
    let element = xml.create_element("reporting-org");
    let element = element.with_attributes([("ref", publisher.reference.as_str()), ("type", publisher.kind)]);
    narratives(element, &[(LANGUAGE.to_owned(), publisher.name.clone())])
}
fn named<W: Write>(mut element: ElementWriter<'_, W>, who: &Organisation, more: &[(&str, &str)]) -> io::Result<()> {
    if let Some(reference) = &who.reference {
        element = element.with_attribute(("ref", reference.as_str()));
    }
    if let Some(kind) = who.kind {
        element = element.with_attribute(("type", kind));
    }
    element = element.with_attributes(more.iter().copied());
    narratives(element, &[(LANGUAGE.to_owned(), who.name.clone())])
}
fn coded<W: Write>(xml: &mut Writer<W>, name: &str, code: &str) -> io::Result<()> {
    xml.create_element(name).with_attribute(("code", code)).write_empty().map(|_| ())
}
fn narratives<W: Write>(element: ElementWriter<'_, W>, all: &[Narrative]) -> io::Result<()> {
    element.write_inner_content(|xml| {
        for (lang, said) in all {
            text(xml.create_element("narrative").with_attribute(("xml:lang", lang.as_str())), said)?;
        }
        Ok(())
    })?;
    Ok(())
}
/// Hundredths of a percent as the standard writes them.
fn percent(share: u32) -> String {
    format!("{}.{:02}", share / 100, share % 100)
}
/// Equal shares of a whole, in hundredths of a percent, that add up to it.
pub fn shares(parts: usize) -> Vec<u32> {
    let parts = parts as u32;
    (0..parts).map(|nth| 10_000 / parts + u32::from(nth < 10_000 % parts)).collect()
}
