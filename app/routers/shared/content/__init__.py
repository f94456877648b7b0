"""What routes of a file's content share: the file, opened; answers with its bytes; work that ends with its client."""
