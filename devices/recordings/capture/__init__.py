"""Recording a corpus with a person and a microphone."""
