"""Rooms, slots, bookings that the database protects, and reminders."""
