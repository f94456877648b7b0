"""Reading on other machines, which are processes here: a Dask scheduler, and workers on loopback."""
