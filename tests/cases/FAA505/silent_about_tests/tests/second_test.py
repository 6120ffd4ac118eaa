from tests import first_test

assert first_test
