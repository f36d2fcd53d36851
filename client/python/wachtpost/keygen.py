"""keygen: makes a seed file and shows the registration line that goes to the Servicebureau."""

from wachtpost import keys
from wachtpost.errors import DONE
from wachtpost.show import say, show


def command(wish):
    seed = keys.read_seed(wish.file) if wish.show else keys.make_seed(wish.file)
    if not wish.show:
        say(
            f"Sleutel bewaard in {wish.file}. Dit bestand verlaat deze computer nooit. Stuur deze "
            "regel naar het Servicebureau:"
        )
    own = keys.Keys(seed)
    show(own.registration_line())
    say(
        f"Kenmerk van deze sleutel: {own.fingerprint()}. Het Servicebureau kan ernaar vragen, om "
        "te horen of de regel onveranderd is aangekomen."
    )
    return DONE
