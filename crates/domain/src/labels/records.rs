//! The codes of what every record has, and of the kinds that came first.
use super::List;

pub const LISTS: &[List] = &[
    List {
        name: "Sensitivity",
        codes: &[
            ("public", "Public", "Público", "Public"),
            ("internal", "Internal", "Interno", "Interne"),
            ("restricted", "Restricted", "Restringido", "Restreint"),
        ],
    },
    List {
        name: "Review",
        codes: &[
            ("draft", "Draft", "Borrador", "Brouillon"),
            ("reviewed", "Reviewed", "Revisado", "Relu"),
            ("published", "Published", "Publicado", "Publié"),
        ],
    },
    List {
        name: "Lang",
        codes: &[
            ("en", "English", "Inglés", "Anglais"),
            ("es", "Spanish", "Español", "Espagnol"),
            ("fr", "French", "Francés", "Français"),
        ],
    },
    List {
        name: "JobState",
        codes: &[
            ("waiting", "Waiting", "En espera", "En attente"),
            ("running", "At work", "En curso", "En cours"),
            ("done", "Done", "Terminado", "Terminé"),
            ("failed", "Failed", "Fallido", "Échoué"),
            ("cancelled", "Cancelled", "Cancelado", "Annulé"),
        ],
    },
    List {
        name: "ReportKind",
        codes: &[
            ("snapshot", "Snapshot", "Panorama", "Aperçu"),
            ("funder", "Report to a funder", "Informe a un financiador", "Rapport à un bailleur de fonds"),
            ("brief", "Brief on a country", "Ficha de país", "Note sur un pays"),
            ("log", "Log of activities", "Registro de actividades", "Journal des activités"),
        ],
    },
    List {
        name: "Role",
        codes: &[
            ("admin", "Administrator", "Administración", "Administration"),
            ("coordinator", "Coordinator", "Coordinación", "Coordination"),
            ("dashboard", "Dashboard", "Tablero", "Tableau de bord"),
            ("funder", "Funder", "Financiador", "Bailleur de fonds"),
            ("auditor", "Auditor", "Auditoría", "Audit"),
        ],
    },
    List {
        name: "RegionKind",
        codes: &[
            ("ogp", "Region of the partnership", "Región de la alianza", "Région du partenariat"),
            ("group", "Group of countries", "Grupo de países", "Groupe de pays"),
        ],
    },
    List {
        name: "OrganizationKind",
        codes: &[
            (
                "cso",
                "Civil society organization",
                "Organización de la sociedad civil",
                "Organisation de la société civile",
            ),
            ("cso_network", "Civil society network", "Red de la sociedad civil", "Réseau de la société civile"),
            ("government_agency", "Government agency", "Organismo público", "Organisme public"),
            ("dialogue_forum", "Dialogue forum", "Foro de diálogo", "Forum de dialogue"),
            ("foreign_mission", "Foreign mission", "Misión extranjera", "Mission étrangère"),
            ("multilateral", "Multilateral organization", "Organismo multilateral", "Organisation multilatérale"),
            ("funder", "Funder", "Financiador", "Bailleur de fonds"),
            ("academic", "Academic institution", "Institución académica", "Institution académique"),
            ("media", "Media", "Medio de comunicación", "Média"),
            ("international_body", "International body", "Organismo internacional", "Organisme international"),
            ("other", "Other", "Otra", "Autre"),
        ],
    },
    List {
        name: "PostKind",
        codes: &[
            (
                "ogp_poc",
                "Government point of contact",
                "Punto de contacto del gobierno",
                "Point de contact du gouvernement",
            ),
            ("coordinator", "Coordinator", "Coordinación", "Coordination"),
            ("governance", "Governance seat", "Cargo de gobernanza", "Siège de gouvernance"),
            ("leadership", "Leadership", "Dirección", "Direction"),
            ("other", "Other", "Otro", "Autre"),
        ],
    },
    List {
        name: "WorkArea",
        codes: &[
            ("country_level", "Support at country level", "Apoyo en los países", "Appui au niveau des pays"),
            (
                "easy_access",
                "Easy access to information",
                "Acceso fácil a la información",
                "Accès facile à l'information",
            ),
            ("co_ownership", "Shared ownership", "Apropiación compartida", "Appropriation partagée"),
        ],
    },
    List {
        name: "Mode",
        codes: &[
            ("in_person", "In person", "Presencial", "En personne"),
            ("remote", "Remote", "A distancia", "À distance"),
            ("hybrid", "Hybrid", "Mixto", "Hybride"),
            ("mail", "By mail", "Por correo", "Par courrier"),
        ],
    },
    List {
        name: "Evidence",
        codes: &[("recorded", "Recorded", "Registrado", "Consigné"), ("claimed", "Claimed", "Afirmado", "Affirmé")],
    },
    List {
        name: "Form",
        codes: &[
            ("event", "Event", "Evento", "Événement"),
            ("thread", "Continuing support", "Apoyo continuo", "Appui continu"),
        ],
    },
    List {
        name: "Part",
        codes: &[
            ("lead", "Lead", "Responsable", "Responsable"),
            ("host", "Host", "Anfitrión", "Hôte"),
            ("speaker", "Speaker", "Ponente", "Intervenant"),
            ("participant", "Participant", "Participante", "Participant"),
            ("sponsor", "Sponsor", "Patrocinador", "Parrain"),
            ("facilitator", "Facilitator", "Facilitador", "Facilitateur"),
        ],
    },
    List {
        name: "CommitmentKind",
        codes: &[
            ("ask", "Ask", "Demanda", "Demande"),
            ("pledge", "Pledge", "Promesa", "Promesse"),
            ("action_plan", "Commitment in an action plan", "Compromiso del plan", "Engagement du plan d'action"),
        ],
    },
    List {
        name: "CommitmentStatus",
        codes: &[
            ("raised", "Raised", "Planteado", "Formulé"),
            ("pledged", "Pledged", "Prometido", "Promis"),
            ("formalised", "Formalised", "Formalizado", "Formalisé"),
            ("in_progress", "In progress", "En curso", "En cours"),
            ("partly_done", "Partly done", "Cumplido en parte", "Réalisé en partie"),
            ("done", "Done", "Cumplido", "Réalisé"),
            ("at_risk", "At risk", "En riesgo", "Menacé"),
            ("stalled", "Stalled", "Estancado", "Au point mort"),
            ("reversed", "Reversed", "Revertido", "Annulé"),
            ("withdrawn", "Withdrawn", "Retirado", "Retiré"),
        ],
    },
    List {
        name: "ChangeType",
        codes: &[
            ("behaviour", "Behaviour", "Comportamiento", "Comportement"),
            ("relationship", "Relationship", "Relación", "Relation"),
            ("action", "Action", "Acción", "Action"),
            ("activity", "Activity", "Actividad", "Activité"),
            ("policy", "Policy", "Política pública", "Politique publique"),
            ("practice", "Practice", "Práctica", "Pratique"),
            ("agenda", "Agenda", "Agenda", "Ordre du jour"),
        ],
    },
    List {
        name: "Direction",
        codes: &[
            ("positive", "Positive", "Positivo", "Positif"),
            ("negative", "Negative", "Negativo", "Négatif"),
            ("mixed", "Mixed", "Mixto", "Mitigé"),
        ],
    },
    List {
        name: "ResultStatus",
        codes: &[
            ("draft", "Draft", "Borrador", "Brouillon"),
            ("reviewed", "Reviewed", "Revisado", "Relu"),
            ("substantiated", "Substantiated", "Corroborado", "Corroboré"),
            ("published", "Published", "Publicado", "Publié"),
            ("withdrawn", "Withdrawn", "Retirado", "Retiré"),
        ],
    },
    List {
        name: "Strength",
        codes: &[
            ("low", "Low", "Baja", "Faible"),
            ("medium", "Medium", "Media", "Moyenne"),
            ("high", "High", "Alta", "Forte"),
        ],
    },
];
