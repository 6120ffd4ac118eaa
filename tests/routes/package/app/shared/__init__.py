from .auth import *
from .auth import _private as private
from .settings import settings as config
