"""Trees of files, atomic writing, and the mechanics of Word and Excel files."""
