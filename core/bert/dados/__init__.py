"""The labelled texts of a training: read, judged and split."""
