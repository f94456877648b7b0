"""The workshop: discover → read → stage → commit."""
