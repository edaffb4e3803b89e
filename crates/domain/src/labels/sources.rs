//! The codes of turnover, sources, tasks and what wants attention.
use super::List;

pub const LISTS: &[List] = &[
    List {
        name: "Change",
        codes: &[
            ("holder", "Holder", "Titular", "Titulaire"),
            ("agency", "Agency", "Organismo", "Organisme"),
            ("leadership", "Leadership", "Dirección", "Direction"),
            ("reorganisation", "Reorganisation", "Reorganización", "Réorganisation"),
        ],
    },
    List {
        name: "Selection",
        codes: &[
            ("appointed", "Appointed", "Designación", "Désignation"),
            ("elected", "Elected", "Elección", "Élection"),
            ("self_selected", "Self-selected", "Autoselección", "Autosélection"),
            ("ex_officio", "Ex officio", "De oficio", "D’office"),
        ],
    },
    List {
        name: "SourceKind",
        codes: &[
            ("report", "Report", "Informe", "Rapport"),
            ("web_page", "Web page", "Página web", "Page web"),
            ("email", "E-mail", "Correo electrónico", "Courriel"),
            ("interview", "Interview", "Entrevista", "Entretien"),
            ("document", "Document", "Documento", "Document"),
            ("dataset", "Dataset", "Conjunto de datos", "Jeu de données"),
            ("social_media", "Social media", "Redes sociales", "Réseaux sociaux"),
            ("press", "Press", "Prensa", "Presse"),
            ("other", "Other", "Otro", "Autre"),
        ],
    },
    List {
        name: "FollowUpStatus",
        codes: &[
            ("open", "Open", "Pendiente", "À faire"),
            ("done", "Done", "Hecho", "Fait"),
            ("cancelled", "Cancelled", "Cancelado", "Annulé"),
        ],
    },
    List {
        name: "Size",
        codes: &[
            ("year", "Year", "Año", "Année"),
            ("quarter", "Quarter", "Trimestre", "Trimestre"),
            ("month", "Month", "Mes", "Mois"),
        ],
    },
    List {
        name: "Rule",
        codes: &[
            ("earliest", "Counted where it begins", "Cuenta donde empieza", "Compté là où il commence"),
            ("whole", "Counted whole in each", "Cuenta entero en cada uno", "Compté en entier dans chacun"),
            ("split", "Split in equal parts", "Repartido en partes iguales", "Réparti en parts égales"),
        ],
    },
    List {
        name: "GroupBy",
        codes: &[
            ("country", "Country", "País", "Pays"),
            ("funder", "Funder", "Financiador", "Bailleur"),
            ("grant_maker", "Grant-maker", "Otorgante", "Octroyant"),
            ("purpose", "Purpose", "Finalidad", "Objet"),
            ("status", "Status", "Estado", "Statut"),
            ("support", "Support", "Apoyo", "Soutien"),
        ],
    },
    List {
        name: "AttentionKind",
        codes: &[
            ("silent_country", "Silent country", "País en silencio", "Pays silencieux"),
            ("stale_pledge", "Pledge without news", "Promesa sin novedades", "Promesse sans nouvelles"),
            (
                "turnover_pledge",
                "Pledge hit by turnover",
                "Promesa afectada por un relevo",
                "Promesse touchée par une relève",
            ),
            ("overdue_follow_up", "Overdue follow-up", "Seguimiento vencido", "Suivi en retard"),
            ("overdue_report", "Overdue report", "Informe vencido", "Rapport en retard"),
            ("vacant_poc", "Vacant point of contact", "Punto de contacto vacante", "Point de contact vacant"),
            ("deadline", "Deadline", "Plazo", "Échéance"),
            ("conflicting_sources", "Conflicting sources", "Fuentes contradictorias", "Sources contradictoires"),
        ],
    },
];
