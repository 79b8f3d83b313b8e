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


def expect_done(outcome, what):
    """Of a verb that changes something: done (0), or done and waiting for idle vectors (4)."""
    expect(outcome.code in (0, 4), f"{what} ended with {outcome.code}: {(outcome.err or outcome.out).strip()[-400:]}")
