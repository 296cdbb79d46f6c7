"""The papers: one module per kind. Each takes the data that stands on the paper and answers the bytes of a PDF."""
