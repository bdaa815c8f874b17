"""What is known of languages: words by class, phrases, names in any script, how alike names are."""
