//! The codes of what is kept of people, and by what right.
use super::List;

pub const LISTS: &[List] = &[
    List {
        name: "DataPurpose",
        codes: &[
            ("coordination", "Working together", "Trabajo conjunto", "Travail commun"),
            ("public_role", "Public role", "Función pública", "Fonction publique"),
            ("testimony", "Testimony", "Testimonio", "Témoignage"),
            ("archive", "Archive", "Archivo", "Archives"),
        ],
    },
    List {
        name: "LawfulBasis",
        codes: &[
            ("consent", "Consent", "Consentimiento", "Consentement"),
            ("contract", "Contract", "Contrato", "Contrat"),
            ("legal_obligation", "Legal obligation", "Obligación legal", "Obligation légale"),
            ("vital_interests", "Vital interests", "Intereses vitales", "Intérêts vitaux"),
            ("public_task", "Public task", "Misión de interés público", "Mission d’intérêt public"),
            ("legitimate_interests", "Legitimate interests", "Interés legítimo", "Intérêts légitimes"),
        ],
    },
];
