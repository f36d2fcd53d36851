# Sets WACHTPOST_VERSION to what `git describe` says, where a tag vN.N.N can be seen: N.N.N on the
# tag itself, N.N.N+COMMITS.gHASH after it, which dpkg takes for later than N.N.N and for earlier
# than any next release. Without a tag it stays as it is. WACHTPOST_RELEASE: its N.N.N.
if(EXISTS ${CMAKE_CURRENT_SOURCE_DIR}/.git)
  execute_process(COMMAND git describe --tags --match "v[0-9]*" --long --abbrev=12
    WORKING_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR}
    OUTPUT_VARIABLE described OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
  if(described MATCHES "^v([0-9]+\\.[0-9]+\\.[0-9]+)-([0-9]+)-(g[0-9a-f]+)$")
    set(WACHTPOST_VERSION ${CMAKE_MATCH_1})
    if(CMAKE_MATCH_2 GREATER 0)
      string(APPEND WACHTPOST_VERSION +${CMAKE_MATCH_2}.${CMAKE_MATCH_3})
    endif()
  endif()
endif()
string(REGEX MATCH "^[0-9.]+" WACHTPOST_RELEASE ${WACHTPOST_VERSION})
message(STATUS "Version: ${WACHTPOST_VERSION}")
