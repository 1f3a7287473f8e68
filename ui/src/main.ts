import { mount } from 'svelte';
import App from './app/App.svelte';
import { settlePlatform } from './app/platform';
import { getLocale } from './paraglide/runtime';
import './theme/tokens.css';
import './theme/base.css';

settlePlatform();
document.documentElement.lang = getLocale();

const place = document.getElementById('app');
if (place) mount(App, { target: place });
