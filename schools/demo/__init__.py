"""An invented place to try Fairshare in: fictional schools, invented people and figures, real organizations by name."""
