"""What a file of waiting lines does by rules: follows one, books as one would, adds one."""

from __future__ import annotations

from billcli.domain.bank_rule import BankRule, Way, deciding
from billcli.domain.iban import compact
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import BillcliError, UsageError
from billcli.services.bank_rules import (
    account_problems,
    free_name,
    new_rule,
    obstacle,
    rule_change,
    rules_in_force,
    unknown_rule,
)
from billcli.services.draft import inside
from billcli.services.line_answer import Follow, Ignore
from billcli.store.rule_file import with_rule

if TYPE_CHECKING:
    from billcli.domain.bank_line import BankLine
    from billcli.ledger.change_set import NewFile, Rewrite
    from billcli.services.bank_rules import NewRule
    from billcli.services.workspace import Workspace


class RuleDesk:
    """The rules as they are, and those that answers add, one after the other."""

    def __init__(self, workspace: Workspace) -> None:
        """Start from the file of rules, which is read when the first answer needs it."""
        self._workspace = workspace
        self._rules: list[BankRule] | None = None
        self.added: list[NewRule] = []

    @property
    def rules(self) -> list[BankRule]:
        """Return the rules in their order, the added ones last.

        Raises:
            InvalidError: the file has mistakes.
        """
        if self._rules is None:
            self._rules = list(rules_in_force(self._workspace))
        return self._rules

    def named(self, line: BankLine, name: str) -> Follow:
        """Return the answer that a rule is followed.

        Raises:
            UsageError: there is no such rule, it does not hold, or it cannot book the line.
        """
        known = {rule.id: rule for rule in self.rules}
        rule = known.get(name)
        if rule is None:
            raise UsageError(unknown_rule(name, known))
        if not rule.holds(line):
            raise _refused(f"{rule} does not hold for the line", "see billcli bank rule list")
        return self._able(line, rule)

    def booked(self, line: BankLine, account: str) -> Follow:
        """Return the answer that a line is booked on an account, as a rule would do it.

        Raises:
            UsageError: the account cannot take the line (RULE-ACCOUNT, REVIEW-ANSWER).
        """
        rule = BankRule("", account=line.account, book=account)
        if problems := account_problems(self._workspace, rule):
            plain = (one._replace(message=one.message.removeprefix("rule : ")) for one in problems)
            raise UsageError(*plain)
        return self._able(line, rule)

    def _able(self, line: BankLine, rule: BankRule) -> Follow:
        if words := obstacle(rule, line, self._workspace.snapshot.facts):
            raise _refused(words, "answer the line otherwise")
        return Follow(rule)

    def keep(self, line: BankLine, answer: Follow | Ignore) -> BankRule | None:
        """Add the rule that does with every such line what was answered; None when one does so.

        Raises:
            UsageError: the line names nobody, or a rule that comes first does something else.
        """
        book, leave = ("", answer.reason) if isinstance(answer, Ignore) else answer.rule.outcome
        first, _ = deciding(self.rules, line)
        if first is not None and first.outcome == (book, leave):
            return first if any(new.rule is first for new in self.added) else None
        if first is not None:
            hint = "change that rule with an editor, or write remember = false"
            raise _refused(f"{first} holds for such lines and comes first", hint)
        said = conditions_of(line)
        if not said:
            raise _refused("the line names nobody to know such lines by", "write remember = false")
        name = free_name({"payer": line.payer, "book": book}, {r.id.casefold() for r in self.rules})
        new = new_rule(self._workspace, name, said | {"book": book, "leave": leave})
        if not inside(self._workspace, new.file.path):
            hint = "write remember = false, and add the rule with billcli bank rule add"
            raise _refused(f"{new.file.shown} lies outside the folder of the books", hint)
        self.added.append(new)
        self.rules.append(new.rule)
        return new.rule

    @property
    def text(self) -> str:
        """Return the added rules as they will stand in the file."""
        return "".join(f"\n{new.text}" for new in self.added)

    def changes(self) -> tuple[NewFile | Rewrite, ...]:
        """Return the change of the file of rules; nothing when no rule was added."""
        if not self.added:
            return ()
        file = self.added[0].file
        text = (file.content or b"").decode()
        for new in self.added:
            text = with_rule(text, new.text)
        return (rule_change(file, text),)


def conditions_of(line: BankLine) -> dict[str, str]:
    """Return what a rule asks for that holds for lines such as this one; nothing for no payer."""
    iban, name = compact(line.payer_iban), line.payer.strip()
    who = {"payer_iban": iban} if iban else {"payer_is": name} if name else {}
    way = Way.OUT if line.amount.number < 0 else Way.IN
    return {**who, "sign": way.value} if who else {}


def _refused(message: str, hint: str) -> BillcliError:
    return UsageError.of("REVIEW-ANSWER", message, hint=hint)
