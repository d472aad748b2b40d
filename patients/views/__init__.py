"""The doors of people, histories and consents."""
