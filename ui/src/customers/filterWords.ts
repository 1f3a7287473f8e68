/** The filters of the list in the words of the screen. */
import type { CustomerOrder } from '../backend/generated/CustomerOrder';
import type { Seen } from '../backend/generated/Seen';
import { m } from '../paraglide/messages';

const seen: Record<Seen, () => string> = {
  month: m.customers_seen_month,
  quarter: m.customers_seen_quarter,
  year: m.customers_seen_year,
  longer: m.customers_seen_longer,
  never: m.customers_seen_never,
};
const orders: Record<CustomerOrder, () => string> = {
  nearness: m.customers_order_nearness,
  name: m.customers_order_name,
  last_seen: m.customers_order_last_seen,
};

/** "In the last month". */
export const seenWord = (when: Seen): string => seen[when]();
/** "By name". */
export const orderWord = (order: CustomerOrder): string => orders[order]();
