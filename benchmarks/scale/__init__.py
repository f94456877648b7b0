"""Reading on 1, 2 and 4 machines against the ideal, and what Dask costs."""
