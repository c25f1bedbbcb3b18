"""One module per outside file format. Each `read` gives plain rows and the rows it refused, and touches no database."""
