"""What the rules say, in other languages than English, one a file; imports nothing but what is beside the
folders."""
