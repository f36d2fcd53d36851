# Read by ctest before it runs anything: the tests expect Dutch, whatever language the one who
# runs them has. tests/client/test_language.py sets its own.
foreach(name LC_ALL LC_MESSAGES LANGUAGE)
  unset(ENV{${name}})
endforeach()
set(ENV{LANG} C.UTF-8)
