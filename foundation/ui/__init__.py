"""The look: template tags, components, htmx and form helpers. Knows no patient."""
