import type { Feature } from '../app/route';

export const feature: Feature = { routes: [], sheets: {} };
