"""Shared by the avatar tests: the pack, and bakes kept out of the user's own cache while one of them runs."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import avatars


@pytest.fixture(scope="module", autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(scope="session")
def maya() -> avatars.Pack:
    return avatars.load("maya")
