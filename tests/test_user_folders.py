"""Where the program stores its data: in the folders given by `platformdirs`."""

from pathlib import Path

import platformdirs
import pytest

from vault_tools.disk.user_folders import user_folder


@pytest.mark.parametrize("given", ["/given", "/given/", "", " ", None])
@pytest.mark.parametrize("home", ["/home/ada", None])
def test_folders_are_those_of_the_platform(
    given: str | None, home: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {"XDG_CACHE_HOME": given, "XDG_STATE_HOME": given, "HOME": home}.items():
        if value is None:
            monkeypatch.delenv(name, raising=False)
        else:
            monkeypatch.setenv(name, value)
    assert user_folder("cache") == Path(platformdirs.user_cache_dir("vault-tools"))
    assert user_folder("state") == Path(platformdirs.user_state_dir("vault-tools"))
