from tests import second_test

assert second_test
