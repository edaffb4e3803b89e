//! Sealing the journal, so that it cannot be rewritten unseen.
use crate::House;
use rapport_persistence::{Db, Fault, seals};

/// Seals every entry that was written by now.
pub async fn seal(db: &Db, house: &House) -> Result<(), Fault> {
    if db.read(|c| Ok::<_, Fault>(seals::unsealed(c)?)).await? == 0 {
        return Ok(()); // writers wait for what follows
    }
    let upto = db.write(|c| Ok::<_, Fault>(seals::settled(c)?)).await?;
    let at = house.now();
    while db.write(move |c| seals::seal(c, upto, at)).await?.is_some() {}
    Ok(())
}
