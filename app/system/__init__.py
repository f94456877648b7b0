"""What differs between operating systems, behind one face: files and folders, and worker processes.

Linux and macOS have the calls of Unix. Elsewhere (Windows) the portable modules stand in; each says what it cannot do.
"""

from __future__ import annotations

import os
from importlib.util import find_spec
from typing import TYPE_CHECKING

IS_UNIX = find_spec("fcntl") is not None and find_spec("resource") is not None and os.open in os.supports_dir_fd

if TYPE_CHECKING or IS_UNIX:
    from app.system.unix_files import (
        CREATE_NEW,
        OPEN_PRIVATE,
        READ_FILE,
        allocated_bytes,
        close_folder,
        copy_folder,
        device_of,
        free_bytes,
        is_of_this_user,
        link_below,
        link_open_file,
        lock_file,
        make_folder,
        open_below,
        open_folder,
        open_top,
        path_of_open_file,
        read_at,
        remove_file,
        remove_folder,
        replace_file,
        scan,
        size_of_file_system,
        stat_below,
        sync_folder,
    )
    from app.system.unix_processes import (
        AnswerWaiter,
        command_context,
        limit_process,
        new_worker_context,
        receive_descriptor,
        send_descriptor,
        set_deadline,
    )
else:
    from app.system.portable_files import (
        CREATE_NEW,
        OPEN_PRIVATE,
        READ_FILE,
        allocated_bytes,
        close_folder,
        copy_folder,
        device_of,
        free_bytes,
        is_of_this_user,
        link_below,
        link_open_file,
        lock_file,
        make_folder,
        open_below,
        open_folder,
        open_top,
        path_of_open_file,
        read_at,
        remove_file,
        remove_folder,
        replace_file,
        scan,
        size_of_file_system,
        stat_below,
        sync_folder,
    )
    from app.system.portable_processes import (
        PortableWaiter as AnswerWaiter,
    )
    from app.system.portable_processes import (
        command_context,
        limit_process,
        new_worker_context,
        receive_descriptor,
        send_descriptor,
        set_deadline,
    )

__all__ = [
    "CREATE_NEW",
    "IS_UNIX",
    "OPEN_PRIVATE",
    "READ_FILE",
    "AnswerWaiter",
    "allocated_bytes",
    "close_folder",
    "command_context",
    "copy_folder",
    "device_of",
    "free_bytes",
    "is_of_this_user",
    "limit_process",
    "link_below",
    "link_open_file",
    "lock_file",
    "make_folder",
    "new_worker_context",
    "open_below",
    "open_folder",
    "open_top",
    "path_of_open_file",
    "read_at",
    "receive_descriptor",
    "remove_file",
    "remove_folder",
    "replace_file",
    "scan",
    "send_descriptor",
    "set_deadline",
    "size_of_file_system",
    "stat_below",
    "sync_folder",
]
