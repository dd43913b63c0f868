"""What measures speed, with its yardsticks, and the drills that break things on purpose. Only 127.0.0.1 is called."""
