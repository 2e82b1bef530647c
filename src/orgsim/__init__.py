"""orgsim: simulate reorganisations."""
