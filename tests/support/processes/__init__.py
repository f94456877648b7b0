"""Processes of Headrace, started without importing all of it each time."""

from tests.support.processes.launched import HeadraceCommand, run_headrace, start_headrace

__all__ = ["HeadraceCommand", "run_headrace", "start_headrace"]
