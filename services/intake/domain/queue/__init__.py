"""The queue of the reception unit: lines, tickets, counters, who is called next and how long it takes."""
