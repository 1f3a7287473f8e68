"""A device with Anki's collection: SQLite, synced as a whole file first and by changed notes after.

`fill` makes the collection that is then uploaded; without it, orders come from standard input."""

import hashlib
import json
import os
import sys
import time

from anki.collection import AddNoteRequest, Collection
from anki.decks import DeckId

UNIT = "\x1f"
CUSTOMER = (
    "given_name family_name nickname said_as former_names language company_name street city region postal_code "
    "country about memory customer_since created_at"
).split()
PURCHASE = "bought_on description quantity price currency occasion meaning".split()
NOTE = "kind words noted_at".split()
# Purchases and notes of a customer travel inside their note, as JSON: Anki has no rows below a note.
FIELDS = ["id", *CUSTOMER, "purchases", "notes"]
# Answers of `sync_collection` that ask for one side's whole collection.
WHOLE = (2, 3, 4)


def fill(path: str, data: str) -> None:
    col = Collection(path)
    kind = col.models.new("Customer")
    for name in FIELDS:
        col.models.add_field(kind, col.models.new_field(name))
    card = col.models.new_template("Card")
    card["qfmt"], card["afmt"] = "{{id}}", "{{given_name}}"
    col.models.add_template(kind, card)
    kind = col.models.get(col.models.add_dict(kind).id)
    batch = []

    def flush() -> None:
        col.add_notes(batch)
        batch.clear()

    with open(data, encoding="utf-8") as lines:
        for line in lines:
            made = json.loads(line)
            customer = made["customer"]
            note = col.new_note(kind)
            note.fields = [
                customer["id"], *(customer.get(name, "") for name in CUSTOMER),
                json.dumps(made["purchases"]), json.dumps(made["notes"]),
            ]
            batch.append(AddNoteRequest(note=note, deck_id=DeckId(1)))
            if len(batch) == 1000:
                flush()
    flush()
    col.close()


class Device:
    def open(self, dir: str, url: str, **_: object) -> dict:
        os.makedirs(dir, exist_ok=True)
        self.path, self.url = os.path.join(dir, "collection.anki2"), url + "/"
        self.col = Collection(self.path)
        # Not part of what is measured: its slow password hash happens once in the life of a device.
        self.auth = self.col.sync_login("u", "p", self.url)
        return {}

    def whole(self, upload: bool) -> None:
        out = self.col.sync_collection(self.auth, False)
        self.col.close_for_full_sync()
        self.col.full_upload_or_download(auth=self.auth, server_usn=out.server_media_usn, upload=upload)
        self.col.reopen(after_full_sync=True)

    def upload(self) -> dict:
        self.whole(upload=True)
        return {}

    def first(self) -> dict:
        self.whole(upload=False)
        return {"customers": self.col.note_count()}

    def rows(self):
        for row in self.col.db.execute("SELECT sfld, flds FROM notes"):
            yield dict(zip(FIELDS, row[1].split(UNIT)))

    def hash(self) -> dict:
        tables = [hashlib.sha256() for _ in range(3)]

        def add(table: int, id: str, owner: str, names: list[str], row: dict) -> None:
            line = UNIT.join([id, owner, *(str(row.get(name, "")) for name in names)]) + "\n"
            tables[table].update(line.encode())

        for row in sorted(self.rows(), key=lambda row: row["id"]):
            add(0, row["id"], row["id"], CUSTOMER, row)
            for purchase in json.loads(row["purchases"]):
                add(1, purchase["id"], row["id"], PURCHASE, purchase)
            for note in json.loads(row["notes"]):
                add(2, note["id"], row["id"], NOTE, note)
        return {"hash": "".join(table.hexdigest() for table in tables)}

    def note(self, id: str):
        # The id is the sort field, which Anki has an index on.
        if not hasattr(self, "ids"):
            self.ids = dict(self.col.db.execute("SELECT sfld, id FROM notes"))
        return self.col.get_note(self.ids[id])

    def set(self, edit: dict) -> None:
        note = self.note(edit["id"])
        note[edit["field"]] = edit["value"]
        self.col.update_note(note)

    def edit(self, edits: list[dict]) -> dict:
        for edit in edits:
            self.set(edit)
        return {}

    def push(self) -> dict:
        out = self.col.sync_collection(self.auth, False)
        if out.required in WHOLE:
            raise RuntimeError(f"Anki asks for a whole sync ({out.required})")
        return {}

    pull = push

    def tell(self, edit: dict) -> dict:
        at = time.monotonic_ns()
        self.set(edit)
        self.push()
        return {"at": str(at)}

    def see(self, edit: dict) -> dict:
        self.push()
        if self.note(edit["id"])[edit["field"]] != edit["value"]:
            raise RuntimeError("the edit did not come")
        return {"at": str(time.monotonic_ns())}

    def words(self, ids: list[str], fields: list[str]) -> dict:
        shown = [self.note(id)[name] for id in ids for name in fields]
        return {"shown": shown, "beside": [], "hidden": []}

    def live(self) -> dict:
        return {}

    def close(self) -> dict:
        self.col.close()
        return {}


def obey() -> None:
    device = Device()
    for line in sys.stdin:
        order = json.loads(line)
        number, act = order.pop("id"), order.pop("act")
        try:
            said = {"id": number, "ok": getattr(device, act)(**order)}
        except Exception as error:  # What went wrong is the answer.
            said = {"id": number, "error": f"{type(error).__name__}: {error}"}
        print(json.dumps(said), flush=True)


if sys.argv[1:2] == ["fill"]:
    fill(*sys.argv[2:])
else:
    obey()
