"""What containers hold in a form of its own: statements of colours, tracks, codestreams, and Photoshop documents."""
