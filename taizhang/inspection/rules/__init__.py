"""What must hold in an inspection: answers and scores, the draw, what returns. Plain values, no Django."""
