#!/usr/bin/env python3
"""Writes crates/regard-notes/src/words/clusters.bin: what English and Spanish words are used like.

Takes the folder of the Python package spacy-lookups-data 1.0.5 (`pip download --no-deps spacy-lookups-data==1.0.5`,
unpacked), which holds Brown clusters of a million words of each language: words that stand in the same places of
running text share the beginning of a path in a tree. Kept are words without accents in small letters that are
frequent enough, each with the first sixteen steps of its path.

Format, little-endian: the count (u32), the hashes of language and word in rising order (u32 each, FNV-1a as in
src/clues.rs), and in the same order the paths (u16 each, the first step is the lowest bit).
"""

import gzip
import json
import re
import struct
import sys
import unicodedata
from pathlib import Path

# The natural logarithm of how often a word must occur among all words.
LEAST = {"en": -17.0, "es": -15.6}
TO = Path(__file__).parents[2] / "crates/regard-notes/src/words/clusters.bin"


def fold(word):
    plain = unicodedata.normalize("NFD", word.lower())
    return "".join(each for each in plain if not unicodedata.combining(each))


def fnv(*parts):
    value = 0x811C9DC5
    for part in parts:
        for byte in part.encode() + b"\0":
            value = ((value ^ byte) * 0x01000193) & 0xFFFFFFFF
    return value


def table(folder, language, what):
    with gzip.open(Path(folder) / f"spacy_lookups_data/data/{language}_lexeme_{what}.json.gz") as file:
        return json.load(file)


def paths(folder, language):
    often = table(folder, language, "prob")
    best = {}
    for word, path in table(folder, language, "cluster").items():
        plain = fold(word)
        if not int(path) or not re.match(r"^[a-z][a-z'-]*$", plain):
            continue
        # Words in capitals are those of headlines and names.
        weight = often.get(word, -30.0) - (0.0 if word == word.lower() else 1.5)
        if plain not in best or weight > best[plain][0]:
            best[plain] = (weight, int(path) & 0xFFFF)
    return {word: path for word, (weight, path) in best.items() if weight >= LEAST[language]}


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    rows = {}
    for language in LEAST:
        for word, path in paths(sys.argv[1], language).items():
            rows[fnv(language, word)] = path
    hashes = sorted(rows)
    data = struct.pack("<I", len(hashes))
    data += b"".join(struct.pack("<I", each) for each in hashes)
    data += b"".join(struct.pack("<H", rows[each]) for each in hashes)
    TO.write_bytes(data)
    print(f"{len(hashes)} words, {len(data)} bytes in {TO}")


if __name__ == "__main__":
    main()
