import type { Feature } from './route';

export const feature: Feature = {
  routes: [],
  sheets: {},
};
