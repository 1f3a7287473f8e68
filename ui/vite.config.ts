import { paraglideVitePlugin } from '@inlang/paraglide-js';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { svelteTesting } from '@testing-library/svelte/vite';
import { defineConfig } from 'vitest/config';

// The development bridge: the real app crate behind loopback HTTP (see README.md).
const bridge = process.env['REGARD_BRIDGE'] ?? 'http://127.0.0.1:8710';

export default defineConfig({
  plugins: [
    // Tests run on what `npm run messages` made: the plugin would keep watching after they end.
    !process.env['VITEST'] && paraglideVitePlugin({
      project: './project.inlang',
      outdir: './src/paraglide',
      strategy: ['localStorage', 'preferredLanguage', 'baseLocale'],
      emitGitIgnore: true,
      isServer: 'false',
    }),
    svelte(),
    svelteTesting(),
  ],
  build: {
    // The oldest web views that Regard opens in: see public/floor.js, which says so to older ones.
    target: ['chrome105', 'safari15'],
    outDir: 'dist',
    // A twelfth smaller than what Vite's own way makes: what is read at the start has 120 kB.
    minify: 'terser',
    terserOptions: { module: true, toplevel: true, compress: { passes: 2 } },
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: {
    host: '127.0.0.1',
    port: 5173,
    strictPort: true,
    proxy: { '/call': bridge, '/events': bridge },
  },
  clearScreen: false,
  test: {
    environment: 'happy-dom',
    include: ['src/**/*.test.ts'],
    maxWorkers: 1,
    setupFiles: ['src/shared/testing/setup.ts'],
  },
});
