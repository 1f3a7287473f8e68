/** The second line of a customer's row: why they were found, else who they are. */
import type { CustomerRow } from '../backend/generated/CustomerRow';
import { m } from '../paraglide/messages';
import { daySaid } from '../shared/dates';
import { relationWord } from '../shared/words';

export function secondLine(row: CustomerRow): string {
  const parts: string[] = [];
  if (row.why) {
    switch (row.why.kind) {
      case 'phone':
        parts.push(m.customers_why_phone({ ends: row.why.ends }));
        break;
      case 'email':
        parts.push(row.why.address);
        break;
      case 'envelope':
        parts.push(m.customers_why_envelope({ envelope: row.why.envelope }));
        break;
      case 'relation':
        parts.push(
          m.customers_why_relation({
            relation: relationWord(row.why.relation),
            name: row.why.name,
          }),
        );
    }
  }
  if (row.with) parts.push(m.customers_row_with({ name: row.with }));
  if (row.lastSeenOn) parts.push(m.customers_row_seen({ when: daySaid(row.lastSeenOn) }));
  return parts.join(' · ');
}
