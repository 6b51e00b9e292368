"""Fetches the public files the catalog names into the home's raw folder; a refresh itself never needs a network."""
