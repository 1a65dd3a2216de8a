//! What may be written: what the environment says.

use std::env;

/// What the lock may be changed to hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Consent {
    /// What breaks no old log: `CHRONOSTACK_UPDATE=lock`.
    pub lock: bool,
    /// What breaks them too, or has recorded histories end otherwise, and why that is no loss: `CHRONOSTACK_UPDATE=break` with `CHRONOSTACK_REASON`.
    pub breaking: Option<String>,
    /// Nobody is there to commit what is written: the variable `CI` is set.
    pub ci: bool,
}

impl Consent {
    /// Reads the environment.
    ///
    /// # Errors
    /// When old logs are to be broken without a reason.
    pub fn from_env() -> Result<Self, String> {
        Self::from_vars(|name| env::var(name).ok())
    }

    fn from_vars(var: impl Fn(&str) -> Option<String>) -> Result<Self, String> {
        let update = var("CHRONOSTACK_UPDATE").unwrap_or_default();
        let asks = |word: &str| update.split(',').any(|other| other.trim() == word);
        let reason = var("CHRONOSTACK_REASON").map(|reason| reason.trim().to_owned()).unwrap_or_default();
        if asks("break") && reason.is_empty() {
            return Err("CHRONOSTACK_UPDATE=break needs a reason, which the lock keeps\n\
                        why: in a year somebody asks why the logs of before cannot be read\n\
                        fix: CHRONOSTACK_UPDATE=break CHRONOSTACK_REASON=\"never deployed\" cargo test"
                .to_owned());
        }
        Ok(Self {
            lock: asks("lock") || asks("break"),
            breaking: asks("break").then_some(reason),
            ci: var("CI").is_some_and(|ci| !["", "0", "false"].contains(&ci.as_str())),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Consent;

    fn consent(vars: &[(&str, &str)]) -> Result<Consent, String> {
        Consent::from_vars(|name| vars.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned()))
    }

    #[test]
    fn nothing_is_consented_to_by_default() {
        assert_eq!(consent(&[]), Ok(Consent::default()));
        assert_eq!(consent(&[("CHRONOSTACK_UPDATE", "diagram"), ("CI", "false")]), Ok(Consent::default()));
        assert!(consent(&[("CI", "true")]).is_ok_and(|consent| consent.ci));
        assert!(consent(&[("CHRONOSTACK_UPDATE", "diagram, lock")]).is_ok_and(|consent| consent.lock));
    }

    #[test]
    fn what_is_broken_needs_a_reason() {
        for reason in
            [&[("CHRONOSTACK_UPDATE", "break")][..], &[("CHRONOSTACK_UPDATE", "break"), ("CHRONOSTACK_REASON", " ")]]
        {
            assert!(consent(reason).is_err_and(|error| error.contains("needs a reason")));
        }
        let both = consent(&[("CHRONOSTACK_UPDATE", "break"), ("CHRONOSTACK_REASON", "never deployed")]);
        assert_eq!(both, Ok(Consent { lock: true, breaking: Some("never deployed".to_owned()), ci: false }));
    }
}
