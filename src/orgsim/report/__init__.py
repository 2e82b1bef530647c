"""What a reader sees: words, charts and the HTML report."""
