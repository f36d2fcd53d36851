# What stands in daemon/ itself, the loop around the engine, and the program.
wachtpost_library(wachtpost_daemon_base SOURCES clock.c log.c memory.c ready.c signals.c user.c
  USES wachtpost_model PkgConfig::systemd)
wachtpost_library(wachtpost_doors SOURCES engine/doors.c
  USES wachtpost_link wachtpost_settings wachtpost_keys)
wachtpost_library(wachtpost_serve SOURCES engine/control.c engine/serve.c
    engine/serve_health.c engine/serve_metrics.c engine/serve_told.c engine/shares.c
  USES wachtpost_link wachtpost_daemon_base)
wachtpost_library(wachtpost_supervise SOURCES supervise.c
  USES wachtpost_daemon_base PkgConfig::systemd)

add_executable(wachtpostd main.c)
wachtpost_tells_version(main.c)
target_link_libraries(wachtpostd PRIVATE wachtpost_serve wachtpost_engine wachtpost_front
  wachtpost_metrics
  wachtpost_supervise wachtpost_settings wachtpost_keys wachtpost_sanitized)
