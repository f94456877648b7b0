"""Read long lists of integers into arrays, without a Python object for each row."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, Select, Text, cast, func, select


def read_integers(connection: Connection, rows: Select[Any]) -> list[NDArray[np.int64]]:
    """Return each column of `rows`, whose values are integers and not null, in the order of `rows`.

    The database joins each column to one text. A million ids then take a third of the time that a million rows take.
    """
    part = rows.subquery()
    joined = select(*(func.aggregate_strings(cast(column, Text), ",") for column in part.c))
    return [np.fromstring(text or "", np.int64, sep=",") for text in connection.execute(joined).one()]
