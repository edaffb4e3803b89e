//! The codes of standings, of action plans, and of what commitments are about.
use super::List;

pub const LISTS: &[List] = &[
    List {
        name: "StandingAspect",
        codes: &[
            ("membership", "Membership", "Membresía", "Adhésion"),
            ("chair", "Chair", "Presidencia", "Présidence"),
            ("steering_committee", "Steering Committee", "Comité Directivo", "Comité directeur"),
        ],
    },
    List {
        name: "StandingCode",
        codes: &[
            ("eligible", "Eligible", "Elegible", "Éligible"),
            ("letter_of_intent", "Letter of intent sent", "Carta de intención enviada", "Lettre d'intention envoyée"),
            ("developing", "Developing its first plan", "Elabora su primer plan", "Élabore son premier plan"),
            ("member", "Member", "Miembro", "Membre"),
            ("under_review", "Under review", "En revisión", "En cours d'examen"),
            ("inactive", "Inactive", "Inactivo", "Inactif"),
            ("suspended", "Suspended", "Suspendido", "Suspendu"),
            ("withdrawn", "Withdrawn", "Retirado", "Retiré"),
            ("acting_contrary", "Acting contrary to process", "Contrario al proceso", "Contraire au processus"),
            ("co_chair", "Co-chair", "Copresidencia", "Coprésidence"),
            ("lead_chair", "Lead chair", "Presidencia principal", "Présidence principale"),
            ("past_chair", "Past chair", "Presidencia anterior", "Présidence sortante"),
            ("future_chair", "Future chair", "Presidencia futura", "Présidence à venir"),
            ("government_member", "Government member", "Miembro por los gobiernos", "Membre pour les gouvernements"),
            (
                "civil_society_member",
                "Civil society member",
                "Miembro por la sociedad civil",
                "Membre pour la société civile",
            ),
        ],
    },
    List {
        name: "Missing",
        codes: &[
            ("NR", "Not reviewed", "Sin revisar", "Non évalué"),
            ("ND", "No data", "Sin datos", "Pas de données"),
            ("NA", "Not applicable", "No aplica", "Sans objet"),
        ],
    },
    List {
        name: "PlanPhase",
        codes: &[
            ("co_creation", "Co-creation", "Cocreación", "Cocréation"),
            ("submitted", "Submitted", "Presentado", "Soumis"),
            ("implementation", "Implementation", "Implementación", "Mise en œuvre"),
            ("refresh", "Mid-term refresh", "Actualización de medio término", "Actualisation à mi-parcours"),
            ("end_of_term", "End of term", "Fin del período", "Fin de période"),
            ("closed", "Closed", "Cerrado", "Clos"),
        ],
    },
    List {
        name: "PlanChange",
        codes: &[
            ("original", "As first adopted", "Versión original", "Version d'origine"),
            ("amendment", "Amendment", "Enmienda", "Amendement"),
            ("update", "Update", "Actualización", "Mise à jour"),
        ],
    },
];
