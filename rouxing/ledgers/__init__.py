"""Ledgers of cases as tables: a case as rows of cells, such rows as cases, and what differs cell by cell."""
