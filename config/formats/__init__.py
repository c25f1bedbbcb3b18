"""How dates, times and figures are written: as people in Los Angeles write them, in either language."""
