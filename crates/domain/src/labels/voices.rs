//! The codes of testimonials, substantiations and risks.
use super::List;

pub const LISTS: &[List] = &[
    List {
        name: "Consent",
        codes: &[
            ("none", "No consent", "Sin consentimiento", "Sans consentement"),
            ("internal", "Internal use", "Uso interno", "Usage interne"),
            ("publish_named", "Publication with the name", "Publicación con nombre", "Publication avec le nom"),
            (
                "publish_anonymously",
                "Publication without the name",
                "Publicación sin nombre",
                "Publication sans le nom",
            ),
        ],
    },
    List {
        name: "Verification",
        codes: &[
            ("unverified", "Unverified", "Sin verificar", "Non vérifié"),
            ("verified", "Verified", "Verificado", "Vérifié"),
            ("disputed", "Disputed", "En disputa", "Contesté"),
        ],
    },
    List {
        name: "Agreement",
        codes: &[
            ("full", "Full", "Total", "Total"),
            ("partial", "Partial", "Parcial", "Partiel"),
            ("none", "None", "Ninguno", "Aucun"),
            ("unknown", "Unknown", "Se desconoce", "Inconnu"),
        ],
    },
    List {
        name: "Severity",
        codes: &[
            ("low", "Low", "Baja", "Faible"),
            ("medium", "Medium", "Media", "Moyenne"),
            ("high", "High", "Alta", "Élevée"),
        ],
    },
    List {
        name: "Handling",
        codes: &[
            ("none", "Nothing special", "Nada en particular", "Rien de particulier"),
            ("caution", "Caution", "Cautela", "Prudence"),
            ("withhold", "Withhold", "Retener", "Retenir"),
        ],
    },
];
