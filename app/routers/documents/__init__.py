"""The JSON documents that routes answer: a model that describes each, and the function that builds it."""
