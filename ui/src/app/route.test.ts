import { describe, expect, it } from 'vitest';
import { fits } from './route';

describe('a path', () => {
  it('gives its parts', () => {
    expect(fits('/customers/:customerId/pickup/:repairId', '/customers/a/pickup/b')).toEqual({
      customerId: 'a',
      repairId: 'b',
    });
    expect(fits('/customers', '/customers')).toEqual({});
  });
  it('does not fit another', () => {
    expect(fits('/customers/:customerId', '/repairs/a')).toBeNull();
    expect(fits('/customers/:customerId', '/customers/a/b')).toBeNull();
  });
});
