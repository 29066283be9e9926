"""The same store in a PostgreSQL database, which several assistants and machines share."""
