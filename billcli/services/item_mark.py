"""What notes say of open items besides disputes: promised until when, on hold, in collections.

Few books have any such note: whether there is one is asked of the read model, and nothing else is
loaded where there is none.
"""

from __future__ import annotations

from billcli.domain.named import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from billcli.services.workspace import Workspace


class Mark(NamedTuple):
    """What stands of an item on a day.

    Attributes:
        promised_until: last day of a promise that is still open, or None.
        on_hold: whether nobody is reminded of it, by itself or with its account.
        in_collections: whether somebody else collects.
    """

    promised_until: dt.date | None = None
    on_hold: bool = False
    in_collections: bool = False

    def words(self, disputed: int) -> str:
        """Return the mark in words, empty where nothing stands.

        Args:
            disputed: an ``Extent``.
        """
        from billcli.domain.open_item import Extent  # noqa: PLC0415 - few items are marked

        extent = {Extent.ALL: "disputed", Extent.PART: "disputed in part"}
        said = (
            extent.get(Extent(disputed), ""),
            f"promised until {self.promised_until}" if self.promised_until else "",
            "in collections" if self.in_collections else "on hold" if self.on_hold else "",
        )
        return ", ".join(filter(None, said))


UNMARKED = Mark()


class Marks(NamedTuple):
    """What stands of all items on a day.

    Attributes:
        promised: last days of promises that are still open, by item.
        items: items on hold, and whether somebody else collects.
        accounts: receivable accounts on hold as a whole, as above.
    """

    promised: Mapping[str, dt.date]
    items: Mapping[str, bool]
    accounts: Mapping[str, bool]

    def of(self, item: str, account: str) -> Mark:
        """Return what stands of an item on an account."""
        held = [each[key] for each, key in ((self.items, item), (self.accounts, account))
                if key in each]  # fmt: skip
        return Mark(self.promised.get(item), bool(held), any(held))


NO_MARKS = Marks({}, {}, {})


def marks_on(workspace: Workspace, as_of: dt.date) -> Marks:
    """Return what notes and customers' records say at the end of a day."""
    if workspace.shelf is not None and not workspace.shelf.ask.says_of_items():
        return NO_MARKS
    promised: dict[str, dt.date] = {}
    items: dict[str, bool] = {}
    accounts: dict[str, bool] = {}
    if has_notes(workspace, "promise"):
        from billcli.domain.promise import promised as open_promises  # noqa: PLC0415 - few have any
        from billcli.services.standing_note import promises_on  # noqa: PLC0415 - as above

        found = open_promises(promises_on(workspace, as_of))
        promised = {item: one.until for item, one in found.items()}
    if has_holds(workspace):
        from billcli.services.standing_note import holds_on  # noqa: PLC0415 - few have any

        for one in holds_on(workspace, as_of):
            places = (items, one.items) if one.items else (accounts, (one.account,))
            for key in places[1] if one.is_open else ():
                places[0][key] = one.is_handed_off or places[0].get(key, False)
    return Marks(promised, items, accounts)


def has_holds(workspace: Workspace) -> bool:
    """Return whether a note or a customer's record may say that something is on hold."""
    if has_notes(workspace, "hold"):
        return True
    if workspace.shelf is None:
        return any("hold" in record.meta for record in workspace.snapshot.facts.records)
    return next(workspace.shelf.ask.records_naming("hold"), None) is not None


def has_notes(workspace: Workspace, tag: str) -> bool:
    """Return whether a note may have a tag."""
    if workspace.shelf is None:
        return bool(workspace.snapshot.facts.notes_of(tag))
    return next(workspace.shelf.ask.notes_naming(tag), None) is not None
