"""Raw photographs: the samples of a camera's sensor, with the preview that the camera made of them."""
