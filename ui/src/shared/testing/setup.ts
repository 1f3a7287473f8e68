/** What every test needs: a clean page and the first language. */
import { beforeEach } from 'vitest';
import { overwriteGetLocale } from '../../paraglide/runtime';

overwriteGetLocale(() => 'en');
beforeEach(() => {
  localStorage.clear();
});
