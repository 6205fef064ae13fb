"""Reports: the read side of what people did, how long it took and what it cost. It writes nothing but its summaries."""
