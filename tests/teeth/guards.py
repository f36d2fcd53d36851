"""The protections of the processes themselves, from whoever else is on the machine; see
protections.py."""

from protections import protection

GUARD, UNITS, SANDBOX = (
    "tests/front/test_guard.py", "tests/deploy/test_units.py", "tests/deploy/test_sandbox.py",
)
NOBODY_LOOKS = "test_nobody_looks_into_the_daemon_and_it_gains_no_rights"

protection(
    "nobody looks into a process", "test_guard",
    "test_a_guarded_process_is_hidden_and_leaves_no_core",
    ("proto/keys/guard.c", "prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0;",
     "prctl(PR_SET_DUMPABLE, 1, 0, 0, 0) == 0;"),
)
protection(
    "nobody looks into the daemon", GUARD, NOBODY_LOOKS,
    ("proto/keys/guard.c", "prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0;",
     "prctl(PR_SET_DUMPABLE, 1, 0, 0, 0) == 0;"),
)
protection(
    "a crash leaves no core", GUARD, "test_a_half_that_crashes_leaves_no_core",
    ("daemon/main.c", "    if (keys_guard_process(GUARD_CHILDREN_TOO) != STATUS_OK || !bound_front())\n",
     "    if (!bound_front())\n"),
)
protection(
    "the daemon gains no rights", GUARD, NOBODY_LOOKS,
    ("proto/keys/guard.c", "prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)",
     "prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) > 1)"),
)
protection(
    "the engine guards itself", GUARD, NOBODY_LOOKS,
    ("daemon/main.c", "stand_alone(a) : keys_guard_process(GUARD_CHILDREN_TOO);",
     "stand_alone(a) : STATUS_OK;"),
)
protection(
    "the operator's tool is guarded", GUARD, "test_the_operators_tool_is_guarded_while_it_works",
    ("daemon/ctl/main.c",
     "    if (keys_init() != STATUS_OK || keys_guard_process(GUARD_CHILDREN_TOO) != STATUS_OK)\n",
     "    if (keys_init() != STATUS_OK)\n"),
)
protection(
    "a secret ends where memory ends", "test_guard",
    "test_a_secret_is_zero_at_first_and_ends_where_memory_ends",
    ("proto/keys/guard.c", "void *secret = sodium_malloc(size);",
     "void *secret = sodium_malloc(size + 4096);"),
)
protection(
    "root becomes the user", GUARD, "test_root_becomes_the_configured_user_for_good",
    ("daemon/main.c", "    enum status status = user_become(process->user, &complaint);\n",
     "    enum status status = geteuid() ? user_become(process->user, &complaint) : STATUS_OK;\n"),
)
protection(
    "root's groups go too", GUARD, "test_root_becomes_the_configured_user_for_good",
    ("daemon/user.c", "initgroups(user->pw_name, user->pw_gid) == 0 &&",
     "initgroups(\"root\", 0) == 0 &&"),
)
protection(
    "root is no user to become", GUARD, "test_a_user_that_will_not_do_stops_the_daemon",
    ("daemon/user.c", "    if (user == NULL || user->pw_uid == 0)\n", "    if (user == NULL)\n"),
)

# ---- the units

ENGINE, FRONT = "deploy/wachtpostd-engine.service", "deploy/wachtpostd-front.service"

protection(
    "the engine has no internet", SANDBOX, "test_the_sandbox_has_teeth",
    (ENGINE, "RestrictAddressFamilies=AF_UNIX\n", "RestrictAddressFamilies=AF_UNIX AF_INET\n"),
)
protection(
    "the engine makes no namespaces", SANDBOX, "test_the_sandbox_has_teeth",
    (ENGINE, "RestrictNamespaces=yes\n", ""),
)
protection(
    "the engine makes no code", SANDBOX, "test_the_sandbox_has_teeth",
    (ENGINE, "MemoryDenyWriteExecute=yes\n", ""),
)
protection(
    "the engine traces nobody", SANDBOX, "test_the_sandbox_has_teeth",
    (ENGINE, "SystemCallFilter=@system-service\n", "SystemCallFilter=@system-service @debug\n"),
)
protection(
    "the front has no file system", SANDBOX, "test_the_front_has_no_file_system",
    (FRONT, "TemporaryFileSystem=/:ro\n", ""),
)

# Each line that says what a half may not do; the others say what it needs.
SCORED, NOT_SCORED = "test_its_exposure_is_low", "test_what_has_no_score_is_there"
SCORED_LINES = {
    ENGINE: "PrivateNetwork=yes IPAddressDeny=any",
    FRONT: "ProtectClock=yes",
}
SCORED_OF_BOTH = """
ProtectSystem=strict ProtectHome=yes PrivateTmp=yes PrivateDevices=yes PrivateUsers=yes
ProtectControlGroups=yes ProtectKernelLogs=yes ProtectKernelModules=yes ProtectKernelTunables=yes
ProtectProc=invisible NoNewPrivileges=yes CapabilityBoundingSet= RestrictNamespaces=yes
RestrictRealtime=yes RestrictSUIDSGID=yes SystemCallArchitectures=native
"""
NOT_SCORED_LINES = {
    ENGINE: "MemoryHigh=1536M MemoryMax=2G StateDirectoryMode=0700 RuntimeDirectoryMode=0700",
    FRONT: "MemoryMax=320M MemorySwapMax=0 TemporaryFileSystem=/:ro ProcSubset=pid",
}
NOT_SCORED_OF_BOTH = """
LimitCORE=0 TasksMax=16 User=wachtpost Group=wachtpost UMask=0077 NoExecPaths=/ DevicePolicy=closed
PrivateIPC=yes ProtectHostname=yes AmbientCapabilities= KeyringMode=private LockPersonality=yes
MemoryDenyWriteExecute=yes RemoveIPC=yes PrivateMounts=yes
"""

for half, unit in (("engine", ENGINE), ("front", FRONT)):
    for test, words in ((SCORED, SCORED_OF_BOTH + SCORED_LINES[unit]),
                        (NOT_SCORED, NOT_SCORED_OF_BOTH + NOT_SCORED_LINES[unit])):
        for line in words.split():
            protection(f"{half}: {line}", UNITS, test, (unit, f"\n{line}\n", "\n"))
