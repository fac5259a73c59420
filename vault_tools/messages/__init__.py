"""How what the rules say is found in other languages than English, and what of it is nobody's, one language a
file; imports nothing but what is beside the folders."""
