"""Measurements that anybody can repeat; nothing here is imported by the product."""
