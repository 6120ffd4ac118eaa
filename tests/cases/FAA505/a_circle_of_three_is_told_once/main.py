from first import one

assert one
