"""Which documents are one consignment by what they name: the relation (gateway.consignments.graph) over all
of them at once.

Documents that one author gave one name are one consignment whatever else they say, so each such group is
compared with others as a whole: ten thousand invoices of one number are one comparison, not millions.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from contracts.records.kinds import Kind
from gateway.consignments.graph import Relation, joining_names
from gateway.consignments.names import Family, Name
from gateway.consignments.statements import Statement


def components(nuclei: Sequence[Statement], context: Iterable[Statement] = ()) -> dict[str, str]:
    """Node → smallest node of its consignment, for `nuclei`; `context` holds the statements that can
    corroborate.

    Depends on the sets alone, never on an order.
    """
    relation = Relation([*nuclei, *context])
    forest = _Forest(statement.node for statement in nuclei)
    for one, other in joined(relation, nuclei):
        forest.join(one.node, other.node)
    return forest.smallest()


@dataclass
class _Group:
    """Documents of one author that are one consignment, with what any of them says."""

    first: Statement
    documents: list[Statement] = field(default_factory=list)
    mentioned: set[Name] = field(default_factory=set)
    audience: set[int] = field(default_factory=set)

    def add(self, document: Statement) -> None:
        self.documents.append(document)
        self.mentioned.update(m.name for m in document.mentions)
        self.audience |= document.audience

    def lets_read(self, other: "_Group") -> bool:
        """True if one of its documents may be read by the author of `other`."""
        return other.first.author is not None and other.first.author in self.audience


def joined(relation: Relation, nuclei: Sequence[Statement]) -> Iterator[tuple[Statement, Statement]]:
    """The pairs of nuclei that are one consignment (enough of them to connect it)."""
    mine: dict[tuple[Name, object], Statement] = {}
    for statement in nuclei:
        for name in joining_names(statement):
            yield mine.setdefault((name, statement.author), statement), statement
    yield from _joined_by_number(relation, nuclei)
    for sharing in _sharing_ucr(nuclei).values():
        yield from _joined_by_ucr(relation, sharing)


def _grouped(documents: Iterable[tuple[Hashable, Statement]]) -> dict[Hashable, _Group]:
    groups: dict[Hashable, _Group] = {}
    for key, document in documents:
        groups.setdefault(key, _Group(document)).add(document)
    return groups


def _title(document: Statement) -> Hashable:
    """Equal for documents of one kind to which one author gave one name; its own where it has none."""
    return (document.own.name if document.own else document.node, document.author, document.kind)


def _joined_by_number(
    relation: Relation, nuclei: Sequence[Statement]
) -> Iterator[tuple[Statement, Statement]]:
    """Groups of different authors of which one names the other."""
    groups = _grouped((_title(document), document) for document in nuclei)
    called: dict[Name, list[_Group]] = defaultdict(list)
    for group in groups.values():
        if group.first.own:
            called[group.first.own.name].append(group)
    for speaker in groups.values():
        for name in _naming(speaker):
            for issuer in called.get(name, ()):
                if issuer.first.author != speaker.first.author and _bound(relation, speaker, issuer):
                    yield speaker.first, issuer.first


def _naming(group: _Group) -> set[Name]:
    """The numbers of others' documents by which `group` may be one consignment with them."""
    naming: set[Name] = set()
    for document in group.documents:
        named = {m.name for m in document.mentions if m.name.family is not Family.UCR}
        naming |= named & joining_names(document)
    return naming


def _bound(relation: Relation, speaker: _Group, issuer: _Group) -> bool:
    """True if `speaker`'s naming of `issuer` is confirmed or corroborated."""
    own = speaker.first.own
    if own is not None and own.name in issuer.mentioned:
        return True
    return issuer.lets_read(speaker) or relation.corroborated(speaker.first, issuer.first)


def _sharing_ucr(nuclei: Sequence[Statement]) -> dict[Name, list[_Group]]:
    """The documents that give each UCR, by author; parcels, which a UCR doesn't join, by their own number."""
    giving: dict[Name, list[Statement]] = defaultdict(list)
    for document in nuclei:
        for name in document.names:
            if name.family is Family.UCR:
                giving[name].append(document)
    return {name: list(_grouped(_by_author(documents)).values()) for name, documents in giving.items()}


def _by_author(documents: Iterable[Statement]) -> Iterator[tuple[Hashable, Statement]]:
    for document in documents:
        yield _title(document) if document.kind == Kind.PARCEL else document.author, document


def _joined_by_ucr(relation: Relation, groups: Sequence[_Group]) -> Iterator[tuple[Statement, Statement]]:
    """Groups of different authors that give one UCR: each speaks for its own documents only."""
    witnesses = {id(group): _witnesses(relation, group) for group in groups} if len(groups) > 1 else {}
    for one, other in combinations(groups, 2):
        if one.first.author == other.first.author or {one.first.kind, other.first.kind} == {Kind.PARCEL}:
            continue
        confirmed = one.lets_read(other) and other.lets_read(one)
        if confirmed or not witnesses[id(one)].isdisjoint(witnesses[id(other)]):
            yield one.first, other.first


def _witnesses(relation: Relation, group: _Group) -> set[str]:
    """The nodes of other authors' statements that name one of the group's documents beyond doubt."""
    titles = {(document.own, document.kind): document for document in group.documents}
    return set[str]().union(*(relation.witnesses(document) for document in titles.values()))


class _Forest:
    """Disjoint sets whose representative is the smallest node, so that the result has no order in it."""

    def __init__(self, nodes: Iterable[str]) -> None:
        self.parent = {node: node for node in nodes}

    def find(self, node: str) -> str:
        root = node
        while self.parent[root] != root:
            root = self.parent[root]
        while self.parent[node] != root:
            self.parent[node], node = root, self.parent[node]
        return root

    def join(self, one: str, other: str) -> None:
        one, other = self.find(one), self.find(other)
        self.parent[max(one, other)] = min(one, other)

    def smallest(self) -> dict[str, str]:
        return {node: self.find(node) for node in self.parent}
