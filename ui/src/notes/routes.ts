import type { Feature } from '../app/route';
import Jot from './Jot.svelte';

export const feature: Feature = { routes: [], sheets: { jot: Jot } };
