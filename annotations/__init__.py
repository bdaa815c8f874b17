"""Stand-off annotation of texts: the domain and its data, without a terminal."""
