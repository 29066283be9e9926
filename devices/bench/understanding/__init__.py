"""The understanding of what people say, measured."""
