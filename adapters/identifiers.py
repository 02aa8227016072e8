"""Check digits of the identifiers in a draft, by their scheme; a wrong one is remarked on, never refused."""

from collections.abc import Callable, Iterator, Mapping

from adapters.drafts import Remark, Source
from adapters.values import Value


def _checks() -> dict[str, Callable[[str], bool]]:
    from stdnum import ean, lei
    from stdnum.jp import cn

    return {
        "LEI": lei.is_valid,
        "JCN": cn.is_valid,
        "GLN": lambda value: len(value) == 13 and bool(ean.is_valid(value)),
    }


def identifier_remarks(values: Mapping[str, Value], sources: Mapping[str, Source]) -> Iterator[Remark]:
    """A remark for every LEI, GLN and Japanese corporate number whose check digit is wrong."""
    schemes = [(path, values[path]) for path in values if path.endswith("/scheme")]
    wanted = [
        (path.removesuffix("scheme") + "value", scheme)
        for path, scheme in schemes
        if scheme in ("LEI", "JCN", "GLN")
    ]
    if not wanted:
        return
    checks = _checks()
    for path, scheme in wanted:
        value = str(values.get(path, ""))
        if value and not checks[str(scheme)](value):
            location = sources[path].location
            yield Remark("identifier.check_digit", location, f"{scheme} {value} has a wrong check digit")
