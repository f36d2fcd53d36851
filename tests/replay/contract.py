"""The contract as Python: compiled from the .proto at import, so it is never stale.

Also the code lists under short names, and the sender's side of dates.
"""
import importlib
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
_compiled = tempfile.TemporaryDirectory(prefix="wachtpost-contract-")
subprocess.run(
    ["protoc", f"--proto_path={ROOT / 'proto'}", f"--python_out={_compiled.name}",
     str(ROOT / "proto/wachtpost/v1/wachtpost.proto")],
    check=True)
sys.path.insert(0, _compiled.name)
pb = importlib.import_module("wachtpost.v1.wachtpost_pb2")
sys.path.remove(_compiled.name)


def _names(enum, prefix):
    """Attribute access without the prefix: REASON.GESTART, KIND.DREIGEND."""
    return type(prefix, (), {k[len(prefix):]: v for k, v in enum.items()})


STATUS = _names(pb.StatusCode, "STATUS_CODE_")
FAULT = _names(pb.FaultCode, "FAULT_CODE_")
REJECT = _names(pb.RejectReason, "REJECT_REASON_")
REASON = _names(pb.Uitstroomreden, "UITSTROOMREDEN_")
KIND = _names(pb.AlertKind, "ALERT_KIND_")
CAUSE = _names(pb.Cause, "CAUSE_")
HELPED = _names(pb.Helped, "HELPED_")
HOLD = _names(pb.HoldEnd, "HOLD_END_")
RANK = _names(pb.RankReason, "RANK_REASON_")
WARNING = _names(pb.WarningCode, "WARNING_CODE_")
SECTION = _names(pb.LineSection, "LINE_SECTION_")
CLOCK = _names(pb.Clock, "CLOCK_")
HULPVORM = _names(pb.Hulpvorm, "HULPVORM_")
MAATREGEL = _names(pb.Maatregel, "MAATREGEL_")
URGENTIE = _names(pb.Urgentie, "URGENTIE_")
OVERBRUGGING = _names(pb.Overbrugging, "OVERBRUGGING_")
APPLY = pb.CONFIRM_ACTION_APPLY
DISCARD = pb.CONFIRM_ACTION_DISCARD
