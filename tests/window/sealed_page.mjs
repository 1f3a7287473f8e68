// The first page of an encrypted database, opened and sealed again: the program that could write a
// database of a newer version does not exist yet.

import { createCipheriv, createDecipheriv, createHmac, pbkdf2Sync } from 'node:crypto';

const PAGE = 4096;
const SALT = 16;
const IV = 16;
const HMAC = 64;
/** Where SQLite keeps `user_version`. */
const USER_VERSION = 60;

/** The database in `file`, saying that it has that version. SQLCipher 4 with a raw key. */
export function withVersion(file, key, version) {
  const salt = file.subarray(0, SALT);
  const page = file.subarray(0, PAGE);
  const end = PAGE - IV - HMAC;
  const iv = page.subarray(end, end + IV);
  const macKey = pbkdf2Sync(key, salt.map((byte) => byte ^ 0x3a), 2, 32, 'sha512');
  const seal = (sealed) => createHmac('sha512', macKey).update(sealed).update(iv).update(Buffer.from([1, 0, 0, 0])).digest();
  if (!seal(page.subarray(SALT, end)).equals(page.subarray(end + IV))) throw new Error('not sealed with this key');
  const open = createDecipheriv('aes-256-cbc', key, iv).setAutoPadding(false);
  const plain = Buffer.concat([open.update(page.subarray(SALT, end)), open.final()]);
  plain.writeUInt32BE(version, USER_VERSION - SALT);
  const close = createCipheriv('aes-256-cbc', key, iv).setAutoPadding(false);
  const sealed = Buffer.concat([close.update(plain), close.final()]);
  return Buffer.concat([salt, sealed, iv, seal(sealed), file.subarray(PAGE)]);
}
