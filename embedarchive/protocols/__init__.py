"""What platforms share: how they declare themselves, how their answers are read, how they are asked."""
