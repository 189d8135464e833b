"""Sections of ``billcli.toml`` that few commands ask for.

Their modules take as long to load as all the others, so that each is loaded when a file has the
section or a command asks for it.
"""

# ruff: noqa: PLC0415 - that is what this module is for
from __future__ import annotations

from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import TypeVar

    from billcli.store.debit_setting import DebitSetting
    from billcli.store.dunning_setting import DunningSetting
    from billcli.store.mail_setting import MailSetting
    from billcli.store.time_setting import TimeSetting
    from billcli.store.toml_table import TomlTable
    from billcli.store.write_off_setting import WriteOffs

    Section = TypeVar("Section")


class SeldomSections:
    """What says these sections, each as given or with its defaults.

    Attributes:
        seldom: what was given, by class.
    """

    __slots__ = ()
    seldom: Mapping[type, object]

    @property
    def debit(self) -> DebitSetting:
        """How direct debits are collected."""
        from billcli.store.debit_setting import DebitSetting

        return self._section(DebitSetting)

    @property
    def time(self) -> TimeSetting:
        """How work is billed."""
        from billcli.store.time_setting import TimeSetting

        return self._section(TimeSetting)

    @property
    def mail(self) -> MailSetting:
        """How letters go."""
        from billcli.store.mail_setting import MailSetting

        return self._section(MailSetting)

    @property
    def write_off(self) -> WriteOffs:
        """What is agreed about write-offs."""
        from billcli.store.write_off_setting import WriteOffs

        return self._section(WriteOffs)

    @property
    def dunning(self) -> DunningSetting:
        """How customers are reminded."""
        from billcli.store.dunning_setting import DunningSetting

        return self._section(DunningSetting)

    def _section(self, kind: type[Section]) -> Section:
        found = self.seldom.get(kind)
        return found if isinstance(found, kind) else kind()


def read_seldom(top: TomlTable) -> Mapping[type, object]:
    """Return the sections that the file has; what is wrong is noted in it with its line."""
    found: list[object] = []
    if top.has("debit"):
        from billcli.store.debit_setting import read_debit

        found.append(read_debit(top.table("debit")))
    if top.has("time"):
        from billcli.store.time_setting import read_time_setting

        found.append(read_time_setting(top.table("time")))
    if top.has("mail"):
        from billcli.store.mail_setting import read_mail

        found.append(read_mail(top.table("mail")))
    if top.has("writeoff"):
        from billcli.store.write_off_setting import read_write_offs

        found.append(read_write_offs(top.table("writeoff")))
    if top.has("dunning"):
        from billcli.store.dunning_setting import read_dunning

        found.append(read_dunning(top.table("dunning")))
    return {type(section): section for section in found}
