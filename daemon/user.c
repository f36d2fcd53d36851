#include "daemon/user.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

/* Real, effective and saved alike, or one could come back. */
static bool become(const struct passwd *user) {
    return initgroups(user->pw_name, user->pw_gid) == 0 &&
           setresgid(user->pw_gid, user->pw_gid, user->pw_gid) == 0 &&
           setresuid(user->pw_uid, user->pw_uid, user->pw_uid) == 0;
}

static bool can_return(void) {
    return setuid(0) == 0 || geteuid() == 0 || getuid() == 0;
}

enum status user_become(const char *name, struct complaint *complaint) {
    const struct passwd *user = getpwnam(name);
    if (user == NULL || user->pw_uid == 0)
        return complain(complaint, STATUS_BAD_CONFIG,
                        "user: %s is %s; name a user made for wachtpostd, or none", name,
                        user == NULL ? "nobody on this machine" : "root itself");
    if (geteuid() == user->pw_uid && getuid() == user->pw_uid)
        return STATUS_OK;
    if (geteuid() != 0)
        return complain(complaint, STATUS_BAD_CONFIG,
                        "user: only root can become %s; start as root or as %s", name, name);
    if (!become(user))
        return complain(complaint, STATUS_IO, "user: cannot become %s: %s", name, strerror(errno));
    if (can_return())
        return complain(complaint, STATUS_IO, "user: %s could become root again", name);
    return STATUS_OK;
}
