"""`headrace inspect` draws what was found of one file as a card."""

from __future__ import annotations

import pytest

from app.cli.terminal import print_card
from app.readers import as_json
from tests.catalog.support import full_report


def test_each_entry_of_a_list_has_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    print_card(as_json(full_report("/media/a.png")))
    lines = [line.strip() for line in capsys.readouterr().out.splitlines()]
    assert "- role: positive, text: A cat, on a Mat, source: node 6" in lines
    assert "- role: negative, text: dog" in lines
    assert "- seed: 5, denoise: 0.5" in lines
    assert "- name: dream.safetensors, weight: 0.5" in lines
    assert "- name: paws" in lines
    assert any(line.endswith("a cat, on a mat, number 1") for line in lines)
