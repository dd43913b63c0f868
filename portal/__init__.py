"""Portal: the place where a software company's customers learn, find answers and are heard."""
