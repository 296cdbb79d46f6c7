"""The papers: one module per kind. Each takes the data that stands on the paper and answers the bytes of a PDF."""

import logging

# What is wrong with a signature is told to who asked for its check. Anybody may ask: none of it goes into the log.
for library in ("pyhanko", "pyhanko_certvalidator"):
    logging.getLogger(library).setLevel(logging.CRITICAL)
