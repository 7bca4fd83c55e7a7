"""The one shape of an avatar error: a stable code, a plain sentence and a remedy."""

from __future__ import annotations


class AvatarError(Exception):
    """Something a person can mend in a pack, a call or the system; codes start with `avatar.`."""

    def __init__(self, code: str, sentence: str, remedy: str) -> None:
        super().__init__(f"{sentence} {remedy}")
        self.code, self.sentence, self.remedy = code, sentence, remedy
