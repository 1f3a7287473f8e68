import More from '../app/More.svelte';
import { later } from '../app/later.svelte';
import type { Feature } from '../app/route';

const Consent = later(() => import('./Consent.svelte'));
const Stuck = later(() => import('./Stuck.svelte'));
const TemplateList = later(() => import('./TemplateList.svelte'));
const TemplatePage = later(() => import('./TemplatePage.svelte'));

export const feature: Feature = {
  routes: [
    { path: '/stuck', tab: 'more', list: More, page: Stuck },
    { path: '/templates', tab: 'more', list: More, page: TemplateList },
    { path: '/templates/:key/:channel/:language', tab: 'more', list: TemplateList, page: TemplatePage },
  ],
  sheets: { consent: Consent },
};
