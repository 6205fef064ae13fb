"""Trainings: asked for, queued, followed, taken up again."""
