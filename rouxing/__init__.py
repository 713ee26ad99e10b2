"""rouxing (柔性执法): leniency checklists, case logs, notices and reports over plain files in git."""

__version__ = "0.1.0"
