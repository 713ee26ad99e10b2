"""Pure knowledge of law: identity numbers, excluded fields, citations."""
