"""How bin/run serves. Threads, so that a slow upload does not hold a whole worker (stack.md, Traps)."""

import os

# Loopback unless the operator says otherwise: in service a proxy with TLS stands in front.
bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
workers = int(os.environ.get("WORKERS", "2"))
worker_class = "gthread"
threads = int(os.environ.get("THREADS", "4"))
timeout = 120
graceful_timeout = 15
keepalive = 5
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: PTH112, S108 - the heartbeat file, kept in memory
control_socket_disable = True
