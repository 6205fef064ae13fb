"""Datasets: handed in, examined in a worker, kept sample by sample."""
