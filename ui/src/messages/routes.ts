import More from '../app/More.svelte';
import type { Feature } from '../app/route';
import Consent from './Consent.svelte';
import Stuck from './Stuck.svelte';
import TemplateList from './TemplateList.svelte';
import TemplatePage from './TemplatePage.svelte';

export const feature: Feature = {
  routes: [
    { path: '/stuck', tab: 'more', list: More, page: Stuck },
    { path: '/templates', tab: 'more', list: More, page: TemplateList },
    { path: '/templates/:key/:channel/:language', tab: 'more', list: TemplateList, page: TemplatePage },
  ],
  sheets: { consent: Consent },
};
