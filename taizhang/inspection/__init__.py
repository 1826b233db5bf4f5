"""查 (inspection): plans, checklists, visits, findings that become problems, what comes after."""
