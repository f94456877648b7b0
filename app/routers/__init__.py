"""HTTP routes, one module per resource. No module here imports another one of this folder.

A route takes the request apart, makes one call, and puts the answer together. What several routes need is in
`shared`; the JSON documents that they answer are in `documents`.
"""
