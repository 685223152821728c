"""The command line, a file for each thing it can do."""
