import { mount } from 'svelte';
import App from './app/App.svelte';
import { settlePlatform } from './app/platform';
import { getLocale, overwriteGetLocale } from './paraglide/runtime';
import './theme/tokens.css';
import './theme/base.css';

settlePlatform();
// Looked up once: every word of every row asks for it, and another language opens the page anew.
const locale = getLocale();
overwriteGetLocale(() => locale);
document.documentElement.lang = locale;

const place = document.getElementById('app');
if (place) mount(App, { target: place });
