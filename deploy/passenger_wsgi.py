"""What Passenger loads: discuss, with its data where `discuss init` put it."""

import os

from discuss import create_app
from discuss.config import load_settings

application = create_app(load_settings({**os.environ, "DISCUSS_DATA_DIR": "/home/you/discuss/data"}))
