"""What people say and what it means: templates, slot readers, the parser and the resolver of spoken names."""
