"""XMP packets before anything is read from them: their encoding, what they are wrapped in, and their XML."""
