"""The results of a run as text for people and for programs; `formats` has one file per output format."""
