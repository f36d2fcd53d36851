# Without these CPack makes packages that lack their dependencies, and says so only in passing.
foreach(program dpkg-shlibdeps file gzip)
  find_program(found_${program} ${program})
  if(NOT found_${program})
    message(FATAL_ERROR "no ${program} here: sh deploy/install package")
  endif()
endforeach()
