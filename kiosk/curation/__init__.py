"""How knowledge grows: what was not answered, drafts, a second person, the regression set, versions."""
