"""What is done about champions: finding, appointing, thanking and asking them."""
