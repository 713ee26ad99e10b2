"""The past of a repository, read from git: revisions as trees, versions of lists, and what changed between them."""
