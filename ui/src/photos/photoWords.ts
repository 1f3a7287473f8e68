/** What is said of a photo. */
import type { PhotoCard } from '../backend/generated/PhotoCard';
import { m } from '../paraglide/messages';
import { dayOf, daySaid } from '../shared/dates';

/** So many thumbnails are a row on a phone. */
export const FEW = 4;

/** What it shows: its caption, the piece, the envelope; else when it was added. */
export function photoWords(photo: PhotoCard): string {
  return (
    photo.caption ??
    photo.piece ??
    (photo.envelope
      ? m.photo_of_envelope({ envelope: photo.envelope })
      : m.photo_of_day({ day: daySaid(dayOf(photo.addedAt)) }))
  );
}

/** Beneath it: the piece or envelope where the caption is above, who added it and when. */
export function photoSecond(photo: PhotoCard): string {
  const day = daySaid(dayOf(photo.addedAt));
  return [
    photo.caption ? photo.piece : null,
    photo.caption || photo.piece ? photo.envelope && m.photo_of_envelope({ envelope: photo.envelope }) : null,
    photo.addedBy ? m.photo_added_by({ name: photo.addedBy, day }) : m.photo_added_on({ day }),
    photo.waiting ? m.photo_waiting() : null,
  ]
    .filter(Boolean)
    .join(' · ');
}
