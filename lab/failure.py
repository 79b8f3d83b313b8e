"""How a case, or the lab itself, says that something is not as it must be."""


class LabError(Exception):
    """The lab cannot work: a tool is missing, a guest does not boot. One sentence with the remedy."""


class CaseFailure(Exception):
    """The case found the host other than it must be."""


class CaseSkipped(Exception):
    """The case was probed and cannot run here; the text says why."""


def expect(condition, sentence):
    if not condition:
        raise CaseFailure(sentence)


def expect_equal(found, wanted, what):
    if found != wanted:
        raise CaseFailure(f"{what}: expected {wanted!r}, found {found!r}")
