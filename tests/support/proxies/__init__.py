"""Real proxies in front of a server: nginx, Caddy, HAProxy and Apache, as Debian packages them."""
