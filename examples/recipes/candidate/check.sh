# Put your own test here: create an instance from the image "$1", look at it, delete it.
test -n "$1"
