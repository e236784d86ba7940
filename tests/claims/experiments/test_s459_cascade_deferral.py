"""What an experiment's libraries have to say of it is known to its author, and no line between the reader's."""

from __future__ import annotations

import pytest

from broadsheet.claims import discovery

pytestmark = pytest.mark.one_database


@pytest.mark.slow
def test_network_that_uses_up_its_declared_rounds_warns_of_nothing(
    recwarn: pytest.WarningsRecorder,
) -> None:
    pytest.importorskip("sklearn")
    loaded = discovery.load(discovery.experiments()["s459"])
    declared = loaded.declaration
    assert list(loaded.experiment(declared.arm("confidence"), [0], declared.budget("quick")))
    assert not [str(each.message) for each in recwarn]
