"""From bytes to a small RGB picture, its thumbnail and its perceptual hash."""
