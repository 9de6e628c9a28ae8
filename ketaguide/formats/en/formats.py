"""Dates as readers get them in English: the month is written out."""

DATE_FORMAT = "F j, Y"
