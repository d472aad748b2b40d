"""Parts of the running clinic die while people work; afterwards everything is counted."""
