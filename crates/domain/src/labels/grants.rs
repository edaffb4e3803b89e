//! The codes of grants.
use super::List;

pub const LISTS: &[List] = &[
    List {
        name: "Support",
        codes: &[
            ("grant", "Grant", "Subvención", "Subvention"),
            ("in_kind", "In kind", "En especie", "En nature"),
            ("travel", "Travel", "Viaje", "Voyage"),
            ("sponsorship", "Sponsorship", "Patrocinio", "Parrainage"),
        ],
    },
    List {
        name: "AmountReason",
        codes: &[
            ("not_stated", "Not stated", "No se indica", "Non indiqué"),
            ("not_disclosed", "Not disclosed", "No se divulga", "Non divulgué"),
            ("unknown", "Unknown", "Se desconoce", "Inconnu"),
            ("in_kind", "In kind", "En especie", "En nature"),
        ],
    },
    List {
        name: "BackDonorReason",
        codes: &[
            ("not_stated", "Not stated", "No se indica", "Non indiqué"),
            ("not_disclosed", "Not disclosed", "No se divulga", "Non divulgué"),
            ("unknown", "Unknown", "Se desconoce", "Inconnu"),
            ("own_funds", "Own funds", "Fondos propios", "Fonds propres"),
        ],
    },
    List {
        name: "Purpose",
        codes: &[
            ("seed_funding", "Seed funding", "Capital semilla", "Fonds d'amorçage"),
            ("coordination", "Coordination", "Coordinación", "Coordination"),
            ("event", "Event", "Evento", "Événement"),
            ("network", "Network", "Red", "Réseau"),
            ("national_process", "National process", "Proceso nacional", "Processus national"),
            ("outreach", "Outreach", "Difusión", "Sensibilisation"),
            ("strategy", "Strategy", "Estrategia", "Stratégie"),
            ("travel", "Travel", "Viaje", "Voyage"),
            ("publication", "Publication", "Publicación", "Publication"),
            ("other", "Other", "Otro", "Autre"),
        ],
    },
    List {
        name: "GrantStatus",
        codes: &[
            ("requested", "Requested", "Solicitada", "Demandée"),
            ("in_review", "In review", "En evaluación", "En examen"),
            ("awarded", "Awarded", "Otorgada", "Accordée"),
            ("disbursing", "Being paid out", "En desembolso", "En cours de versement"),
            ("closed", "Closed", "Cerrada", "Close"),
            ("declined", "Declined", "Rechazada", "Refusée"),
            ("cancelled", "Cancelled", "Cancelada", "Annulée"),
        ],
    },
];
