"""The doors to laboratory results."""
