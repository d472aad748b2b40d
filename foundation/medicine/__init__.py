"""The shared clinical vocabulary: quantities, gestation, dates, sources, findings.

Nothing here knows Django or the database. A clinician can read every file.
"""
