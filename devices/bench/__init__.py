"""How quick the assistant is on this machine: latency, throughput and start, beside what they should be."""
