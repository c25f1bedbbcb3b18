from coalition.models.coalition import Coalition, Partner

__all__ = ["Coalition", "Partner"]
