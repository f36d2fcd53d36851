"""What the vectors are about: one aanbieder, its outbox and its places."""

EPOCH = bytes.fromhex("a0a1a2a3a4a5a6a7a8a9aaabacadaeaf")
OLD_EPOCH = bytes.fromhex("b0b1b2b3b4b5b6b7b8b9babbbcbdbebf")
INCARNATION = bytes.fromhex("c0c1c2c3c4c5c6c7c8c9cacbcccdcecf")
MADE_AT = 1_740_823_200_000_000  # 2025-03-01T10:00:00Z


def full_place(pb, place_id):
    """Every field of a wachtplek."""
    return pb.Wachtplek(
        id=place_id,
        jeugdige=bytes(range(32, 64)),
        jeugdige_epoch=3,
        gemeente="0518",
        hulpvorm=pb.HULPVORM_KDC,
        productcategorie=41,
        verwijzer=1,
        maatregel=pb.MAATREGEL_OTS,
        maatregel_start=20240901,
        gi="06012345",
        machtiging_uithuisplaatsing=True,
        urgentie=pb.URGENTIE_HOOG,
        urgentie_datum=20250210,
        overbrugging=pb.OVERBRUGGING_AMBULANT,
        overbrugging_sinds=20250115,
        leeftijdsband=pb.LEEFTIJDSBAND_4_11,
        regie=pb.REGIE_LOKAAL_TEAM,
        eigen_wens=True,
        laatst_geverifieerd=20250220,
        oorspronkelijke_aanmelddatum=20241128,
        aanmelddatum=20241203,
        verwijsdatum=20241120,
        toewijzingsdatum=20241205,
        compleet_datum=20241206,
        intakedatum=20250401,
    )


def rich_snapshot(pb):
    """A new outbox that takes over from an old one, with a bit of everything."""
    return pb.Snapshot(
        agb_code="06010713",
        epoch=EPOCH,
        sequence=1,
        superseded_epoch=OLD_EPOCH,
        superseded_sequence=41,
        peilmoment=MADE_AT,
        places=[
            full_place(pb, b"A1B2C3D4"),
            pb.Wachtplek(
                id="B-Zoë".encode(),
                gemeente="0503",
                hulpvorm=pb.HULPVORM_AMBULANTE_JEUGD_GGZ,
                aanmelddatum=20250115,
            ),
        ],
        outflow=[
            pb.Uitstroom(id=b"C9", reden=pb.UITSTROOMREDEN_GESTART, datum=20250227),
            pb.Uitstroom(
                id=b"D7",
                reden=pb.UITSTROOMREDEN_TERUGGETROKKEN,
                datum=20250226,
                place=pb.Wachtplek(
                    gemeente="1916", hulpvorm=pb.HULPVORM_DYSLEXIE, verwijsdatum=20250101
                ),
            ),
        ],
        aanname=[
            pb.Aanname(hulpvorm=pb.HULPVORM_KDC, status=pb.AANNAME_STATUS_STOP),
            pb.Aanname(hulpvorm=pb.HULPVORM_DYSLEXIE, status=pb.AANNAME_STATUS_OPEN),
        ],
        system=pb.SendingSystem(name="voorbeeld-ecd", version="7.2"),
    )
