"""The status page and the metrics; acts only through simpul."""
