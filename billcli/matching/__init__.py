"""Bank lines against open items: explained proposals that abstain when in doubt; pure."""
