"""What a SOURCE stands for: files, folders, what lies inside files, addresses, recordings; and the articles in them."""
