# What stands in daemon/ itself, the loop around the engine, and the program.
wachtpost_library(wachtpost_daemon_base SOURCES clock.c log.c ready.c signals.c
  USES wachtpost_model)
wachtpost_library(wachtpost_serve SOURCES engine/serve.c
  USES wachtpost_link wachtpost_daemon_base)
wachtpost_library(wachtpost_supervise SOURCES supervise.c
  USES wachtpost_daemon_base PkgConfig::systemd)
