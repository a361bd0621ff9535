"""A summary as files: one HTML page, Markdown for a blog, JSON for programs."""
