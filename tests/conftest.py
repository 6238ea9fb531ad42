"""What every test starts from."""

import signal

# A run that was started in the background may have inherited "ignore", and its children would.
signal.signal(signal.SIGINT, signal.default_int_handler)
