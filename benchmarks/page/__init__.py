"""What the page costs a browser: loading it, long lists, and watching a thousand files a second."""
