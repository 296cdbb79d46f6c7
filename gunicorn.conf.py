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


def post_worker_init(worker):  # type: ignore[no-untyped-def] # gunicorn's own name and argument
    """The first worker says in the log which years of the calendar should have been loaded or confirmed by now."""
    if worker.age == 1:
        from cli.calendar import warnings  # the application's own, which gunicorn finds once it has loaded it
        from extensions import clock
        from models.calendar import load_calendar

        with worker.wsgi.app_context():
            for line in warnings(load_calendar(), clock.today()):
                worker.log.warning(line)
