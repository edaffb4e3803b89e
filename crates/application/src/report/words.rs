//! What reports say in their own words, in three languages. Credit is worded as contribution: national civil society wins,
//! the team contributes.
use super::fact::Objection;
use rapport_domain::partial_date::Lang;

macro_rules! words {
    ($($name:ident: $en:literal, $es:literal, $fr:literal;)*) => {
        /// What a report says of itself, in one language.
        #[derive(Debug)]
        pub struct Words { $(pub $name: &'static str,)* }
        impl Words {
            /// Those of a language.
            pub fn of(lang: Lang) -> &'static Self {
                const ALL: [Words; 3] = [Words { $($name: $en,)* }, Words { $($name: $es,)* }, Words { $($name: $fr,)* }];
                let [en, es, fr] = &ALL;
                lang.pick(en, es, fr)
            }
        }
    };
}
words! {
    snapshot: "Snapshot of support to civil society", "Panorama del apoyo a la sociedad civil", "Aperçu du soutien à la société civile";
    funder: "Report to a funder", "Informe a un financiador", "Rapport à un bailleur de fonds";
    brief: "Brief on a country", "Ficha de país", "Note sur un pays";
    log: "Log of activities", "Registro de actividades", "Journal des activités";
    about: "About", "Sobre", "Sujet";
    everywhere: "everywhere", "todo el mundo", "partout";
    period: "Period", "Período", "Période";
    any_time: "whatever is known, at any time", "todo lo que se sabe, en cualquier fecha", "tout ce qui est connu, à toute date";
    made: "Made on", "Elaborado el", "Établi le";
    readers: "For readers of", "Para lectores de", "Pour les lecteurs de";
    data_version: "Data as of change number", "Datos hasta el cambio número", "Données jusqu'à la modification numéro";
    contribution: "Credit belongs to those who are named as contributors, national civil society before all; the coordination team is one contributor among others.",
        "El mérito es de quienes se nombran como contribuyentes, ante todo la sociedad civil nacional; el equipo de coordinación es uno entre otros.",
        "Le mérite revient à ceux qui sont nommés comme contributeurs, d'abord à la société civile nationale ; l'équipe de coordination en est un parmi d'autres.";
    in_figures: "In figures", "En cifras", "En chiffres";
    countries: "Countries assisted", "Países apoyados", "Pays soutenus";
    of_these_claimed: "of them known by claim alone", "de ellos, solo por afirmación", "dont connus par simple affirmation";
    interventions: "Interventions on record", "Intervenciones registradas", "Interventions enregistrées";
    interventions_any: "Interventions", "Intervenciones", "Interventions";
    claimed: "Interventions claimed, without a record of their own", "Intervenciones afirmadas, sin registro propio", "Interventions affirmées, sans trace propre";
    commitments: "Asks, pledges and commitments", "Peticiones, promesas y compromisos", "Demandes, promesses et engagements";
    results: "Results", "Resultados", "Résultats";
    expected: "Results expected, not observed yet", "Resultados esperados, aún no observados", "Résultats attendus, pas encore observés";
    grants: "Grants", "Subvenciones", "Subventions";
    undisclosed: "Grants without a stated amount", "Subvenciones sin monto indicado", "Subventions sans montant indiqué";
    areas: "The work, by area", "El trabajo, por área", "Le travail, par domaine";
    area: "Area", "Área", "Domaine";
    activity: "Activity", "Actividad", "Activité";
    activities: "Activity by country", "Actividad por país", "Activité par pays";
    where_to: "Where", "Dónde", "Où";
    on_record: "On record", "Registradas", "Enregistrées";
    by_claim: "By claim", "Por afirmación", "Par affirmation";
    worldwide: "Worldwide", "En todo el mundo", "Dans le monde entier";
    challenges: "What stood in the way", "Lo que lo dificultaba", "Ce qui faisait obstacle";
    what_was_done: "What the team did", "Lo que hizo el equipo", "Ce que l'équipe a fait";
    promised: "What was asked and promised", "Lo que se pidió y se prometió", "Ce qui a été demandé et promis";
    changed: "What changed", "Lo que cambió", "Ce qui a changé";
    feedback: "What people say", "Lo que dice la gente", "Ce que les gens en disent";
    money: "What was given", "Lo que se otorgó", "Ce qui a été accordé";
    met: "Where people met", "Dónde se reunieron", "Où l'on s'est réuni";
    spread: "What spread", "Lo que se difundió", "Ce qui s'est diffusé";
    contributors: "Contributors", "Contribuyentes", "Contributeurs";
    is_expected: "Expected, not observed yet.", "Esperado, aún no observado.", "Attendu, pas encore observé.";
    may_fall: "May fall in the period", "Pueden caer en el período", "Peut-être dans la période";
    undated: "Undated", "Sin fecha", "Sans date";
    not_in_language: "Told in another language, for want of a translation", "En otro idioma, por falta de traducción", "Dans une autre langue, faute de traduction";
    stayed_out: "What stayed out, and why", "Lo que no se incluye, y por qué", "Ce qui n'y figure pas, et pourquoi";
    kind: "What", "Qué", "Quoi";
    reason: "Why", "Por qué", "Pourquoi";
    how_many: "How many", "Cuántos", "Combien";
    sources: "Sources", "Fuentes", "Sources";
    nothing: "Nothing on record fits what was asked.", "Nada de lo registrado corresponde a lo pedido.", "Rien de ce qui est enregistré ne correspond à la demande.";
    grant: "Grant", "Subvención", "Subvention";
    recipient: "Recipient", "Beneficiario", "Bénéficiaire";
    purposes: "For", "Para", "Objet";
    awarded: "Awarded", "Otorgado", "Accordé";
    paid: "Paid", "Pagado", "Versé";
    converted: "In one currency", "En una sola moneda", "Dans une seule monnaie";
    rate: "Rate", "Tipo de cambio", "Taux de change";
    no_rate: "no rate is known", "no se conoce ningún tipo", "aucun taux connu";
    worth: "Worth", "Equivale a", "Équivaut à";
    date: "Date", "Fecha", "Date";
    status: "Status", "Estado", "État";
    disbursements: "Payments", "Pagos", "Versements";
    requirements: "What was asked of recipients", "Lo que se pidió a los beneficiarios", "Ce qui a été demandé aux bénéficiaires";
    due: "Due", "Vence", "Échéance";
    fulfilled: "Met", "Cumplido", "Rempli";
    back_donor: "Money of", "Fondos de", "Fonds de";
    unknown_donor: "Grants of which it is not stated whose money they were", "Subvenciones de las que no consta de quién eran los fondos", "Subventions dont l'origine des fonds n'est pas indiquée";
    substantiated: "Somebody independent confirms it.", "Alguien independiente lo confirma.", "Une personne indépendante le confirme.";
    standing: "Standing in the partnership", "Situación en la alianza", "Situation dans le partenariat";
    pocs: "Points of contact", "Puntos de contacto", "Points de contact";
    since: "since", "desde", "depuis";
    vacant: "nobody", "nadie", "personne";
    open: "Open asks and pledges", "Peticiones y promesas abiertas", "Demandes et promesses en cours";
    organization: "Organization", "Organización", "Organisation";
    colon: ": ", ": ", " : ";
    age: "Age in months", "Antigüedad en meses", "Ancienneté en mois";
    last_contact: "Last contact", "Último contacto", "Dernier contact";
    next_dates: "What comes next", "Lo que viene", "Ce qui vient";
    risks: "Risks", "Riesgos", "Risques";
    severity: "Severity", "Gravedad", "Gravité";
    handling: "Handling", "Tratamiento", "Traitement";
    people: "People", "Personas", "Personnes";
    title: "Title", "Título", "Titre";
    team: "The team", "El equipo", "L'équipe";
}
impl Words {
    /// What records of a kind are called.
    pub fn kind_of(&self, path: &'static str) -> &'static str {
        match path {
            "challenges" => self.challenges,
            "interventions" => self.interventions_any,
            "commitments" => self.commitments,
            "results" => self.results,
            "testimonials" => self.feedback,
            "grants" => self.grants,
            "practices" => self.spread,
            "gatherings" => self.met,
            other => other,
        }
    }
    /// Why something stayed out.
    pub fn objection(lang: Lang, why: Objection) -> &'static str {
        match why {
            Objection::NotReviewed => lang.pick("not reviewed yet", "aún sin revisar", "pas encore relu"),
            Objection::NoConsent => lang.pick(
                "the speaker has not agreed to be printed",
                "quien habla no ha consentido su publicación",
                "la personne n'a pas consenti à la publication",
            ),
            Objection::NotVerified => {
                lang.pick("nobody verified it", "nadie lo ha verificado", "personne ne l'a vérifié")
            }
            Objection::Withdrawn => lang.pick("withdrawn", "retirado", "retiré"),
            Objection::NotForReaders => lang.pick(
                "not for the readers of this report",
                "no es para los lectores de este informe",
                "pas destiné aux lecteurs de ce rapport",
            ),
        }
    }
}
