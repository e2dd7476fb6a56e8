"""Earlier reports: what this period is compared with."""
