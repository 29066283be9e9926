"""The shopping assistant: the pipeline from sound to order and back, behind ports that anyone may fill."""
