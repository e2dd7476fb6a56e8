"""What the field talks about: tickets, units, periods, rules, figures. No I/O, no plugins."""
