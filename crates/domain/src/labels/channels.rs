//! The codes of what a team does beside its visits.
use super::List;

pub const LISTS: &[List] = &[
    List {
        name: "Theme",
        codes: &[
            ("dialogue", "Dialogue", "Diálogo", "Dialogue"),
            ("representation", "Representation", "Representación", "Représentation"),
            ("information", "Information", "Información", "Information"),
            ("guidance", "Guidance", "Orientación", "Orientation"),
            ("strategy", "Strategy", "Estrategia", "Stratégie"),
            ("consultation", "Consultation", "Consulta", "Consultation"),
            ("awareness", "Awareness", "Conocimiento del tema", "Notoriété"),
            ("eligibility", "Eligibility", "Elegibilidad", "Éligibilité"),
            ("civic_space", "Civic space", "Espacio cívico", "Espace civique"),
            ("capacity", "Capacity", "Capacidades", "Capacités"),
            ("coordination", "Coordination", "Coordinación", "Coordination"),
            ("access_to_information", "Access to information", "Acceso a la información", "Accès à l'information"),
            ("other", "Other", "Otro", "Autre"),
        ],
    },
    List {
        name: "Stage",
        codes: &[
            ("shared", "Shared", "Compartida", "Partagée"),
            ("under_discussion", "Under discussion", "En discusión", "En discussion"),
            ("adopted", "Adopted", "Adoptada", "Adoptée"),
        ],
    },
    List {
        name: "IntroductionKind",
        codes: &[
            ("peer", "To peers", "A pares", "À des pairs"),
            ("government", "To a government", "A un gobierno", "À un gouvernement"),
            ("funder", "To a funder", "A un financiador", "À un bailleur de fonds"),
            ("technical_assistance", "To technical assistance", "A asistencia técnica", "À une assistance technique"),
        ],
    },
    List {
        name: "GatheringKind",
        codes: &[
            ("summit", "Summit", "Cumbre", "Sommet"),
            ("regional_meeting", "Regional meeting", "Encuentro regional", "Réunion régionale"),
            ("peer_event", "Event of peers", "Encuentro de pares", "Rencontre de pairs"),
            ("civil_society_day", "Civil society day", "Día de la sociedad civil", "Journée de la société civile"),
            ("conference", "Conference", "Conferencia", "Conférence"),
            ("other", "Other", "Otro", "Autre"),
        ],
    },
    List {
        name: "GatheringStatus",
        codes: &[
            ("planned", "Planned", "Previsto", "Prévu"),
            ("held", "Held", "Realizado", "Tenu"),
            ("cancelled", "Cancelled", "Cancelado", "Annulé"),
        ],
    },
    List {
        name: "Channel",
        codes: &[
            ("hub", "Hub", "Portal", "Portail"),
            ("blog", "Blog", "Blog", "Blog"),
            ("newsletter", "Newsletter", "Boletín", "Lettre d'information"),
            ("mailing_list", "Mailing list", "Lista de correo", "Liste de diffusion"),
            ("webinar", "Webinar", "Seminario en línea", "Webinaire"),
            ("video_conference", "Video conference", "Videoconferencia", "Visioconférence"),
            ("social_media", "Social media", "Redes sociales", "Réseaux sociaux"),
            ("guidance", "Guidance", "Guía", "Guide"),
        ],
    },
];
