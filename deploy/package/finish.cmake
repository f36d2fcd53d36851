# Run by CPack when all files stand where the packages are made from: what Debian wants of files
# that a build installs as they are.
file(GLOB_RECURSE packed LIST_DIRECTORIES false
  ${CPACK_TEMPORARY_DIRECTORY}/*/usr/share/man/*
  ${CPACK_TEMPORARY_DIRECTORY}/*/usr/share/doc/*/changelog.Debian)
execute_process(COMMAND gzip --best --no-name ${packed} COMMAND_ERROR_IS_FATAL ANY)

# `install --strip` passes over archives, and leaves the compiler's name in everything.
file(GLOB_RECURSE archives ${CPACK_TEMPORARY_DIRECTORY}/*/usr/lib/*.a)
file(GLOB programs ${CPACK_TEMPORARY_DIRECTORY}/*/usr/bin/*)
file(GLOB_RECURSE libraries ${CPACK_TEMPORARY_DIRECTORY}/*/usr/lib/*.so.*.*)
execute_process(COMMAND strip --strip-debug --remove-section=.comment
  ${archives} ${programs} ${libraries} COMMAND_ERROR_IS_FATAL ANY)
